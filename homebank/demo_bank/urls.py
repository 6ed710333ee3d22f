"""Addresses of the demo's machines; homebank/urls.py mounts them in a demo only."""

from django.urls import path

from homebank.demo_bank import machine_views

app_name = "machines"
urlpatterns = [path("shop/", machine_views.shop, name="shop")]
