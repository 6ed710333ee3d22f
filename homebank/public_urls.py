"""Addresses that need no sign-in and belong to no room."""

from django.urls import path

from homebank.public import status, views
from homebank.public.tariff_paper import tariff_pdf

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("tariffs/", views.tariffs, name="tariffs"),
    path("tariffs/<int:number>/", views.tariffs, name="tariff-version"),
    path("tariffs/calculator/", views.calculator, name="calculator"),
    path("tariffs/document.pdf", tariff_pdf, name="tariff-pdf"),
    path("tariffs/<int:number>/document.pdf", tariff_pdf, name="tariff-version-pdf"),
    path("branches/", views.branches, name="branches"),
    path("contacts/", views.contacts, name="contacts"),
    path("help/", views.help_, name="help"),
    path("help/<slug:slug>/", views.article, name="article"),
    path("status/", status.status, name="status"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
