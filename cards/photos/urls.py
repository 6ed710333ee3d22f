"""Addresses of photos: /cards/photos/. deploy/nginx lets larger requests in here, nowhere else."""

from django.urls import path

from cards.photos import views

app_name = "photos"
urlpatterns = [
    path("of/<uuid:order_id>/", views.photos, name="of-order"),
    path("<uuid:photo_id>/photo.jpg", views.photo, name="photo"),
]
