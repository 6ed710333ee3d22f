"""The trusted number at a machine, by card and PIN, and as a branch proposes it (OPS-05)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.four_eyes import approve
from accounts.models import Customer, Proposal, User
from accounts.recovery.cooling import cooling_until
from cards.blocking import block_card
from cards.freezing import freeze_card
from channel import limits
from channel.models import TerminalDeed
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.authenticator import next_token
from tests.accounts.pages import texts
from tests.accounts.staff import at_the_desk
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import Person, new_mobile, new_person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NOT_OURS = "4000000000000000"


@pytest.fixture
def machine() -> Machine:
    return new_machine()


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


def number_of(person: Person) -> str | None:
    return Customer.objects.get(pk=person.customer.pk).phone


def change(machine: Machine, person: Person, number: str, **other: Any) -> Heard:
    return machine.post("trusted-number", machine.asks(person, number=number, **other))


@pytest.mark.requirement("OPS-05", "trusted number")
@pytest.mark.requirement("ACC-08", "changed by contact centre, ATM or branch only")
@pytest.mark.requirement("ACC-08", "old and new number told")
def test_a_machine_puts_another_number_in_force(machine: Machine, ben: Person) -> None:
    new = new_mobile()
    heard = change(machine, ben, new)
    assert (heard.status, heard.told["repeated"]) == (200, False)
    assert heard.told["number"].endswith(new[-2:])
    assert heard.told["card"] == ben.card.truncated
    assert number_of(ben) == new
    assert texts(new, "number-changed") == texts(ben.phone, "number-changed") != []
    assert cooling_until(customer=Customer.objects.get(pk=ben.customer.pk)) is not None


def test_the_event_names_the_machine_and_no_whole_number(machine: Machine, ben: Person) -> None:
    new = new_mobile()
    heard = change(machine, ben, new)
    event = Event.objects.get(customer=ben.customer, kind="number-changed")
    assert event.facts["machine"] == machine.terminal.name
    assert str(event.subject) == heard.told["reference"]
    assert new not in str(event.facts)


def test_the_same_id_twice_changes_it_once(machine: Machine, ben: Person) -> None:
    told = machine.asks(ben, number=new_mobile())
    first, second = (machine.post("trusted-number", told) for _ in range(2))
    assert second.told == {**first.told, "repeated": True}
    assert TerminalDeed.objects.filter(terminal=machine.terminal).count() == 1
    other = machine.post("trusted-number", {**told, "number": new_mobile()})
    assert (other.status, other.code) == (409, "id-used")
    slip = machine.post("codeword-slip", {k: v for k, v in told.items() if k != "number"})
    assert slip.code == "id-used"


@pytest.mark.parametrize(("number", "status", "code"), [
    ("12", 400, "not-a-mobile"), ("+7 495 123 45 67", 400, "not-a-mobile"),
    ("", 400, "not-read"), ("\u0000", 400, "not-read"), (7, 400, "not-read"),
])  # fmt: skip
def test_what_is_no_number_changes_nothing(
    machine: Machine, ben: Person, number: Any, status: int, code: str
) -> None:
    heard = change(machine, ben, number)
    assert (heard.status, heard.code) == (status, code)
    assert number_of(ben) == ben.phone
    assert not TerminalDeed.objects.filter(terminal=machine.terminal).exists()


def test_ones_own_and_anothers_number_are_refused(machine: Machine, ben: Person) -> None:
    assert change(machine, ben, ben.phone).code == "same-number"
    assert change(machine, ben, new_person().phone).code == "number-taken"
    assert number_of(ben) == ben.phone


def test_a_card_that_does_not_work_changes_nothing(machine: Machine, ben: Person) -> None:
    freeze_card(card=ben.card)
    assert change(machine, ben, new_mobile()).code == "card-does-not-work"
    block_card(card=ben.card, reason="stolen")
    assert change(machine, ben, new_mobile()).code == "card-does-not-work"
    assert number_of(ben) == ben.phone


def test_a_blocked_customer_changes_nothing(machine: Machine, ben: Person) -> None:
    Customer.objects.filter(pk=ben.customer.pk).update(blocked_at=clock.now())
    heard = change(machine, ben, new_mobile())
    assert (heard.status, heard.code) == (409, "customer-blocked")


def test_a_customer_changes_it_three_times_a_day(machine: Machine, ben: Person) -> None:
    for _ in range(limits.NUMBERS.count):
        assert change(machine, ben, new_mobile()).status == 200
    heard = change(machine, ben, new_mobile())
    assert (heard.status, heard.code) == (429, "too-many")
    with clock.moved(limits.NUMBERS.per + SECOND):
        assert change(machine, ben, new_mobile()).status == 200


def test_a_terminal_that_tries_many_unknown_cards_is_told_of_none(
    machine: Machine, ben: Person
) -> None:
    for n in range(limits.UNKNOWN_CARDS.count):
        heard = change(machine, ben, new_mobile(), card=f"4000000000{n:06}")
        assert (heard.status, heard.code) == (404, "card-unknown")
    for later in (0 * SECOND, limits.UNKNOWN_CARDS.per + SECOND, limits.DAY + SECOND):
        with clock.moved(later):
            heard = change(machine, ben, new_mobile())
        assert (heard.status, heard.code) == (403, "terminal-stopped")
    assert number_of(ben) == ben.phone


def test_one_foreign_card_however_often_stops_no_machine(machine: Machine, ben: Person) -> None:
    for _ in range(limits.UNKNOWN_CARDS.count + 1):
        heard = change(machine, ben, new_mobile(), card=NOT_OURS)
        assert (heard.status, heard.code) == (404, "card-unknown")
    assert change(machine, ben, new_mobile()).status == 200


def test_no_number_of_a_card_is_written_down(machine: Machine, ben: Person) -> None:
    change(machine, ben, new_mobile())
    change(machine, ben, "12")
    change(machine, ben, new_mobile(), card=NOT_OURS)
    with connection.cursor() as cursor:
        for table in ("channel_terminaldeed", "channel_nonce", "notifications_event",
                      "lib_tally"):  # fmt: skip
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            [(kept,)] = cursor.fetchall()
            assert ben.number not in kept
            assert NOT_OURS not in kept


def operator(*roles: str) -> User:
    return at_the_desk(*roles)[1]


def propose(branch: Machine, person: Person, by: User, number: str, **other: Any) -> Heard:
    told = {"number": number, "document": "passport", "reason": "lost the phone",
            "operator": by.login_name, "operator_code": next_token(by), **other}  # fmt: skip
    return branch.post("number-proposal", branch.asks(person, **told))


@pytest.mark.requirement("OPS-05", "trusted number")
@pytest.mark.requirement("OPS-04", "trusted number")
def test_a_branch_proposes_and_somebody_else_approves(ben: Person) -> None:
    branch, new = new_machine("branch"), new_mobile()
    heard = propose(branch, ben, operator("branch"), new)
    assert heard.status == 200
    assert number_of(ben) == ben.phone
    waits = Proposal.objects.get(pk=heard.told["proposal"])
    assert new not in str(heard.told)
    approve(proposal_id=waits.pk, by=operator("approver"))
    assert number_of(ben) == new


def test_a_branch_proposes_once_and_one_waits(ben: Person) -> None:
    branch, by = new_machine("branch"), operator("branch")
    told = branch.asks(ben, number=new_mobile(), document="id-card", reason="lost",
                       operator=by.login_name, operator_code=next_token(by))  # fmt: skip
    first, second = (branch.post("number-proposal", told) for _ in range(2))
    assert second.told == {**first.told, "repeated": True}
    assert propose(branch, ben, by, new_mobile()).code == "waits-already"
    assert Proposal.objects.filter(customer=ben.customer).count() == 1


@pytest.mark.parametrize("role", ["auditor", "administrator", "tariff-editor", ""])
def test_an_operator_without_the_right_proposes_nothing(ben: Person, role: str) -> None:
    branch = new_machine("branch")
    by = operator(role) if role else None
    told = branch.asks(ben, number=new_mobile(), document="id-card", reason="lost",
                       operator=str(by.login_name) if by else "nobody.at.all",
                       operator_code=next_token(by) if by else "123456")  # fmt: skip
    heard = branch.post("number-proposal", told)
    assert (heard.status, heard.code) == (403, "operator-not-proven")
    assert not Proposal.objects.filter(customer=ben.customer).exists()


def test_a_customers_login_name_is_no_operators(ben: Person) -> None:
    assert ben.user is not None
    User.objects.filter(pk=ben.user.pk).update(login_name="ben.channel")
    ben.user.refresh_from_db()
    key = {"key": "00" * 20, "name": "TOTP"}
    TOTPDevice.objects.create(user=ben.user, **key)
    assert propose(new_machine("branch"), ben, ben.user, new_mobile()).code == (
        "operator-not-proven"
    )


@pytest.mark.parametrize(("other", "code"), [
    ({"document": "codeword"}, "not-read"), ({"reason": ""}, "not-read"),
    ({"reason": "his card 4405 6400 0000 0014"}, "reason-holds-secret"),
    ({"number": "12"}, "not-a-mobile"), ({"verified": "pin"}, "not-read"),
])  # fmt: skip
def test_a_branch_is_told_what_is_wrong(ben: Person, other: dict[str, str], code: str) -> None:
    branch, by = new_machine("branch"), operator("branch")
    told = {"number": new_mobile(), "document": "passport", "reason": "lost",
            "operator": by.login_name, "operator_code": next_token(by), **other}  # fmt: skip
    assert branch.post("number-proposal", branch.asks(ben, **told)).code == code
    assert not Proposal.objects.filter(customer=ben.customer).exists()
