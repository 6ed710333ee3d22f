"""The desk's pages where an administrator revokes a terminal's key, or lets a stopped one work."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from channel.errors import AlreadyRevoked, NotStopped
from channel.forms import WhyForm
from channel.models import Terminal
from channel.stopping import lift_stop
from channel.terminals import revoke_terminal
from homebank.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to one terminal with a reason: by whom, what is said then, on which page."""

    permission: str
    does: Callable[..., Terminal]
    title: StrOrPromise
    done: StrOrPromise
    template: str


REVOKE = Deed(
    "channel.revoke_terminal", revoke_terminal, _("Revoking a key"),
    _("The key is revoked: this terminal is heard no more."), "admin/channel/revoke.html",
)  # fmt: skip
LIFT = Deed(
    "channel.lift_terminal", lift_stop, _("Letting a terminal work again"),
    _("This terminal works again, and its day is counted anew."), "admin/channel/lift.html",
)  # fmt: skip


def revoke(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Which one, why, and the button."""
    return _page(request, terminal_id, REVOKE)


def lift(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Which one, what it was stopped for, why it may go on, and the button."""
    return _page(request, terminal_id, LIFT)


def _page(request: HttpRequest, terminal_id: UUID, deed: Deed) -> HttpResponse:
    by = request.user
    if not by.has_perm(deed.permission) or not isinstance(by, User):
        raise PermissionDenied
    terminal = get_object_or_404(Terminal, pk=terminal_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed.does(terminal_id=terminal_id, reason=form.cleaned_data["reason"], by=by)
            messages.success(request, str(deed.done))
        except (AlreadyRevoked, NotStopped) as refusal:
            messages.error(request, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        if not form.errors:
            return redirect("admin:channel_terminal_change", terminal.pk)
    shown = {**admin.site.each_context(request), "title": deed.title, "terminal": terminal,
             "form": form}  # fmt: skip
    return render(request, deed.template, shown)
