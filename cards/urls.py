"""Addresses of this room: /cards/."""

from django.urls import path

from cards import views

app_name = "cards"
urlpatterns = [path("<uuid:card_id>/", views.card, name="card")]
