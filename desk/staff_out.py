"""The page where an administrator puts a member of staff out, at once and alone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.staff.desk_forms import ReasonForm
from accounts.staff.role_changes import deactivate_staff
from desk.staff import staff_of
from homebank.lib.errors import Refusal

MOST_ID = 2**63 - 1


def staff_out(request: HttpRequest, user_id: int) -> HttpResponseBase:
    """Whose access ends, and why."""
    by = staff_of(request)
    if not by.has_perm("accounts.deactivate_staff"):
        raise PermissionDenied
    member = get_object_or_404(User, pk=min(user_id, MOST_ID), is_staff=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deactivate_staff(user=member, by=by, reason=form.cleaned_data["reason"])
            messages.success(request, _("They are out: their visits have ended."))
            return redirect("admin:accounts_user_change", member.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    shown = {**admin.site.each_context(request), "title": _("Put out at once"), "member": member,
             "form": form}  # fmt: skip
    return render(request, "desk/staff_out.html", shown)
