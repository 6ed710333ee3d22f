"""The address of the overview: /my/."""

from django.urls import path

from cards.views.overview import my

app_name = "overview"
urlpatterns = [path("", my, name="my")]
