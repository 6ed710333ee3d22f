"""A table leaves the desk as a file only for a reason: asked for first, kept with its event."""

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.staff.deeds import read_reason
from accounts.staff.desk_forms import TakingForm


def reason_to_take(request: HttpRequest, *, what: str, back: str) -> str | HttpResponseBase:
    """Why the file `what` is taken, as it was posted; until it is said, the page that asks for it.

    Called once it is known that the file is there and may be taken; the reason is on one line and
    holds no card number. `back` is the page that the file is of.
    """
    form = TakingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return read_reason(form.cleaned_data["reason"])
    shown = {"title": what, "form": form, "back": back}
    return render(request, "desk/take.html", {**admin.site.each_context(request), **shown})
