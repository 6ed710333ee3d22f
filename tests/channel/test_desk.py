"""Terminals at the desk: seen by administrators and auditors, revoked by administrators."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from channel import limits
from channel.models import Terminal, TerminalDeed
from channel.own_data import tell
from channel.terminals import add_terminal
from homebank.lib.throttle import Limit
from tests.accounts.pages import words
from tests.accounts.staff import at_the_desk
from tests.channel.machine import Machine, new_machine
from tests.environment import checkout
from tests.people import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return new_machine(place="Abay 10")


def page(machine: Machine, name: str = "change") -> str:
    return reverse(f"admin:channel_terminal_{name}", args=[machine.terminal.pk])


def test_an_administrator_revokes_a_key_with_a_reason(machine: Machine) -> None:
    client, user = at_the_desk("administrator")
    assert machine.get("health").status == 200
    answer = client.post(page(machine, "revoke"), {"reason": "stolen at night"}, follow=True)
    assert "this terminal is heard no more" in words(answer)
    assert machine.get("health").code == "not-signed"
    machine.terminal.refresh_from_db()
    assert (machine.terminal.revoked_by, machine.terminal.revoked_for) == (user, "stolen at night")
    assert "revoked already" in words(client.get(page(machine, "revoke")))


def test_a_revoked_key_is_not_another_one_of_the_same_name(machine: Machine) -> None:
    client, _user = at_the_desk("administrator")
    client.post(page(machine, "revoke"), {"reason": "stolen"})
    other = Machine(*add_terminal(name=machine.terminal.name, kind="machine"))
    again = client.post(page(machine, "revoke"), {"reason": "again"}, follow=True)
    assert "revoked already" in words(again)
    assert other.get("health").status == 200


@pytest.mark.parametrize("reason", ["", "his card is 4405 6400 0000 0014", "\x00"])
def test_without_a_reason_nothing_is_revoked(machine: Machine, reason: str) -> None:
    client, _user = at_the_desk("administrator")
    assert client.post(page(machine, "revoke"), {"reason": reason}).status_code == 200
    assert machine.get("health").status == 200


def test_an_auditor_looks_and_revokes_nothing(machine: Machine) -> None:
    client, _user = at_the_desk("auditor")
    shown = words(client.get(page(machine)))
    assert machine.terminal.key_id in shown
    assert "Revoke this key" not in shown
    assert client.post(page(machine, "revoke"), {"reason": "mine"}).status_code == 403
    assert machine.get("health").status == 200


def test_no_page_shows_a_key(machine: Machine) -> None:
    client, _user = at_the_desk("administrator", "auditor")
    listed = reverse("admin:channel_terminal_changelist")
    for address in (listed, page(machine), page(machine, "revoke"), page(machine, "history")):
        html = client.get(address).content.decode()
        assert machine.terminal.name in html
        assert machine.key not in html
    assert client.get(listed, {"key__startswith": "v1"}).status_code == 400


def test_the_document_names_each_limit_as_it_is() -> None:
    text = (checkout() / "docs/channel.md").read_text()
    rows = re.findall(r"^\| `(channel-[a-z-]+)` \| (\d+) \| 1 (min|h|d) \|", text, re.M)
    per = {"min": limits.MINUTE, "h": limits.HOUR, "d": limits.DAY}
    named = [each for each in vars(limits).values() if isinstance(each, Limit)]
    assert {(name, int(count), per[unit]) for name, count, unit in rows} == {
        (each.name, each.count, each.per) for each in named
    }
    assert "at most 2 minutes from ours" in text
    assert (limits.SKEW, limits.PRINTS_AGAIN) == (2 * limits.MINUTE, 2)
    assert limits.AGAIN_LIFE == 15 * limits.MINUTE


def test_the_customer_is_told_what_was_done_for_them(machine: Machine) -> None:
    ben = new_person()
    reference = machine.post("codeword-slip", machine.asks(ben)).told["reference"]
    with translation.override("en"):
        [section] = tell(ben.customer)
        [record] = section.records
    said = {fact.key: fact.value for fact in record}
    assert (said["terminal"], said["reference"]) == (machine.terminal.name, reference)
    assert said["card"] == ben.card.truncated
    assert TerminalDeed.objects.get(pk=reference).customer_id == ben.customer.pk
    assert Terminal.objects.heard().filter(pk=machine.terminal.pk).exists()
