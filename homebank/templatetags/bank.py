"""Tags that every template may use: money, icons, fields."""

from django import template

register = template.Library()
