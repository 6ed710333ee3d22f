"""A terminal that asks too much is stopped until an administrator lifts it (OPS-05)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from cards.blocking import block_card
from channel import limits
from channel.models import Terminal
from channel.stopping import DEEDS, Stop, stop_terminal
from channel.terminals import revoke_terminal
from homebank.lib import clock, throttle
from homebank.lib.money import Money
from notifications.models import Event
from tests.accounts.authenticator import next_token, wrong_token
from tests.accounts.pages import words
from tests.accounts.staff import DESK, at_the_desk
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import new_mobile, new_person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
FUNCTIONS = {"trusted-number": "machine", "codeword-slip": "machine",
             "number-proposal": "branch", "unblocking": "branch"}  # fmt: skip
LISTED = f"{reverse('admin:channel_terminal_changelist')}?stopped_at__isempty=0"


def do(terminal: Machine, function: str, by: User | None) -> Heard:
    """A right request of the function, for somebody new."""
    ben, told = new_person(), {}
    if function == "unblocking":
        block_card(card=ben.card, reason="lost")
    if function in {"trusted-number", "number-proposal"}:
        told["number"] = new_mobile()
    if by is not None:
        told |= {"document": "passport", "reason": "lost", "operator": by.login_name or "",
                 "operator_code": next_token(by)}  # fmt: skip
    return terminal.post(function, terminal.asks(ben, **told))


def page(machine: Machine, name: str = "change") -> str:
    return reverse(f"admin:channel_terminal_{name}", args=[machine.terminal.pk])


def events(machine: Machine, kind: str) -> list[dict[str, Any]]:
    found = Event.objects.filter(kind=kind, subject=machine.terminal.pk)
    return [event.facts for event in found]


@pytest.fixture
def stopped() -> Machine:
    machine = new_machine(place="Abay 10")
    stop_terminal(terminal=machine.terminal, why=Stop.SLIPS)
    return machine


@pytest.mark.requirement("OPS-05", "signed")
@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_first_deed_too_many_of_a_day_stops_a_terminal(
    function: str, caplog: pytest.LogCaptureFixture
) -> None:
    terminal = new_machine(FUNCTIONS[function])
    by = at_the_desk("branch")[1] if terminal.terminal.kind == "branch" else None
    for _ in range(DEEDS[function].count - 1):
        throttle.take(DEEDS[function], str(terminal.terminal.pk))
    assert do(terminal, function, by).status == 200
    assert events(terminal, "terminal-stopped") == []
    for later in (0 * SECOND, 2 * limits.DAY):
        with clock.moved(later):
            heard = do(terminal, function, by)
        assert (heard.status, heard.code) == (403, "terminal-stopped")
    [told] = events(terminal, "terminal-stopped")
    assert (told["stop"], told["key_id"]) == (function, terminal.terminal.key_id)
    [line] = [each for each in caplog.records if each.name == "channel.stopping"]
    assert line.levelno == logging.ERROR
    assert terminal.terminal.name in line.getMessage()


def test_deeds_that_are_refused_stop_no_terminal() -> None:
    machine, branch, olga = new_machine(), new_machine("branch"), at_the_desk("branch")[1]
    for terminal, limit in ((machine, limits.TERMINAL_SLIPS), (machine, limits.TERMINAL_NUMBERS),
                            (branch, limits.TERMINAL_UNBLOCKINGS)):  # fmt: skip
        for _ in range(limit.count - 1):
            throttle.take(limit, str(terminal.terminal.pk))
    poor, ben = new_person(balance=Money(0)), new_person()
    for _ in range(2):
        assert machine.post("codeword-slip", machine.asks(poor)).code == "no-money"
        same = machine.asks(ben, number=ben.phone)
        assert machine.post("trusted-number", same).code == "same-number"
        told = branch.asks(ben, document="passport", reason="lost", operator=olga.login_name,
                           operator_code=next_token(olga))  # fmt: skip
        assert branch.post("unblocking", told).code == "not-blocked"
    for terminal, function, by in ((machine, "codeword-slip", None),
                                   (machine, "trusted-number", None),
                                   (branch, "unblocking", olga)):  # fmt: skip
        assert do(terminal, function, by).status == 200


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_stopped_terminal_does_nothing_and_is_told_the_time(function: str) -> None:
    terminal = new_machine(FUNCTIONS[function])
    stop_terminal(terminal=terminal.terminal, why=Stop.UNKNOWN_CARDS)
    heard = terminal.post(function, {})
    assert (heard.status, heard.code) == (403, "terminal-stopped")
    assert heard.told["reference"]
    health = terminal.get("health")
    assert (health.status, health.told["functions"]) == (200, [])
    assert do(new_machine(), "codeword-slip", None).status == 200


def test_twenty_wrong_codes_a_day_stop_a_branch() -> None:
    branch, olga, ben = new_machine("branch"), at_the_desk("branch")[1], new_person()
    for number in range(limits.WRONG_CODES.count):
        told = branch.asks(ben, document="passport", reason="lost", operator=f"nobody.{number}",
                           operator_code=wrong_token(olga))  # fmt: skip
        with clock.moved(number * limits.HOUR):
            assert branch.post("unblocking", told).code == "operator-not-proven"
    assert do(branch, "unblocking", olga).code == "terminal-stopped"
    assert [told["stop"] for told in events(branch, "terminal-stopped")] == ["wrong-codes"]


@pytest.mark.requirement("OPS-05", "signed")
def test_an_administrator_finds_what_was_stopped_and_lifts_it(stopped: Machine) -> None:
    client, user = at_the_desk("administrator")
    assert "Machines that were stopped" in words(client.get(DESK))
    assert stopped.terminal.name in words(client.get(f"{LISTED}&revoked_at__isempty=1"))
    shown = words(client.get(page(stopped)))
    assert "more slips in a day than a cash machine prints" in shown
    answer = client.post(page(stopped, "lift"), {"reason": "a queue at the till"}, follow=True)
    assert "works again" in words(answer)
    assert do(stopped, "codeword-slip", None).status == 200
    [told] = events(stopped, "terminal-lifted")
    assert (told["reason"], told["stop"]) == ("a queue at the till", "codeword-slip")
    assert told["operator"] == user.login_name
    assert stopped.terminal.name not in words(client.get(LISTED))


def test_a_lifted_terminal_has_its_day_anew(stopped: Machine) -> None:
    for limit in (limits.TERMINAL_SLIPS, limits.UNKNOWN_CARDS):
        for _ in range(limit.count):
            throttle.take(limit, str(stopped.terminal.pk))
    client, _user = at_the_desk("administrator")
    client.post(page(stopped, "lift"), {"reason": "looked at"})
    assert do(stopped, "codeword-slip", None).status == 200


@pytest.mark.parametrize("reason", ["", "his card is 4405 6400 0000 0014", "\x00"])
def test_without_a_reason_nothing_is_lifted(stopped: Machine, reason: str) -> None:
    client, _user = at_the_desk("administrator")
    assert client.post(page(stopped, "lift"), {"reason": reason}).status_code == 200
    assert stopped.post("codeword-slip", {}).code == "terminal-stopped"


def test_an_auditor_sees_it_and_lifts_nothing(stopped: Machine) -> None:
    client, _user = at_the_desk("auditor")
    assert "Machines that were stopped" in words(client.get(DESK))
    assert "Let it work again" not in words(client.get(page(stopped)))
    assert client.post(page(stopped, "lift"), {"reason": "mine"}).status_code == 403
    assert stopped.post("codeword-slip", {}).code == "terminal-stopped"


@pytest.mark.parametrize("role", ["contact-centre", "branch", "approver", "tariff-editor"])
def test_others_are_told_nothing_of_it(stopped: Machine, role: str) -> None:
    client, _user = at_the_desk(role)
    assert "Machines that were stopped" not in words(client.get(DESK))
    assert client.get(page(stopped, "lift")).status_code == 403


def test_what_is_not_stopped_is_not_lifted() -> None:
    machine, (client, _user) = new_machine(), at_the_desk("administrator")
    answer = client.post(page(machine, "lift"), {"reason": "why not"}, follow=True)
    assert "not stopped" in words(answer)
    assert events(machine, "terminal-lifted") == []


def test_a_revoked_key_is_not_lifted_and_waits_for_nobody(stopped: Machine) -> None:
    revoke_terminal(terminal_id=stopped.terminal.pk, reason="stolen")
    client, _user = at_the_desk("administrator")
    answer = client.post(page(stopped, "lift"), {"reason": "back again"}, follow=True)
    assert "revoked already" in words(answer)
    assert stopped.get("health").code == "not-signed"
    assert not Terminal.objects.stopped().filter(pk=stopped.terminal.pk).exists()
