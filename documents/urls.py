"""Addresses where anybody verifies a paper. The second one is in the QR: it must never change."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.verify_by_hand, name="verify"),
    path("<str:number>/<str:code>/", views.paper, name="paper"),
]
