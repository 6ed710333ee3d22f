"""Addresses of disputes and of operations: /my/disputes/, /my/operations/."""

from django.urls import path

from cards.disputes import views

app_name = "disputes"
urlpatterns = [
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/new/", views.new, name="new"),
    path("disputes/<uuid:dispute_id>/", views.dispute, name="dispute"),
    path("disputes/<uuid:dispute_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("operations/<uuid:subject>/", views.operation, name="operation"),
    path("operations/<uuid:subject>/dispute/", views.of_movement, name="of-movement"),
]
