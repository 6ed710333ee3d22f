"""Addresses of the signed channel, below /channel/v1/."""

from django.urls import URLPattern

app_name = "channel"
urlpatterns: list[URLPattern] = []
