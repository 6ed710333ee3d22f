"""Addresses of this room: /cards/."""

from django.urls import path

from cards.views import about, limits, settings, statement

app_name = "cards"
urlpatterns = [
    path("<uuid:card_id>/", statement.card, name="card"),
    path("<uuid:card_id>/limits/", limits.limits, name="limits"),
    path("<uuid:card_id>/settings/", settings.settings, name="settings"),
    path("<uuid:card_id>/about/", about.about, name="about"),
]
