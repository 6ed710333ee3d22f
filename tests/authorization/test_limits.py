"""Limits as their owner sets them, and as they go back: at the minute, once, with a message."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.authorization.rules import rules
from cards.errors import (
    AboveCeiling,
    CardStopped,
    LimitChangedMeanwhile,
    LimitNotAboveZero,
    NoSuchTerm,
)
from cards.limits import TERMS, close_access, open_access, set_limit, standing_of, standings_of
from cards.models import Card, LimitChange, LimitKind
from cards.reverting import revert_due_limits
from homebank.lib import clock
from homebank.lib.money import Money
from notifications.models import Sms
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CEILING = Money(2_000_000_00)


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


def told(person: Person) -> list[str]:
    sent = Sms.objects.filter(customer_id=person.customer.pk).order_by("queued_at")
    return list(sent.values_list("purpose", flat=True))


def test_a_new_card_stands_as_the_banks_rules_say(anna: Person) -> None:
    found = {standing.kind: standing for standing in standings_of(card=anna.card)}
    assert [found[kind].is_open for kind in LimitKind] == [False, True, True]
    assert found[LimitKind.INTERNET].left == Money(0)
    assert all(standing.used == Money(0) for standing in found.values())


@pytest.mark.parametrize("days", TERMS)
def test_an_opened_access_closes_at_the_minute_once_and_says_so(anna: Person, days: int) -> None:
    closes = open_access(card=anna.card, kind="internet", days=days).closes_at
    assert closes is not None
    assert closes - clock.now() > timedelta(days=days) - MINUTE
    with clock.moved(timedelta(days=days) - MINUTE):
        assert standing_of(card=anna.card, kind="internet").is_open
        assert revert_due_limits() == 0
    with clock.moved(timedelta(days=days)):
        assert not standing_of(card=anna.card, kind="internet").is_open
        assert [revert_due_limits() for _ in range(3)] == [1, 0, 0]
    assert told(anna) == ["internet-closed"]


@pytest.mark.parametrize("days", TERMS)
def test_a_raised_limit_goes_back_and_says_so(anna: Person, days: int) -> None:
    before = standing_of(card=anna.card, kind="cash").amount
    raised = set_limit(card=anna.card, kind="cash", amount=Money(500_000_00), days=days)
    assert (raised.amount, raised.former) == (Money(500_000_00), before)
    with clock.moved(timedelta(days=days)):
        assert standing_of(card=anna.card, kind="cash").amount == before
        assert [revert_due_limits() for _ in range(2)] == [1, 0]
        assert standing_of(card=anna.card, kind="cash").amount == before
    assert told(anna) == ["cash-lowered"]
    assert LimitChange.objects.filter(card=anna.card, cause="reverted").count() == 1


def test_a_lowered_limit_stays(anna: Person) -> None:
    lowered = set_limit(card=anna.card, kind="cash", amount=Money(1_00))
    assert lowered.lowers_at is None
    with clock.moved(timedelta(days=400)):
        assert revert_due_limits() == 0
        assert standing_of(card=anna.card, kind="cash").amount == Money(1_00)


def test_what_was_raised_twice_goes_back_to_the_first(anna: Person) -> None:
    before = standing_of(card=anna.card, kind="cash").amount
    set_limit(card=anna.card, kind="cash", amount=Money(400_000_00), days=90)
    set_limit(card=anna.card, kind="cash", amount=Money(500_000_00), days=1)
    with clock.moved(timedelta(days=1)):
        assert standing_of(card=anna.card, kind="cash").amount == before


def test_lowering_a_raised_limit_below_its_former_ends_the_way_back(anna: Person) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(500_000_00))
    lowered = set_limit(card=anna.card, kind="cash", amount=Money(100_00))
    assert (lowered.lowers_at, lowered.former) == (None, None)


def test_closing_stays_closed(anna: Person) -> None:
    close_access(card=anna.card, kind="cash")
    with clock.moved(timedelta(days=400)):
        assert revert_due_limits() == 0
        assert not standing_of(card=anna.card, kind="cash").is_open


def test_what_stands_open_for_good_is_not_given_an_end(anna: Person) -> None:
    assert open_access(card=anna.card, kind="cash", days=1).closes_at is None


def test_the_day_of_a_limit_ends_at_midnight_in_almaty(anna: Person) -> None:
    resets = standing_of(card=anna.card, kind="cash").resets_at.astimezone(clock.ALMATY)
    assert (resets.hour, resets.minute) == (0, 0)
    assert timedelta() < resets - clock.now() <= timedelta(days=1)


@pytest.mark.parametrize("minor", [0, -1, -(10**15)])
def test_a_limit_of_nothing_is_refused(anna: Person, minor: int) -> None:
    with pytest.raises(LimitNotAboveZero):
        set_limit(card=anna.card, kind="internet", amount=Money(minor))


def test_a_limit_above_the_banks_ceiling_is_refused(anna: Person) -> None:
    assert set_limit(card=anna.card, kind="internet", amount=CEILING).amount == CEILING
    with pytest.raises(AboveCeiling):
        set_limit(card=anna.card, kind="internet", amount=CEILING + Money(1))


@pytest.mark.parametrize("days", [0, -1, 2, 365, 10**9])
def test_a_term_of_ones_own_is_refused(anna: Person, days: int) -> None:
    with pytest.raises(NoSuchTerm):
        open_access(card=anna.card, kind="internet", days=days)
    with pytest.raises(NoSuchTerm):
        set_limit(card=anna.card, kind="internet", amount=Money(1_00), days=days)


@pytest.mark.parametrize("state", ["blocked", "closed", "expired"])
def test_limits_of_a_stopped_card_stay(anna: Person, state: str) -> None:
    cards = Card.objects.filter(pk=anna.card.pk)
    if state == "expired":
        cards.update(expiry=clock.today() - timedelta(days=1))
    else:
        cards.update(state=state)
    with pytest.raises(CardStopped):
        open_access(card=anna.card, kind="internet")


def test_a_frozen_cards_limits_may_be_set(anna: Person) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state="frozen")
    assert open_access(card=anna.card, kind="internet").is_open


def test_of_two_windows_the_second_is_told(anna: Person) -> None:
    seen = standing_of(card=anna.card, kind="cash").version
    set_limit(card=anna.card, kind="cash", amount=Money(10_00), version=seen)
    with pytest.raises(LimitChangedMeanwhile):
        set_limit(card=anna.card, kind="cash", amount=Money(20_00), version=seen)
    assert standing_of(card=anna.card, kind="cash").amount == Money(10_00)


def test_a_window_from_before_the_way_back_is_told_too(anna: Person) -> None:
    seen = open_access(card=anna.card, kind="internet", days=1).version
    with clock.moved(timedelta(days=1)), pytest.raises(LimitChangedMeanwhile):
        close_access(card=anna.card, kind="internet", version=seen)


def test_the_record_of_changes_is_only_added_to(anna: Person) -> None:
    open_access(card=anna.card, kind="internet")
    with pytest.raises(DatabaseError), transaction.atomic():
        LimitChange.objects.update(is_open=False)


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(1, rules().limits["cash"].ceiling_minor),
                  st.sampled_from(TERMS)),
        st.tuples(st.sampled_from(["open", "close"]), st.just(1), st.sampled_from(TERMS)),
        st.tuples(st.just("wait"), st.integers(1, 60 * 24 * 100), st.just(1)),
    ),
    max_size=8,
)  # fmt: skip


@given(deeds)
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_after_the_longest_term_nothing_is_above_what_was_never_raised(
    db: None, steps: list[tuple[str, int, int]]
) -> None:
    """However it was opened, raised and lowered: after 90 days it is at most as at first."""
    anna, passed = new_person(registered=False), timedelta()
    first = standing_of(card=anna.card, kind="internet")
    for deed, value, days in steps:
        with clock.moved(passed):
            if deed == "set":
                set_limit(card=anna.card, kind="internet", amount=Money(value), days=days)
            elif deed == "wait":
                passed += timedelta(minutes=value)
            else:
                do = open_access if deed == "open" else close_access
                do(card=anna.card, kind="internet", **({"days": days} if deed == "open" else {}))
    with clock.moved(passed + timedelta(days=90)):
        unswept = standing_of(card=anna.card, kind="internet")
        revert_due_limits()
        swept = standing_of(card=anna.card, kind="internet")
    assert (unswept.is_open, unswept.amount) == (swept.is_open, swept.amount)
    assert not swept.is_open
    assert swept.amount <= first.amount


def settle_at_once(anna: Person, amounts: list[int]) -> int:
    seen = standing_of(card=anna.card, kind="cash").version

    def change(minor: int) -> int:
        try:
            set_limit(card=anna.card, kind="cash", amount=Money(minor), version=seen)
        except LimitChangedMeanwhile:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(len(amounts)) as pool:
        return sum(pool.map(change, amounts))
