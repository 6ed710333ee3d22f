"""Who is heard on the channel: a right signature, in time, once; and nobody else (OPS-05)."""

import json
import secrets
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from channel import limits
from channel.models import Nonce, Terminal
from channel.purging import purge_nonces
from channel.signing import KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER
from channel.terminals import revoke_terminal
from homebank.lib import clock, throttle
from notifications.models import Event
from tests.channel.machine import BASE, Machine, new_machine
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def machine() -> Machine:
    return new_machine(place="Abay 10")


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


@pytest.mark.requirement("OPS-05", "signed")
def test_a_terminal_is_heard_and_told_the_time_by_a_signed_answer(machine: Machine) -> None:
    heard = machine.get("health")
    assert heard.status == 200
    assert heard.told["terminal"] == machine.terminal.name
    assert heard.told["functions"] == ["health", "trusted-number", "codeword-slip"]
    assert SIGNATURE_HEADER in heard.response
    assert heard.response["Cache-Control"] == "no-store"


@pytest.mark.requirement("OPS-05", "signed")
@pytest.mark.parametrize("other", [
    {"method": "GET"}, {"path": f"{BASE}codeword-slip"}, {"body": b"{}"}, {"key": "0" * 64},
    {"key_id": "NOBODYSKEY22"},
], ids=lambda other: next(iter(other)))  # fmt: skip
def test_what_is_signed_otherwise_is_not_heard(
    machine: Machine, ben: Person, other: dict[str, Any]
) -> None:
    told = machine.asks(ben, number="+77012223344")
    heard = machine.post("trusted-number", told, **other)
    assert (heard.status, heard.code) == (401, "not-signed")
    assert SIGNATURE_HEADER not in heard.response


def test_each_header_belongs_to_what_is_signed(machine: Machine) -> None:
    right = machine.signed("GET", "health", b"")
    later = str(int(right[TIME_HEADER]) + 1)
    wrong = {KEY_HEADER: new_machine().terminal.key_id, TIME_HEADER: later,
             NONCE_HEADER: secrets.token_urlsafe(16), SIGNATURE_HEADER: "0" * 64}  # fmt: skip
    for name, value in wrong.items():
        heard = machine.send("GET", "health", b"", {**right, name: value})
        assert (heard.status, heard.code) == (401, "not-signed"), name
    assert machine.send("GET", "health", b"", right).status == 200


def test_a_request_without_its_headers_or_with_a_query_is_not_heard(machine: Machine) -> None:
    right = machine.signed("GET", "health", b"")
    for name in right:
        less = {other: value for other, value in right.items() if other != name}
        assert machine.send("GET", "health", b"", less).code == "not-signed"
    asked = machine.send("GET", "health", b"", right, QUERY_STRING="card=1")
    assert asked.code == "not-signed"


@pytest.mark.parametrize("seconds", [-180, 180])
def test_a_terminal_with_a_wrong_clock_is_told_the_banks(machine: Machine, seconds: int) -> None:
    before, at = clock.now(), clock.now() + seconds * SECOND
    headers = machine.signed("GET", "health", b"", at=at)
    heard = machine.send("GET", "health", b"", headers)
    assert (heard.status, heard.code) == (401, "clock-wrong")
    told = datetime.fromisoformat(heard.told["time"])
    assert before - SECOND < told <= clock.now()


@pytest.mark.requirement("OPS-05", "signed")
def test_a_request_is_heard_once_and_late_not_at_all(machine: Machine) -> None:
    headers = machine.signed("GET", "health", b"")
    assert machine.send("GET", "health", b"", headers).status == 200
    again = machine.send("GET", "health", b"", headers)
    assert (again.status, again.code) == (409, "nonce-used")
    with clock.moved(limits.SKEW + 2 * SECOND):
        assert machine.send("GET", "health", b"", headers).code == "clock-wrong"


def test_old_nonces_are_deleted_and_fresh_ones_stay(machine: Machine) -> None:
    machine.get("health")
    with clock.moved(limits.NONCES_KEPT):
        machine.get("health")
    with clock.moved(limits.NONCES_KEPT + limits.SKEW):
        assert purge_nonces() == 1
    assert Nonce.objects.filter(terminal=machine.terminal).count() == 1
    assert limits.NONCES_KEPT > 2 * limits.SKEW


def test_a_terminal_may_ask_sixty_times_a_minute(machine: Machine) -> None:
    for _ in range(limits.REQUESTS.count - 1):
        throttle.take(limits.REQUESTS, str(machine.terminal.pk))
    assert machine.get("health").status == 200
    heard = machine.get("health")
    assert (heard.status, heard.code) == (429, "too-many")
    assert 1 <= int(heard.response["Retry-After"]) <= 61
    assert new_machine().get("health").status == 200
    with clock.moved(limits.REQUESTS.per + SECOND):
        assert machine.get("health").status == 200


def test_a_revoked_key_is_heard_no_more(machine: Machine) -> None:
    revoke_terminal(terminal_id=machine.terminal.pk, reason="stolen")
    assert machine.get("health").code == "not-signed"
    told = Event.objects.get(kind="terminal-revoked", subject=machine.terminal.pk)
    assert told.facts["reason"] == "stolen"


def test_who_was_heard_is_written_down(machine: Machine) -> None:
    assert machine.terminal.seen_at is None
    machine.get("health")
    machine.terminal.refresh_from_db()
    assert machine.terminal.seen_at is not None


@pytest.mark.parametrize(("kind", "function"), [
    ("branch", "trusted-number"), ("branch", "codeword-slip"), ("machine", "number-proposal"),
    ("machine", "unblocking"),
])  # fmt: skip
def test_a_machine_is_no_branch_and_a_branch_no_machine(
    ben: Person, kind: str, function: str
) -> None:
    terminal = new_machine(kind)
    heard = terminal.post(function, terminal.asks(ben))
    assert (heard.status, heard.code) == (403, "not-for-this-terminal")


def test_a_long_body_and_another_type_are_refused(machine: Machine, ben: Person) -> None:
    long = machine.post("trusted-number", b" " * 5_000)
    assert (long.status, long.code) == (413, "body-too-long")
    body = json.dumps(machine.asks(ben)).encode()
    headers = machine.signed("POST", "trusted-number", body)
    typed = machine.send("POST", "trusted-number", body, headers, content_type="text/plain")
    assert (typed.status, typed.code) == (415, "not-json")


@pytest.mark.requirement("OPS-05", "signed")
def test_the_command_makes_a_terminal_prints_its_key_once_and_revokes_it(ben: Person) -> None:
    out = StringIO()
    call_command("channel_terminal", "add", "ATM 77 Dostyk", stdout=out)
    terminal = Terminal.objects.get(name="ATM 77 Dostyk")
    printed = dict(line.rsplit(maxsplit=1) for line in out.getvalue().splitlines()[1:])
    assert printed["key id"] == terminal.key_id
    machine = Machine(terminal, printed["key"])
    assert machine.get("health").status == 200
    listed = StringIO()
    call_command("channel_terminal", "list", stdout=listed)
    assert terminal.key_id in listed.getvalue()
    assert machine.key not in listed.getvalue()
    call_command("channel_terminal", "revoke", terminal.name, "--reason=moved", stdout=StringIO())
    assert machine.get("health").status == 401


@pytest.mark.parametrize(("asked", "said"), [
    (["add", ""], "1 to 40 visible characters"), (["add", "x" * 41], "1 to 40"),
    (["add", "4405640000000014"], "neither holds a card number"),
    (["revoke", "nobody", "--reason=x"], "No terminal that is heard"),
])  # fmt: skip
def test_the_command_says_what_is_wrong(asked: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("channel_terminal", *asked, stdout=StringIO())


@pytest.mark.parametrize("reason", ["", "\x00", "  "])
def test_a_key_is_not_revoked_without_a_reason(machine: Machine, reason: str) -> None:
    asked = ["revoke", machine.terminal.name, f"--reason={reason}"]
    with pytest.raises(CommandError, match="Say why"):
        call_command("channel_terminal", *asked, stdout=StringIO())
    assert machine.get("health").status == 200


def test_two_terminals_that_are_heard_have_not_one_name(machine: Machine) -> None:
    with pytest.raises(CommandError, match="There is a terminal with this name"):
        call_command("channel_terminal", "add", machine.terminal.name, stdout=StringIO())
    revoke_terminal(terminal_id=machine.terminal.pk, reason="moved")
    call_command("channel_terminal", "add", machine.terminal.name, stdout=StringIO())
    assert Terminal.objects.heard().filter(name=machine.terminal.name).count() == 1


def test_the_key_is_sealed_at_rest(machine: Machine) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM channel_terminal WHERE id = %s", [machine.terminal.pk])
        [(kept,)] = cursor.fetchall()
    assert kept.startswith("v1$")
    assert machine.key not in kept
