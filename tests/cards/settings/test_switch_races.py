"""Many at once: a card ends in one state, a month is charged once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.errors import AccountsRefused
from accounts.factors.confirmed import confirm as confirm_deed
from accounts.models import Confirmation
from cards.alerts.charging import charge_due_alerts
from cards.blocking import block_own
from cards.freezing import ask_to_unfreeze, freeze_card
from cards.issuing import issue_card
from cards.lost import freeze_everything
from cards.models import Card
from homebank.lib.errors import Refusal
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.posting import Leg, post
from tests.accounts.pages import newest_code
from tests.cards.settings.alerting import FEE, charged, due_on, fees_in_the_book, noon_of, switch_on
from tests.cards.settings.switching import events, fresh
from tests.people import Person, new_person
from tests.system import wait_for

# Whoever waits for what this transaction holds.
WAITS = (
    "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person(registered=False)


def together(*deeds: Any) -> list[object]:
    """What each got, all begun at one moment: a result or a refusal."""
    barrier = Barrier(len(deeds))

    def one(deed: Any) -> object:
        try:
            barrier.wait()
            return deed()
        except (Refusal, AccountsRefused) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_twenty_presses_at_once_freeze_once(anna: Person) -> None:
    done = together(*[lambda: freeze_card(card=anna.card)] * 20)
    assert sorted(map(str, done)) == ["False"] * 19 + ["True"]
    assert len(events(anna, "card.frozen")) == 1


def test_twenty_freezes_and_codes_to_unfreeze_leave_what_was_done_last(anna: Person) -> None:
    freeze_card(card=anna.card)
    deed = ask_to_unfreeze(card=fresh(anna), language="en")
    code = newest_code(anna.phone)

    def unfreeze() -> None:
        confirm_deed(deed=deed, code=code)

    done = together(*[unfreeze] * 10, *[lambda: freeze_card(card=anna.card)] * 10)
    assert done[:10].count(None) <= 1  # a code is right once
    frozen, unfrozen = len(events(anna, "card.frozen")), len(events(anna, "card.unfrozen"))
    assert fresh(anna).state == ("frozen" if frozen > unfrozen else "active")


def test_of_freezing_and_blocking_at_once_the_block_stays(anna: Person) -> None:
    presses = [lambda: freeze_card(card=anna.card)] * 5
    together(*presses, *[lambda: block_own(card=fresh(anna), cause="stolen")] * 5)
    assert fresh(anna).state == "blocked"
    assert len(events(anna, "card.blocked")) == 1


def test_a_card_that_is_blocked_meanwhile_keeps_no_other_from_being_frozen(anna: Person) -> None:
    second = issue_card(customer=anna.customer)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Card.objects.filter(pk=anna.card.pk).update(state="blocked", blocked_for="stolen")
            report = pool.submit(frozen_by_public, anna)
            wait_for(somebody_waits)
        report.result(timeout=60)
    assert fresh(anna).state == "blocked"
    assert Card.objects.get(pk=second.pk).state == "frozen"


def test_a_report_and_a_code_that_unfreezes_do_not_wait_for_each_other(anna: Person) -> None:
    freeze_card(card=anna.card)
    deed = ask_to_unfreeze(card=fresh(anna), language="en")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():  # as the right code does: first its own row, then the card's
            Confirmation.objects.select_for_update().get(pk=deed.confirmation_id)
            report = pool.submit(frozen_by_public, anna)
            wait_for(somebody_waits)
            Card.objects.select_for_update(no_key=True, nowait=True).get(pk=anna.card.pk)
        report.result(timeout=60)
    assert fresh(anna).state == "frozen"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return cursor.fetchone() is not None


def frozen_by_public(person: Person) -> None:
    try:
        freeze_everything(customer=person.customer, network="198.51.7.0/24")
    finally:
        connection.close()


@pytest.mark.requirement("CRD-08", "one fee per card account")
def test_ten_sweeps_at_once_charge_a_month_once(anna: Person) -> None:
    switch_on(anna)
    with noon_of(due_on(anna)):
        together(*[charge_due_alerts] * 10)
    assert len(charged(anna)) == 2
    assert fees_in_the_book(anna) == [FEE.minor] * 2


def test_ten_confirmations_at_once_pay_for_one_month(anna: Person) -> None:
    together(*[lambda: switch_on(anna)] * 10)
    assert fees_in_the_book(anna) == [FEE.minor]


def test_the_last_fee_is_taken_by_a_payment_or_by_the_service_never_by_both(
    committed: None,
) -> None:
    ben = new_person(balance=FEE + FEE, registered=False)
    switch_on(ben)
    account, cash = ben.card.account_id, bank_account("cash").pk

    def pay() -> object:
        return post(transfer_id=uuid7(), kind="bill-payment", customer_id=ben.customer.pk,
                    legs=[Leg(account, -FEE), Leg(cash, FEE)])  # fmt: skip

    with noon_of(due_on(ben)):
        together(pay, charge_due_alerts)
    assert balance_of(account).available == Money(0)
