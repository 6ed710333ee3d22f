"""What works now, function by function, as measured (OPS-10)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from homebank.lib import clock
from homebank.lib.function_status import FunctionStatus, Health
from homebank.public.serving import public_page
from notifications.function_status import sms_status
from payments.function_status import acquirer_status, billers_told

ICONS = {Health.WORKS: ("ok", "done"), Health.SLOW: ("hold", "clock"),
         Health.FALTERS: ("hold", "info"), Health.FAILS: ("bad", "fail"),
         Health.QUIET: ("", "")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One function: its name, how it fares, and the look of that."""

    name: StrOrPromise
    status: FunctionStatus

    @property
    def tag(self) -> str:
        return ICONS[self.status.health][0]

    @property
    def icon(self) -> str:
        return ICONS[self.status.health][1]


@public_page
def status(request: HttpRequest) -> HttpResponse:
    """Codes, cards of other banks, and each biller that was paid within the hour."""
    billers = [Row(biller.name, each) for biller, each in billers_told()]
    context = {"functions": functions(), "billers": billers, "at": clock.now(), "section": "help"}
    return render(request, "public/status.html", context)


def functions() -> list[Row]:
    """What does not depend on whom one pays."""
    found = [Row(_("Codes by SMS"), sms_status())]
    if settings.ACQUIRER:
        found.append(Row(_("Paying from cards of other banks"), acquirer_status()))
    return found
