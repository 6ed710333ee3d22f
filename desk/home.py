"""The first page of the desk: what waits for whoever reads it, then all records; and the keys."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk.queues import queues_of
from desk.staff import staff_of


def home(request: HttpRequest) -> HttpResponse:
    """Queues with bounded counts, and the lists that the reader's roles may see."""
    shown = {"title": _("Queues and records"), "queues": queues_of(staff_of(request)),
             "app_list": admin.site.get_app_list(request)}  # fmt: skip
    return _page(request, "home", shown)


def shortcuts(request: HttpRequest) -> HttpResponse:
    """The keys that the desk knows, for who works without a mouse."""
    return _page(request, "shortcuts", {"title": _("Keys of the desk")})


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/{name}.html", {**admin.site.each_context(request), **shown})
