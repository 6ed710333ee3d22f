"""Whose card it is: three facts, one answer, the same work for every number."""

from datetime import date, timedelta
from typing import Any

import pytest

from cards.blocking import block_card
from cards.cvv import cvv2
from cards.holders import find_holder, find_owner, parse_expiry
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


def another(digits: str) -> str:
    """Other digits of the same length."""
    return "".join(str((int(d) + 1) % 10) for d in digits)


def test_three_right_facts_name_the_holder(anna: Person) -> None:
    found = find_holder(number=anna.number, expiry=anna.expiry, cvv=anna.cvv)
    assert found == anna.customer.pk


def test_blanks_in_the_number_and_the_month_as_typed_do_not_matter(anna: Person) -> None:
    spaced = " ".join(anna.number[i : i + 4] for i in range(0, 16, 4))
    for expiry in (f"{anna.card.expiry:%m / %y}", f"{anna.card.expiry:%m%Y}"):
        assert find_holder(number=spaced, expiry=expiry, cvv=f" {anna.cvv} ")


@pytest.mark.parametrize("fact", ["number", "expiry", "cvv"])
def test_one_wrong_fact_is_enough_to_find_nobody(anna: Person, fact: str) -> None:
    facts = {"number": anna.number, "expiry": anna.expiry, "cvv": anna.cvv}
    wrong = {"number": another(anna.number), "expiry": "01/27", "cvv": another(anna.cvv)}
    assert find_holder(**{**facts, fact: wrong[fact]}) is None


@pytest.mark.parametrize(
    "number", ["", "x", "4405", "４４０５６４５００００６１５０", "9" * 400, "\x00"]
)
def test_rubbish_finds_nobody_and_breaks_nothing(number: str) -> None:
    assert find_holder(number=number, expiry="99/99", cvv="") is None
    assert find_holder(number=number, expiry="", cvv="٣٣٣") is None


def test_an_expired_card_names_nobody_from_the_day_after_its_month(anna: Person) -> None:
    facts = {"number": anna.number, "expiry": anna.expiry, "cvv": anna.cvv}
    last = timedelta(days=(anna.card.expiry - clock.today()).days)
    with clock.moved(last):
        assert find_holder(**facts) == anna.customer.pk
    with clock.moved(last + timedelta(days=1)):
        assert find_holder(**facts) is None


def test_a_blocked_card_names_nobody_a_frozen_one_its_holder(anna: Person) -> None:
    facts = {"number": anna.number, "expiry": anna.expiry, "cvv": anna.cvv}
    Card.objects.filter(pk=anna.card.pk).update(state=Card.State.FROZEN)
    assert find_holder(**facts) == anna.customer.pk
    block_card(card=anna.card, reason="lost")
    assert find_holder(**facts) is None


def test_the_cvv_of_a_customers_other_card_does_not_do(anna: Person) -> None:
    second = issue_card(customer=anna.customer, expiry=anna.card.expiry)
    other_cvv = cvv2(second.number, second.expiry)
    if other_cvv != anna.cvv:
        assert find_holder(number=anna.number, expiry=anna.expiry, cvv=other_cvv) is None


def test_known_and_unknown_numbers_cost_one_query_each(
    anna: Person, django_assert_num_queries: Any
) -> None:
    for number in (anna.number, another(anna.number), "rubbish"):
        with django_assert_num_queries(1):
            find_holder(number=number, expiry=anna.expiry, cvv="000")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/29", date(2029, 12, 31)),
        ("2/28", date(2028, 2, 29)),
        ("02.2027", date(2027, 2, 28)),
        ("0430", date(2030, 4, 30)),
        ("2029-12-31", date(2029, 12, 31)),
        ("13/29", None),
        ("00/29", None),
        ("1/1999", None),
        ("١٢/٢٩", None),
        ("12/29\n12/29", None),
        ("", None),
    ],
)
def test_an_expiry_is_read_as_people_type_it(text: str, day: date | None) -> None:
    assert parse_expiry(text) == day


@pytest.mark.parametrize("state", ["active", "frozen", "blocked", "closed"])
def test_the_number_alone_names_the_owner_for_a_warning(anna: Person, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert find_owner(fingerprint=anna.card.number_fingerprint) == anna.customer.pk
    assert find_owner(fingerprint="") is None
