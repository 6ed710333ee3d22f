"""The desk's page where an administrator revokes the key of a cash machine or a branch."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.staff.desk_forms import ReasonForm
from channel.errors import AlreadyRevoked
from channel.models import Terminal
from channel.terminals import revoke_terminal
from homebank.lib.errors import Refusal

REVOKE = "channel.revoke_terminal"


def revoke(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Which one, why, and the button."""
    by = request.user
    if not by.has_perm(REVOKE) or not isinstance(by, User):
        raise PermissionDenied
    terminal = get_object_or_404(Terminal, pk=terminal_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_terminal(terminal_id=terminal_id, reason=form.cleaned_data["reason"], by=by)
            messages.success(request, _("The key is revoked: this terminal is heard no more."))
        except AlreadyRevoked as refusal:
            messages.error(request, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        if not form.errors:
            return redirect("admin:channel_terminal_change", terminal.pk)
    shown = {**admin.site.each_context(request), "title": _("Revoking a key"),
             "terminal": terminal, "form": form}  # fmt: skip
    return render(request, "admin/channel/revoke.html", shown)
