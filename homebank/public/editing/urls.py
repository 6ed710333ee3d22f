"""Addresses of the desk's pages of contacts and help, below the path of the desk."""

from django.contrib import admin
from django.urls import path

from homebank.public.editing import views

guard = admin.site.admin_view
app_name = "words"
urlpatterns = [
    path("", guard(views.words), name="all"),
    path("contacts/", guard(views.edit_contacts), name="contacts"),
    path("help/<slug:slug>/", guard(views.edit_article), name="article"),
]
