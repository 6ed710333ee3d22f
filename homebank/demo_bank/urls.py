"""Addresses of the demo's machines; homebank/urls.py mounts them in a demo only."""

from django.urls import path

from homebank.demo_bank import cash_machine_page, machine_views

app_name = "machines"
urlpatterns = [
    path("shop/", machine_views.shop, name="shop"),
    path("cash-machine/", cash_machine_page.cash_machine, name="cash-machine"),
]
