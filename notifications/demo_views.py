"""The demo phone's pages: only in a demo, and only while the demo phone is the gateway."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from homebank.forms import Form
from homebank.lib.phone import parse_mobile
from homebank.lib.unattended import renews_itself
from notifications.handsets import list_numbers, read_messages
from notifications.inbound import take_inbound

DEMO_PHONE = "notifications.gateways.demo.DemoPhone"
View = Callable[[HttpRequest], HttpResponse]
PhonesLookup = Callable[..., list[tuple[str, str, str]]]


class PhoneForm(Form):
    """Whose handset to show."""

    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("For example +7 700 000 00 12."),
        max_length=40,
        error_messages={"max_length": _("This is too long for a mobile number.")},
        widget=forms.TextInput(
            {"type": "tel", "class": "w-m", "inputmode": "tel", "autocomplete": "off"}
        ),
    )

    def clean_phone(self) -> str:
        phone = parse_mobile(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError(
                _("This is no mobile number of Kazakhstan. Write it as +7 700 000 00 12.")
            )
        return phone


class ToBankForm(PhoneForm):
    """An SMS that a handset sends to the bank."""

    text = forms.CharField(
        label=_("SMS to the bank"),
        help_text=_("To freeze a card: BLOCK and its last four digits."),
        max_length=160,
        error_messages={"max_length": _("A command has at most 160 signs.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def demo_only(view: View) -> View:
    """404 unless this is a demo whose messages go to the demo phone."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO or DEMO_PHONE not in settings.SMS_GATEWAYS:
            raise Http404
        return view(request)

    return guarded


@renews_itself
@require_safe
@never_cache
@demo_only
def phone(request: HttpRequest) -> HttpResponse:
    """The handset of `?phone=`, or the choice of one."""
    form = PhoneForm(request.GET if "phone" in request.GET else None)
    if not form.is_valid():
        numbers = list_numbers()
        page = {"form": form, "numbers": numbers, "people": [] if numbers else _people()}
        return render(request, "demo/phones.html", page, status=400 if form.is_bound else 200)
    number = form.cleaned_data["phone"]
    page = {"number": number, "messages_received": read_messages(phone=number)}
    return render(request, "demo/handset.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@demo_only
def write(request: HttpRequest) -> HttpResponse:
    """Write an SMS to the bank from the handset of `?phone=`."""
    typed = request.POST if request.method == "POST" else None
    form = ToBankForm(typed, initial={"phone": request.GET.get("phone", "")})
    if form.is_valid():
        number = form.cleaned_data["phone"]
        take_inbound(gateway=DEMO_PHONE, sender=number, text=form.cleaned_data["text"])
        return redirect(f"{resolve_url('demo:phone')}?{urlencode({'phone': number})}")
    return render(request, "demo/write.html", {"form": form})


@renews_itself
@require_safe
@never_cache
@demo_only
def messages(request: HttpRequest) -> HttpResponse:
    """`{"phone": E.164, "messages": [{"id", "at", "text", "purpose"}]}`, newest first; 400."""
    form = PhoneForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": form.errors["phone"][0]}, status=400)
    number = form.cleaned_data["phone"]
    shown = [
        {"id": str(m.id), "at": m.at.isoformat(), "text": m.text, "purpose": m.purpose}
        for m in read_messages(phone=number)
    ]
    return JsonResponse({"phone": number, "messages": shown})


def _people() -> list[tuple[str, str, str]]:
    """Whose handsets a newcomer may open: `(E.164, name, story)` of the demo's people."""
    find_phones: PhonesLookup = import_string(settings.DEMO_PHONES_LOOKUP)
    return find_phones(language=get_language() or "ru")
