"""Addresses of the demo phone; homebank/urls.py mounts them in a demo only."""

from django.urls import path

from notifications import demo_views

app_name = "demo"
urlpatterns = [
    path("phone/", demo_views.phone, name="phone"),
    path("phone/write/", demo_views.write, name="write"),
    path("phone/messages.json", demo_views.messages, name="messages"),
]
