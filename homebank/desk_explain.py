"""The desk's page that tells one deed as a timeline, to whoever may read the customer's file."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.staff.desk_guard import why_first
from homebank.lib.desk_values import facts_rows, time_text
from homebank.lib.stories import story_of


def explain(request: HttpRequest) -> HttpResponseBase:
    """One timeline of what is typed. A customer's story opens to who has said why."""
    if not request.user.has_perm("payments.view_payment"):
        raise PermissionDenied
    asked = request.GET.get("q", "").strip()
    story = story_of(asked) if asked else None
    for customer_id in sorted(story.owners) if story else ():
        if refused := why_first(request, customer_id):
            return refused
    told = story.moments if story else []
    moments = [(time_text(m.at), m.what, facts_rows(m.facts)) for m in told]
    shown = {**admin.site.each_context(request), "title": _("Explain an operation"),
             "asked": asked, "moments": moments}  # fmt: skip
    return render(request, "admin/explain.html", shown)
