"""The access control server's three doors: for shops' servers, and for browsers in a frame.

No sign-in, no cookie: a peer's key at the first, a token per page at the others (docs).
"""

from collections.abc import Callable
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from accounts.factors import codes
from accounts.factors.errors import CodeRefused
from cards.models import ThreeDsTransaction
from cards.three_ds import challenges, limits
from cards.three_ds.answering import answer_request
from cards.three_ds.creq import Asking, cres_of, encoded, read_asking
from cards.three_ds.erro import (
    ACCESS,
    AWAY,
    NOT_RECOGNISED,
    TIMED_OUT,
    TRANSACTION,
    VERSIONS,
    Faulty,
    erro,
)
from cards.three_ds.forms import CodeForm, OwnPasswordForm
from cards.three_ds.framing import framed
from cards.three_ds.outcomes import State
from cards.three_ds.parsing import LARGEST
from cards.three_ds.peers import peer_of
from cards.three_ds.schemes import Method, scheme_of
from cards.three_ds.tokens import token_of
from homebank.forms import Form
from homebank.lib import clock
from homebank.lib.away import is_away
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.errors import Refusal
from homebank.lib.money import EXPONENTS, Money

# As people know the brands' services, and as they were called before.
SERVICES = {"Visa": ("Visa Secure", "3D Secure"), "Mastercard": ("Identity Check", "SecureCode")}
WHY: dict[str, StrOrPromise] = {
    TIMED_OUT: _("The time to confirm this purchase is over. Go back to the shop and pay again."),
    TRANSACTION: _("This page was opened before. Go on where you began, or pay again in the shop."),
}
WHY_ELSE = _("The shop sent something that the bank cannot read. Go back to it and pay again.")


@require_POST
def areq(request: HttpRequest) -> HttpResponse:
    """A shop's server asks whether the cardholder is to be asked."""
    try:
        return _answer_areq(request)
    except Error as reason:
        if not is_away(reason):
            raise
        fault = Faulty(AWAY, "the bank's database is away for a moment")
        told = erro(fault, about="AReq", version=VERSIONS[-1], ids={})
        return JsonResponse(told, status=503, headers={"Retry-After": "30"})


@sensitive_post_parameters()
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """The cardholder's browser comes from the shop with a CReq."""
    asking: Asking | None = None
    try:
        session = request.POST.get("threeDSSessionData", "")
        asking = read_asking(request.POST.get("creq", ""), session)
        row = challenges.open_challenge(asking)
    except Faulty as fault:
        return _refuse(request, fault, challenges.find_transaction(asking) if asking else None)
    return _do(request, row, lambda: challenges.ask(row, method=row.method))


@sensitive_post_parameters()
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The cardholder entered something, or wants another code, another way, or nothing more."""
    step = challenges.take_step(request.POST.get("token", ""))
    if step is None:
        return _refuse(request, Faulty(TRANSACTION, "no page of this bank"), None)
    if not step.is_first:
        return _show(request, step.row, None)
    row, posted = step.row, request.POST
    deeds: dict[str, Callable[[], None]] = {
        "code": lambda: challenges.enter_code(row, posted.get("code", "")),
        "password": lambda: challenges.enter_password(row, posted.get("password", "")),
        "resend": lambda: challenges.send_code(row),
        "by-sms": lambda: challenges.ask(row, method=str(Method.SMS)),
        "by-password": lambda: challenges.ask(row, method=str(Method.PASSWORD)),
        "cancel": lambda: challenges.give_up(row),
    }
    return _do(request, row, deeds.get(posted.get("do", ""), lambda: None))


def _answer_areq(request: HttpRequest) -> HttpResponse:
    peer = peer_of(request)
    if peer is None:
        told = erro(Faulty(ACCESS, "key or certificate"), about="AReq", version="", ids={})
        return JsonResponse(told, status=403)
    if request.content_type != "application/json":
        fault = Faulty(NOT_RECOGNISED, "Content-Type is not application/json")
        return JsonResponse(erro(fault, about="AReq", version=VERSIONS[-1], ids={}))
    return JsonResponse(answer_request(request.read(LARGEST + 1), peer))


def _do(request: HttpRequest, row: ThreeDsTransaction, deed: Callable[[], None]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return _show(request, challenges.see_again(row), refusal)
    return _show(request, challenges.see_again(row), None)


def _show(request: HttpRequest, row: ThreeDsTransaction, refusal: Refusal | None) -> HttpResponse:
    assert row.card is not None  # without a card there is no challenge
    page = {
        "row": row, "card": row.card, "token": token_of(row), "amount": _amount(row),
        "service": SERVICES.get(row.card.brand, (row.card.brand, "3-D Secure")),
    }  # fmt: skip
    if row.state == State.OVER:
        page |= {"cres": cres_of(row) if _is_told(row) else "", "is_right": row.status == "Y"}
        return framed(render(request, "three_ds/over.html", page), row)
    page |= _asking(row, refusal)
    return framed(render(request, "three_ds/challenge.html", page), row)


def _asking(row: ThreeDsTransaction, refusal: Refusal | None) -> dict[str, Any]:
    """What the page of a challenge shows while it is open."""
    assert row.card is not None
    scheme, is_by_sms = scheme_of(row.card), row.method == Method.SMS
    form: Form = (CodeForm if is_by_sms else OwnPasswordForm)({} if refusal else None)
    if refusal is not None:
        form.is_valid()
        is_of_box = not is_by_sms or isinstance(refusal, CodeRefused)
        form.add_error(("code" if is_by_sms else "password") if is_of_box else None, str(refusal))
    now, confirmation = clock.now(), row.confirmation
    next_at = codes.next_send_at(confirmation=confirmation) if confirmation else None
    valid_until = codes.valid_until(confirmation=confirmation) if confirmation else None
    return {
        "form": form, "scheme": scheme, "is_by_sms": is_by_sms,
        "other_way": next((way for way in scheme.methods if way != row.method), ""),
        "tries_left": limits.TRIES - row.tries, "valid_until": valid_until,
        "resend_at": next_at if next_at and next_at > now else None,
        "may_resend": next_at is not None and next_at <= now,
    }  # fmt: skip


def _is_told(row: ThreeDsTransaction) -> bool:
    """Whether the browser may go back: the shop's server knows, or was waited for long enough."""
    assert row.over_at is not None
    waited = clock.now() - row.over_at >= limits.RESULT_AWAITED
    return row.result_taken_at is not None or row.result_due_at is None or waited


def _refuse(request: HttpRequest, fault: Faulty, row: ThreeDsTransaction | None) -> HttpResponse:
    """A page that says so. Where the shop is known, and waits for nothing else, with its Erro."""
    page: dict[str, Any] = {"why": WHY.get(fault.code, WHY_ELSE), "row": row}
    if row is not None and fault.code != TRANSACTION:
        ids = {"threeDSServerTransID": str(row.server_trans_id), "acsTransID": str(row.pk)}
        page["erro"] = encoded(erro(fault, about="CReq", version=row.version, ids=ids))
    response = render(request, "three_ds/refused.html", page, status=400)
    return framed(response, row) if row else response


def _amount(row: ThreeDsTransaction) -> Money | str:
    code = BY_NUMBER[row.currency_number].code
    return Money(row.amount_minor, code) if code in EXPONENTS else row.amount_text
