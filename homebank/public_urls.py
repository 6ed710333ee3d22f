"""Addresses that need no sign-in and belong to no room."""

from django.urls import path

from homebank.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_, name="help"),
    path("robots.txt", views.robots, name="robots"),
]
