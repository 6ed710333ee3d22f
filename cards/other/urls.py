"""Addresses of cards of other banks: /my/other-cards/."""

from django.urls import path

from cards.other import views

app_name = "other-cards"
urlpatterns = [
    path("", views.other_cards, name="other-cards"),
    path("new/", views.attach, name="attach"),
    path("attachments/<uuid:attachment_id>/", views.attachment, name="attachment"),
    path("attachments/<uuid:attachment_id>/return/", views.came_back, name="return"),
    path("<uuid:other_id>/", views.other_card, name="other-card"),
    path("<uuid:other_id>/detachment/", views.detachment, name="detachment"),
]
