"""What if a limit were another: the last 90 days on the tab of limits, quick at thousands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cards.authorization import replaying
from cards.authorization.gates import Facts
from cards.authorization.replaying import MOST, what_if
from cards.limits import set_limit
from cards.models import Authorization, Outcome
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from tests.accounts.pages import words
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Client:
    client = signed_in(anna)
    client.cookies["homebank-language"] = "en"
    return client


def took(person: Person, *amounts: int, days_ago: int = 0, merchant: str = "KASPI ATM") -> None:
    """Cash that was taken, each a minute before the one before it, as the host kept it."""
    noon = clock.now().astimezone(ALMATY).replace(hour=12, minute=0) - timedelta(days=days_ago)
    rows = []
    for back, minor in enumerate(amounts):
        at = noon - timedelta(seconds=back)
        facts = Facts(operation="cash", amount_minor=minor, billed_minor=minor, limit="cash",
                      limit_minor=300_000_00, available_minor=10**9)  # fmt: skip
        rows.append(Authorization(
            card=person.card, key=uuid7().hex, at=at, day=at.date(), operation="cash",
            is_internet=False, amount_minor=minor, billed_minor=minor, currency_number="398",
            merchant=merchant, code="00", facts=asdict(facts), trace=[], outcome=Outcome.ANSWERED,
        ))  # fmt: skip
    Authorization.objects.bulk_create(rows)


def asked(person: Person, amount: str, what: str = "cash") -> tuple[str, dict[str, str]]:
    return reverse("cards:limits", args=[person.card.pk]), {"what": what, "if_amount": amount}


def told(client: Client, person: Person, amount: str, what: str = "cash") -> str:
    response = client.get(*asked(person, amount, what))
    assert response.status_code == 200
    return words(response).replace("\u00a0", " ")


@pytest.mark.requirement("CRD-07", "what if")
def test_what_would_have_been_declined_is_counted_and_listed(anna: Person, her: Client) -> None:
    took(anna, 90_000_00, days_ago=80, merchant="HALYK ATM 7")
    took(anna, 10_000_00, 20_000_00, days_ago=10)
    took(anna, 90_000_00, days_ago=91)
    page = told(her, anna, "30 000")
    assert "Operations looked at: 3" in page
    assert "Would have been declined: 1." in page
    assert "HALYK ATM 7" in page
    assert "Would have been declined: 2." in told(her, anna, "15 000")
    assert "Would have been declined: 0." in told(her, anna, "90 000")


def test_a_higher_limit_says_what_would_have_passed(anna: Person, her: Client) -> None:
    took(anna, 90_000_00)
    facts = asdict(Facts(operation="cash", amount_minor=1, billed_minor=350_000_00, limit="cash",
                         limit_minor=300_000_00, available_minor=10**9))  # fmt: skip
    Authorization.objects.filter(card=anna.card).update(facts=facts, reason="limit")
    assert "Would have passed after all: 1." in told(her, anna, "400 000")


def test_without_operations_it_says_so(anna: Person, her: Client) -> None:
    assert "nothing would have gone otherwise" in told(her, anna, "1", "internet")


WRONG = (
    ("0", "cash", "more than zero"), ("-1", "cash", "more than zero"),
    ("", "cash", "Enter an amount"), ("x", "cash", "in digits"),
    ("1000000,01", "cash", "at most ₸1,000,000"), ("1", "gold", "one of the three limits"),
    ("1", "", "one of the three limits"), ("\x00", "cash", ""),
)  # fmt: skip


def test_what_cannot_be_tried_is_answered_by_a_sentence(anna: Person, her: Client) -> None:
    for amount, what, sentence in WRONG:
        assert sentence in told(her, anna, amount, what), (amount, what)


def test_thousands_of_operations_cost_no_more_queries_than_three(
    anna: Person, her: Client, django_assert_max_num_queries: Any
) -> None:
    her.get(*asked(anna, "1000"))
    counted = []
    for rows in (3, 300):
        took(anna, *[100_00] * rows)
        with django_assert_max_num_queries(12) as queries:
            assert "Would have been declined" in told(her, anna, "100")
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_no_more_rows_are_read_than_the_bound(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest are looked at, and of the day where they end none, since its use is not known."""
    took(anna, *[100_00] * 6, days_ago=2)
    took(anna, *[100_00] * 6, days_ago=1)
    took(anna, *[100_00] * 3)
    monkeypatch.setattr(replaying, "MOST", 10)
    set_limit(card=anna.card, kind="cash", amount=Money(100_00))
    looked = what_if(card=anna.card, kind="cash", amount=Money(200_00))
    assert len(looked) == 9
    assert [each.decision.is_approved for each in looked] == [True, True] + [False] * 4 + [
        True, True, False,
    ]  # fmt: skip


def test_the_newest_of_a_card_are_found_by_its_index(anna: Person) -> None:
    """At 5,000 operations the plan stops at the bound, reads no other card and sorts nothing."""
    took(anna, *[100_00] * (MOST // 10))
    since = clock.now() - timedelta(days=90)
    rows = Authorization.objects.filter(card=anna.card, at__gte=since).order_by("-at")[:100]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; ANALYZE cards_authorization")
    plan = rows.explain(analyze=True)
    assert "operations_of_card" in plan
    assert "Sort" not in plan
