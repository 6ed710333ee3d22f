"""The desk's page where a member of staff changes their own password."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from accounts.errors import AccountsRefused
from accounts.forms import PasswordChangeForm
from accounts.models import User
from accounts.sign_in.visits import step_up, visit_of
from accounts.staff.own_password import change_own_password
from homebank.forms import CodeInput
from homebank.lib.network import network_of


class StaffPasswordForm(PasswordChangeForm):
    """As customers' one, and the authenticator's code at once."""

    field_order = ("current", "otp_token", "password", "again")
    otp_token = forms.CharField(
        label=gettext_lazy("Code of the authenticator app"), max_length=20, widget=CodeInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("current", "password", "again"):
            self.fields[name].widget.attrs["class"] = "w-m"


@sensitive_post_parameters()
def password_page(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    """The form; then the desk's first page. This visit goes on, all others are over."""
    form = StaffPasswordForm(request.POST or None)
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            change_own_password(
                user=user, current=typed["current"], password=typed["password"],
                code=typed["otp_token"], network=network_of(request), visit_id=visit_of(request),
            )  # fmt: skip
            step_up(request)
            messages.success(request, _("The password is changed, and all other visits are ended."))
            return redirect("admin:index")
        except AccountsRefused as refusal:
            for sentence in getattr(refusal, "reasons", [str(refusal)]):
                form.add_error(None, sentence)
    shown = {**around, "title": _("Change the password"), "form": form}
    return render(request, "admin/accounts/password.html", shown)
