"""The desk: who may enter, and the page where they do."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django import forms
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django_otp.models import Device

from accounts.errors import AccountsRefused
from accounts.models import User
from accounts.sign_in.two_steps import check_staff
from accounts.staff.desk_guard import behind_reason
from accounts.staff.password_page import password_page
from accounts.staff.roles import Role
from homebank.forms import CodeInput, Form
from homebank.lib.network import network_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# What an auditor posts all the same: the own password, why a file is opened or a table taken as
# one, and a question that writes nothing.
AUDITORS_OWN = {"password_change", "accounts_customer_reason", "cards_card_ask", "account-file",
                "day-file", "import-report", "trial-balance-file"}  # fmt: skip


# The search behind scripted drop-downs, which no page here has, would look for customers uncounted;
# a changed password leads back to the first page.
LEFT_OUT = {"autocomplete", "password_change_done"}


class StaffSignIn(Form):
    """Login name, password and the authenticator's code at once: one answer for all three."""

    username = forms.CharField(
        label=_("Login name"), max_length=30,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=4096,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip
    otp_token = forms.CharField(
        label=_("Code of the authenticator app"), max_length=20, widget=CodeInput()
    )

    def __init__(self, request: HttpRequest | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    @sensitive_variables()
    def clean(self) -> dict[str, object]:
        if self.errors or self.request is None:
            return self.cleaned_data
        try:
            self.user = check_staff(
                login_name=self.cleaned_data["username"], password=self.cleaned_data["password"],
                token=self.cleaned_data["otp_token"], network=network_of(self.request),
            )  # fmt: skip
        except AccountsRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data

    def get_user(self) -> User | None:
        """Whom Django's login view signs in."""
        return self.user


class StaffSite(AdminSite):
    """Staff whom an authenticator has verified; customers are told nothing of it."""

    login_form = StaffSignIn  # type: ignore[assignment]
    login_template = "admin/login.html"
    site_header = site_title = _("Homebank desk")
    index_title = _("Queues and records")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *a: Any, **k: Any) -> None:
        """All that rooms register, but no second factors: their secrets are nobody's to read."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else None
        shown = [m for m in models or model_or_iterable if not issubclass(m, Device)]
        super().register(shown, *a, **k)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, but for LEFT_OUT."""
        return [each for each in super().get_urls() if getattr(each, "name", "") not in LEFT_OUT]

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Our own page: counted, behind the authenticator, and an event."""
        return password_page(request, self.each_context(request))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """All tables that the reader may look at. Nothing is posted to it."""
        return super().index(_looked_at(request), extra_context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The tables of one room. Nothing is posted to it."""
        return super().app_index(_looked_at(request), app_label, extra_context)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The staff's own door; the portal's is not offered beside it."""
        return super().login(request, {"section": "desk", **(extra_context or {})})

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Django's guard, and the reason that a customer's page asks for.

        Django's lists would ask for a NUL, which no column can hold.
        """
        inner = super().admin_view(cast(View, behind_reason(view)), cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any("\x00" in value for _name, said in request.GET.lists() for value in said):
                raise SuspiciousOperation("a NUL in the query")
            if self.has_permission(request) and not _may_post(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return cast(View, guarded)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the visitor may see anything of the desk."""
        user = request.user
        if not user.is_authenticated or not user.is_active or not user.is_staff:
            return False
        return bool(getattr(user, "is_verified", lambda: False)())


def _may_post(request: HttpRequest) -> bool:
    """An auditor changes nothing, whatever a page would let through and whatever else they are."""
    if request.method in {"GET", "HEAD"} or not isinstance(request.user, User):
        return True
    match = request.resolver_match
    if match is not None and match.url_name in AUDITORS_OWN:
        return True
    return not request.user.groups.filter(name=Role.AUDITOR).exists()


def _looked_at(request: HttpRequest) -> HttpRequest:
    if request.method not in {"GET", "HEAD"}:
        raise PermissionDenied
    return request
