"""Addresses that need no sign-in and belong to no room."""

from django.urls import path

from homebank import public

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("help/", public.help_, name="help"),
    path("robots.txt", public.robots, name="robots"),
]
