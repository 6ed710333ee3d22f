"""The public page for a lost card or phone: it answers everybody alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cards.errors import CardRefused
from cards.lost import Report, report_loss
from cards.switch_forms import LostForm
from homebank.lib.network import network_of


@sensitive_post_parameters("codeword")
@sensitive_variables("report")
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Number and codeword; whatever they were, the same page follows."""
    form = LostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            report = Report(**form.cleaned_data)
            report_loss(report=report, network=network_of(request))
            return redirect("cards:lost-done")
        except CardRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "cards/lost.html", {"form": form, "section": "help"})


@require_safe
def lost_done(request: HttpRequest) -> HttpResponse:
    """What has happened if number and codeword were right, and how it is undone."""
    return render(request, "cards/lost_done.html", {"section": "help"})
