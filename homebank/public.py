"""Pages for anyone: the front door, help, and what robots may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the bank does today, and what a payment costs."""
    return render(request, "public/home.html")


@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """Whom to call, what a fraudster says, what to do when something went wrong."""
    return render(request, "public/help.html", {"section": "help"})
