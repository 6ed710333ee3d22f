"""Addresses of ordering a card: /my/orders/."""

from django.urls import path

from cards.ordering import views

app_name = "orders"
urlpatterns = [
    path("", views.products, name="products"),
    path("<uuid:order_id>/", views.order, name="order"),
    path("<uuid:order_id>/onward/", views.onward, name="onward"),
    path("<uuid:order_id>/check/", views.check, name="check"),
    path("<uuid:order_id>/phone-code/", views.phone_code, name="phone-code"),
    path("<uuid:order_id>/cancellation/", views.cancellation, name="cancellation"),
    path("<uuid:order_id>/papers/<slug:paper>/", views.paper, name="paper"),
    path("<uuid:order_id>/<slug:page>/", views.page, name="page"),
]
