"""Numbers, codes and calls at the same moment. Real threads, real commits (ACC-08)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from accounts.errors import AccountsRefused
from accounts.factors import codes
from accounts.four_eyes import AlreadyDecided, AlreadyWaits, approve
from accounts.models import BankCall, Confirmation, Customer, Proposal, User
from accounts.recovery import sim, trusted_number
from accounts.staff import calls
from accounts.staff.accounts import open_staff
from accounts.staff.errors import OtherOperatorCalls
from homebank.lib import crypto
from homebank.lib.ids import uuid7
from notifications.models import Sms
from tests.accounts.cardless import new_phone
from tests.people import Person, new_person

Deed = Callable[[], object]
DIGEST = crypto.digest("a deed")


@pytest.fixture
def ben(committed: None) -> Person:
    return new_person()


def member(*roles: str, name: str = "Olga") -> User:
    """Somebody of staff; without roles, whoever proposes and decides about customers."""
    return open_staff(login_name=f"race.{uuid7().hex[-20:]}", password="saxaul and a samovar",
                      roles=roles or ("branch", "approver"), first_name=name)  # fmt: skip


def together(deeds: Sequence[Deed]) -> list[object]:
    """What each of the deeds gave, or was refused with, all begun at the same moment."""
    gate = Barrier(len(deeds))

    def one(deed: Deed) -> object:
        gate.wait()
        try:
            return deed()
        except AccountsRefused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def propose(person: Person, phone: str, by: User) -> Proposal:
    return trusted_number.propose_number(
        customer=person.customer, phone=phone, document="id-card", reason="lost", by=by
    )


def fresh_number() -> str:
    return new_phone()


def waiting_code(person: Person) -> Confirmation:
    opened = codes.open_confirmation(
        purpose="new-password", digest=DIGEST, customer_id=person.customer.pk, phone=person.phone
    )
    codes.send_code(confirmation=opened, language="en")
    return opened


def confirmed(confirmation_id: UUID, code: str) -> bool:
    """Guess and spend, as every deed does, in two transactions."""
    codes.count_guess(confirmation_id=confirmation_id, code=code)
    with transaction.atomic():
        codes.consume(confirmation_id=confirmation_id, digest=DIGEST)
        # What a deed does after its code: it writes to the file.
        Customer.objects.filter(pk=confirmation_owner(confirmation_id)).update(language="kk")
    return True


def confirmation_owner(confirmation_id: UUID) -> Any:
    return Confirmation.objects.values_list("customer_id", flat=True).get(pk=confirmation_id)


def test_a_change_of_the_number_and_codes_at_once_never_wait_for_each_other(ben: Person) -> None:
    first, second = member(), member(name="Maria")
    waiting = [waiting_code(ben) for _ in range(5)]
    change = propose(ben, fresh_number(), first)
    right = {each.pk: code_of(each) for each in waiting}
    deeds: list[Deed] = [partial(confirmed, each.pk, right[each.pk]) for each in waiting]
    deeds.append(partial(approve, proposal_id=change.pk, by=second))
    deeds += [partial(codes.send_code, confirmation=new_one(ben), language="en") for _ in "abc"]
    together(deeds)
    for each in waiting:
        each.refresh_from_db()
        assert bool(each.consumed_at) != bool(each.voided_at)
    after = Customer.objects.get(pk=ben.customer.pk)
    assert after.phone == change.given["phone"]
    assert not Confirmation.objects.filter(codes.LIVE, customer=after, sends__gt=0).exists()


def new_one(person: Person) -> Confirmation:
    return codes.open_confirmation(
        purpose="new-password", digest=DIGEST, customer_id=person.customer.pk, phone=person.phone
    )


def code_of(confirmation: Confirmation) -> str:
    sms = Sms.objects.get(subject=confirmation.pk)
    return sms.text[:6]


def test_no_code_leaves_beside_or_after_the_mark_that_still_confirms(ben: Person) -> None:
    olga = member()
    opened = [new_one(ben) for _ in range(6)]
    deeds = [partial(codes.send_code, confirmation=each, language="en") for each in opened]
    mark = partial(sim.mark_sim_changed, customer=ben.customer, by=olga, reason="SIM")
    together([*deeds[:3], mark, *deeds[3:]])
    assert not Confirmation.objects.filter(codes.LIVE, customer=ben.customer, sends__gt=0).exists()


def test_of_ten_approvals_at_once_one_changes_the_number(ben: Person) -> None:
    change = propose(ben, fresh_number(), member())
    others = [member() for _ in range(5)]
    got = together([partial(approve, proposal_id=change.pk, by=each) for each in others])
    assert got.count(AlreadyDecided) == 4
    both = Sms.objects.filter(customer=ben.customer, purpose="number-changed")
    assert both.count() == 2


def test_of_five_proposals_at_once_one_waits(ben: Person) -> None:
    staff = [member() for _ in range(3)]
    got = together([partial(propose, ben, fresh_number(), each) for each in staff])
    assert got.count(AlreadyWaits) == 2
    assert ben.customer.proposals.count() == 1


def test_two_customers_never_get_one_number(ben: Person) -> None:
    anna, number, maria = new_person(), fresh_number(), member(name="Maria")
    changes = [propose(each, number, member()) for each in (ben, anna)]
    together([partial(approve, proposal_id=each.pk, by=maria) for each in changes])
    both = Customer.objects.filter(pk__in=[ben.customer.pk, anna.customer.pk])
    assert sorted(str(each.phone) == number for each in both) == [False, True]


def test_of_two_operators_who_call_at_once_one_does(ben: Person) -> None:
    staff = [member(), member(name="Petr")]
    begin = partial(calls.begin_call, customer=ben.customer)
    got = together([partial(begin, by=each) for each in staff])
    assert got.count(OtherOperatorCalls) == 1
    assert BankCall.objects.filter(customer=ben.customer).count() == 1
