"""Addresses that need no sign-in and belong to no room."""

from django.urls import URLPattern

app_name = "public"
urlpatterns: list[URLPattern] = []
