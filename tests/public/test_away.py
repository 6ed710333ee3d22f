"""The database is away: 503, when to ask again, and no promise that nobody can hold."""

from __future__ import annotations

import json
import re

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from cards.authorization.answering import answer_bytes
from channel.models import TerminalDeed
from homebank.demo_bank.terminal import Terminal
from homebank.lib.away import is_away
from homebank.lib.iso8583 import decode, encode
from homebank.lib.money import Money
from homebank.works_page import LANGUAGES, STYLE_SOURCE
from ledger.accounts import balance_of
from tests.away import cut_before, no_database
from tests.channel.machine import new_machine
from tests.doors.knocks import faults_of
from tests.look.kazakh import assert_only_kazakh
from tests.people import FIFTY_THOUSAND, new_person, signed_in
from tests.three_ds.shops import new_shop

pytestmark = pytest.mark.usefixtures("committed")
UNKNOWN = "принято ли то, что вы только что отправляли"


def patient(client: Client) -> Client:
    """A client that is answered as a browser is, whatever breaks."""
    client.raise_request_exception = False
    return client


def test_who_reads_is_told_to_come_again_in_three_languages() -> None:
    client = patient(signed_in(new_person()))
    with no_database():
        answer = client.get("/my/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["X-Reference"] in answer.text
    assert answer["Cache-Control"] == "no-store"
    assert all(f'<section lang="{language}">' in answer.text for language in LANGUAGES)
    assert not re.search(r"не принято|Карты работают|неизвестно", answer.text)
    assert_only_kazakh(answer.text)


def test_its_page_wears_every_header_and_needs_nothing_else_of_the_site() -> None:
    client = patient(signed_in(new_person()))
    with no_database():
        answer = client.get("/my/")
    policy = answer["Content-Security-Policy"]
    assert STYLE_SOURCE in policy
    answer.headers["Content-Security-Policy"] = policy.replace(f" {STYLE_SOURCE}", "")
    assert faults_of(answer, is_private=False) == []
    assert not re.search(r'(src|href)="(?!data:|tel:|")', answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_sends_is_not_told_that_nothing_happened(language: str) -> None:
    visitor = patient(Client())
    typed = {"typed": new_person().phone, "password": "Aq-boz-at-77"}
    with cut_before("accounts_user"):
        answer = visitor.post("/sign-in/", typed, headers={"accept-language": language})
    assert answer.status_code == 503
    assert UNKNOWN in answer.text
    assert "не принято" not in answer.text
    assert_only_kazakh(answer.text)


def test_a_line_that_is_lost_as_the_visit_ends_is_told_in_the_same_way() -> None:
    person = new_person()
    client = patient(signed_in(person))
    with cut_before('DELETE FROM "django_session"'):
        answer = client.post("/sign-out/")
    assert (answer.status_code, UNKNOWN in answer.text) == (503, True)
    assert client.get("/healthz").status_code == 200


@pytest.mark.requirement("OPS-05", "codeword slip")
def test_a_terminal_is_told_in_its_own_shape_and_the_same_id_is_done_once() -> None:
    machine, ben = new_machine(), new_person()
    told = machine.asks(ben)
    with cut_before('INSERT INTO "channel_terminaldeed"'):
        cut = machine.post("codeword-slip", told)
    assert (cut.status, cut.code, cut.response["Retry-After"]) == (503, "away", "30")
    assert cut.told["reference"] == cut.response["X-Reference"]
    assert machine.is_signed(cut.response, cut.response["Homebank-Nonce"])
    assert machine.post("codeword-slip", told).status == 200
    assert TerminalDeed.objects.filter(card=ben.card).count() == 1
    assert balance_of(ben.card.account_id).amount == FIFTY_THOUSAND - Money(3_000)


def test_a_terminal_that_is_not_known_yet_is_answered_without_a_signature() -> None:
    machine = new_machine()
    with no_database():
        heard = machine.get("health")
    assert (heard.status, heard.code) == (503, "away")
    assert "Homebank-Signature" not in heard.response


def test_a_shop_hears_a_malfunction_from_the_card_host() -> None:
    asked = Terminal(1).request(new_person().number, 1_000_00)
    with no_database():
        answered = answer_bytes(encode(asked))
    assert answered is not None
    assert decode(answered).get(39) == "96"


def test_a_web_shop_hears_the_erro_for_what_passes() -> None:
    shop, anna = new_shop(), new_person()
    body = json.dumps(shop.message(anna))
    with no_database():
        answered = shop.post(body)
    assert (answered.status_code, answered["Retry-After"]) == (503, "30")
    assert answered.json()["errorCode"] == "403"
    assert shop.ask(anna)["messageType"] == "ARes"


@pytest.mark.parametrize(
    ("wrapped", "cause", "away"),
    [(OperationalError, psycopg.errors.DiskFull(), True),
     (OperationalError, psycopg.errors.TooManyConnections(), True),
     (OperationalError, psycopg.errors.AdminShutdown(), True),
     (OperationalError, psycopg.OperationalError("no route"), True),
     (InterfaceError, psycopg.InterfaceError("the connection is closed"), True),
     (OperationalError, psycopg.errors.DeadlockDetected(), False),
     (OperationalError, psycopg.errors.QueryCanceled(), False), (ValueError, None, False)],
)  # fmt: skip
def test_what_counts_as_away(wrapped: type[Exception], cause: Exception | None, away: bool) -> None:
    reason = wrapped()
    reason.__cause__ = cause
    assert is_away(reason) is away
