"""Addresses of the desk's own pages, below the path of the desk and before Django's admin."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
