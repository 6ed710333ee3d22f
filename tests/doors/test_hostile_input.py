"""Hostile input at every field, query, path, header and body (S1): no 500, no hang, no echo."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import Customer, RegistrationAttempt, User, Wait
from homebank.lib.throttle import Tally
from tests.accounts.pages import facts, newest_code
from tests.doors.addresses import all_doors
from tests.doors.cast import OWNER, STRANGER, World
from tests.doors.hostile import (
    BODIES,
    ELEMENTS,
    HEADERS,
    METHODS,
    QUERIES,
    few_for,
    on_the_wire,
    values_for,
)
from tests.doors.rules import AUDITOR, DESK, SEEN_BY
from tests.people import Person, new_person

SLOWEST = 30.0
LIMIT = {"amount": "100", "days": "30", "version": "0"}
ASKED = {"where": "internet", "amount": "1", "currency": "KZT", "secured": "no"}
Values = Callable[[int], list[str]]


@dataclass
class Target:
    """Where values are thrown: fields of a form whose other fields are right, or of a query."""

    path: str
    fields: tuple[str, ...]
    method: str = "post"
    right: dict[str, Any] = field(default_factory=dict)


def public_targets() -> list[Target]:
    return [
        Target("/", ("lang", "view", "unknown"), "get"),
        Target("/sign-in/", ("by", "next", "ended"), "get"),
        Target("/payments/", ("q", "city", "page"), "get"),
        Target("/payments/categories/utilities/", ("city", "page"), "get"),
        Target("/branches/", ("city",), "get"),
        Target("/tariffs/calculator/", ("what", "amount", "q"), "get", TRANSFER),
        Target("/tariffs/calculator/", ("operation", "source", "destination"), "get", TRANSFER),
        Target("/verify/", ("number", "code"), right=PAPER),
        Target("/demo/phone/", ("phone",), "get"),
        Target("/demo/phone/messages.json", ("phone",), "get"),
        Target("/sign-in/?by=phone", ("typed", "password"), right=SECRETS),
        Target("/sign-in/?by=id", ("typed",), right=SECRETS),
        Target("/sign-in/?by=login", ("typed",), right=SECRETS),
        Target(f"{DESK}login/", ("username", "password", "otp_token", "next"), right=STAFF_SECRETS),
    ]


def own_targets(world: World) -> list[Target]:
    """Of a customer, or of what Anna has."""
    payment, card = f"/payments/{world.draft.pk}/", f"/cards/{world.anna.person.card.pk}/"
    pay = "/payments/services/beeline/pay/"
    return [
        Target(pay, ("repeat", "template", "lang"), "get"),
        Target("/payments/services/astana-erc/pay/", ("invoice", "repeat"), "get"),
        Target(f"/payments/invoices/{world.invoice.pk}/", ("repeat",), "get"),
        Target(f"/payments/invoices/{world.invoice.pk}/", ("form", "amount", "card")),
        Target(f"/payments/templates/{world.template.pk}/", ("name",)),
        Target(pay, ("form", "account", "amount", "card"), right=world.anna.form()),
        Target("/payments/history/", ("after", "view"), "get"),
        Target("/my/", ("lang",), "get"),
        Target(card, ("view",), "get"),
        Target(f"{card}limits/", ("if_amount",), "get", {"what": "cash"}),
        Target(f"{card}limits/cash/", ("amount", "days", "version"), right=LIMIT),
        Target(f"{card}ask/", ("where", "amount", "currency", "secured"), "get", ASKED),
        Target(f"{payment}confirmation/", ("code", "passkey")),
        Target(f"{payment}code/", ("resend",)),
        Target(f"/my/confirm/{world.deed.pk}/", ("code", "passkey")),
        Target("/my/security/passkeys/", ("name", "passkey")),
        Target(f"{payment}quote/", ("quote",)),
    ]


def desk_targets() -> list[Target]:
    """Lists that are asked for anything, and the forms of the desk."""
    asked = ("q", "o", "p", "id__exact", "owner__pk__in", "_to_field", "at__gte", "_facets")
    lists = [Target(f"{DESK}{table}/", asked[n % 8 :: 8], "get") for n, table in enumerate(SEEN_BY)]
    return [
        *lists,
        Target(f"{DESK}notifications/sms/", ("state", "lane__exact", "gateway", "q"), "get"),
        Target(f"{DESK}ledger/entry/", ("account__id__exact", "q", "o", "p"), "get"),
        Target(f"{DESK}ledger/account/", ("owner__isempty", "q"), "get"),
        Target(f"{DESK}accounts/user/", ("groups__id__exact", "is_staff__exact", "q"), "get"),
        Target(f"{DESK}accounts/customer/", ("q", "_changelist_filters"), "get"),
        Target(f"{DESK}password_change/", ("current", "password", "again", "otp_token")),
        Target(f"{DESK}payments/payment/", ("action", "_selected_action", "index")),
    ]


SECRETS = {"typed": "+7 700 000 00 12", "password": "not this one"}
STAFF_SECRETS = {"username": "nobody", "password": "not this one", "otp_token": "000000"}
LIMIT = {"amount": "1000", "days": "1"}
ASKED = {"where": "internet", "amount": "1000", "currency": "KZT", "secured": "no"}
PAPER = {"number": "D-2611-0000-0411", "code": "7K4M-92QX-3F"}
TRANSFER = {"what": "transfers", "amount": "1000"}


class Attacker:
    """Throws, and says what broke. Counts what was thrown."""

    def __init__(self, client: Client) -> None:
        self.client = client
        client.raise_request_exception = False
        self.thrown = 0

    def throw(self, method: str, path: str, data: Any = None, **extra: Any) -> Any:
        """One request, after whose kind none were counted: a limit would hide what lies behind."""
        self.thrown += 1
        if method == "post":
            Tally.objects.all().delete()
            Wait.objects.all().delete()
        began = time.monotonic()
        ask = getattr(self.client, method, None) or partial(self.client.generic, method)
        answer = ask(path, data, **extra)
        self.judge(answer, f"{method} {path} {str(data)[:300]} {str(extra)[:200]}", began)
        return answer

    @staticmethod
    def judge(answer: Any, what: str, began: float) -> None:
        """No fault of ours, no hang, no element of theirs."""
        assert answer.status_code < 500, f"{what}: {getattr(answer, 'exc_info', None)}"
        assert time.monotonic() - began < SLOWEST, f"{what}: too slow"
        page = answer.getvalue().decode(errors="replace")  # of files, too
        assert not any(element in page for element in ELEMENTS), f"{what}: comes back"

    def throw_all(self, targets: list[Target], values: Values = values_for) -> None:
        """Each field of each target gets its values."""
        for turn, target in enumerate(targets):
            for name in target.fields:
                for value in values(turn + len(name)):
                    self.throw(target.method, target.path, {**target.right, name: value})


@pytest.mark.parametrize("who", [STRANGER, OWNER])
def test_no_field_of_the_portal_breaks(world: World, who: str) -> None:
    attacker, staff = Attacker(world.visitor(who)), everybody_of_staff()
    attacker.throw_all(public_targets(), values_for if who == STRANGER else few_for)
    attacker.throw_all(own_targets(world), values_for if who == OWNER else few_for)
    assert attacker.thrown >= 250
    assert world.anna.page(world.draft).context["payment"].state == "draft"
    assert everybody_of_staff() == staff


def everybody_of_staff() -> set[tuple[Any, ...]]:
    """Who they are, with the roles that each has."""
    return set(User.objects.filter(is_staff=True).values_list("pk", "is_active", "groups"))


def test_no_question_breaks_the_desk(world: World) -> None:
    attacker = Attacker(world.visitor(AUDITOR))
    attacker.throw_all(desk_targets(), few_for)
    assert attacker.thrown >= 100


NUL_AT_THE_DESK = [
    "notifications/sms/?state=%00", "notifications/sms/?lane__exact=a%00b", "accounts/user/?q=%00",
    "no-such-page/?x=1&x=%00",
]  # fmt: skip


def test_a_nul_in_a_question_to_the_desk_is_not_understood(world: World) -> None:
    auditor = world.visitor(AUDITOR)
    for question in NUL_AT_THE_DESK:
        answer = auditor.get(f"{DESK}{question}")
        assert answer.status_code == 400, question
        assert "The page was not understood" in answer.content.decode()


def test_a_question_of_too_many_parts_is_not_understood(db: None) -> None:
    answer = Client().get("/?" + "a=1&" * 300)
    assert answer.status_code == 400
    assert "Запрос не понят" in answer.content.decode()


def test_no_fact_breaks_registration(db: None) -> None:
    anna, attacker = new_person(registered=False), Attacker(Client())
    for turn, name in enumerate(facts(anna)):
        for value in values_for(turn):
            attacker.throw("post", "/register/", {**facts(anna), name: value})
    assert not User.objects.filter(customer=anna.customer).exists()


def test_no_code_breaks_registration_or_signing_in(db: None) -> None:
    anna, ben = new_person(registered=False), new_person()
    attacker = Attacker(Client())
    attacker.throw("post", "/register/", facts(anna))
    attacker.throw("post", "/sign-in/", {"typed": ben.phone, "password": ben.password})
    for value in values_for(0):
        attacker.throw("post", "/register/code/", {"code": value})
        attacker.throw("post", "/sign-in/code/", {"code": value, "next": value})
        attacker.throw("post", "/sign-in/code/", {"resend": value})
        attacker.throw("post", "/sign-in/code/", {"passkey": value})
        attacker.throw("post", "/sign-in/recovery-code/", {"recovery_code": value})
    assert Customer.objects.filter(pk=ben.customer.pk, user__isnull=False).exists()


def test_no_signature_breaks_signing_in_by_certificate(db: None) -> None:
    attacker = Attacker(Client())
    for turn in range(2):
        for value in values_for(turn):
            attacker.throw("post", "/sign-in/certificate/", {"accepted": "on", "version": "1"})
            attacker.throw("post", "/sign-in/certificate/signature/", {"signature": value})
            attacker.throw("post", "/sign-in/certificate/", {"accepted": value, "version": value})


@pytest.mark.parametrize("name", ["password", "login_name"])
def test_no_password_and_no_name_breaks_registration(db: None, name: str) -> None:
    attacker = Attacker(Client())
    person = _at_the_password(attacker)
    for turn in range(2):
        for value in values_for(turn):
            typed = {"password": "kumis under the birch", name: value}
            typed["again"] = typed["password"]
            if attacker.throw("post", "/register/password/", typed).status_code == 302:
                assert User.objects.filter(customer=person.customer, is_staff=False).exists()
                person = _at_the_password(attacker)


PATHS = ["/{}", "/payments/{}/", "/payments/{}/receipt/", "/payments/categories/{}/",
         "/payments/services/{}/pay/", "/cards/{}/", "/static/{}", "/demo/phone/{}",
         f"{DESK}{{}}/", f"{DESK}accounts/customer/{{}}/change/", f"{DESK}r/1/{{}}/",
         f"{DESK}ledger/entry/{{}}/history/", f"{DESK}r/{{}}/1/", f"{DESK}auth/group/{{}}/delete/",
         f"{DESK}ledger/transfer/{{}}/change/", f"{DESK}payments/payment/{{}}/"]  # fmt: skip


@pytest.mark.parametrize("who", [STRANGER, OWNER, AUDITOR])
def test_no_path_breaks(world: World, who: str) -> None:
    attacker = Attacker(world.visitor(who))
    for turn, path in enumerate(PATHS):
        for value in few_for(turn) if path.startswith(DESK) else values_for(turn):
            attacker.throw("get", path.format(quote(value[:2_000], safe="")))


@pytest.mark.parametrize("who", [STRANGER, OWNER, AUDITOR])
def test_no_query_no_header_and_no_method_breaks(world: World, who: str) -> None:
    attacker = Attacker(world.visitor(who))
    paths = ["/my/", "/sign-in/", "/payments/", f"{DESK}accounts/user/"]
    for path in paths:
        for query in QUERIES:
            attacker.throw("get", path, QUERY_STRING=on_the_wire(query))
        for name, values in HEADERS.items():
            for value in values if path == "/my/" else values[:1]:
                attacker.throw("get", path, headers={name: on_the_wire(value)})
    for door in all_doors():
        if not door.name.startswith("admin:") or door.name == "admin:login":
            for method in METHODS:
                attacker.throw(method, world.address(door), b"")


@pytest.mark.parametrize(("who", "strict"), [(STRANGER, True), (OWNER, False)])
def test_no_body_breaks(world: World, who: str, strict: bool) -> None:
    client = Client(enforce_csrf_checks=strict)
    client.cookies = world.visitor(who).cookies
    attacker = Attacker(client)
    pay, code = "/payments/services/beeline/pay/", f"/payments/{world.draft.pk}/confirmation/"
    for path in ("/sign-in/", "/register/", pay, code, f"{DESK}login/"):
        for content_type, body in BODIES:
            attacker.throw("POST", path, body, content_type=content_type)


def _at_the_password(attacker: Attacker) -> Person:
    """A fresh person whose phone is proven."""
    person = new_person(registered=False)
    attacker.client.cookies.clear()
    attacker.throw("post", "/register/", facts(person))
    attacker.throw("post", "/register/code/", {"code": newest_code(person.phone)})
    assert RegistrationAttempt.objects.get(customer=person.customer).proven_at
    return person
