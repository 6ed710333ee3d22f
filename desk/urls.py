"""Addresses of the desk's own pages, below the path of the desk and before Django's admin."""

from django.contrib import admin
from django.urls import URLPattern, path

from cards.photos import desk_views as photos
from desk.proposals.views import new_proposal, proposal, proposals

app_name = "desk"
guard = admin.site.admin_view
urlpatterns: list[URLPattern] = [
    path("photos/<uuid:photo_id>/photo.jpg", guard(photos.photo), name="photo"),
    path("proposals/", guard(proposals), name="proposals"),
    path("proposals/<uuid:proposal_id>/", guard(proposal), name="proposal"),
    path("proposals/new/<slug:kind>/<uuid:subject>/", guard(new_proposal), name="new-proposal"),
]
