"""The address of the overview: /my/."""

from django.urls import path

from cards import views

app_name = "overview"
urlpatterns = [path("", views.my, name="my")]
