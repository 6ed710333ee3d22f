"""The fee simulator: what is charged, why, what lies beside and what is cheaper (TAR-04)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.amounts import LARGEST_MINOR
from homebank.lib.money import Money
from homebank.public.answers import answer
from homebank.public.things import Thing, facts, operations, things
from tariffs.models import Quote
from tariffs.quotes import make_quote, price_by_line
from tariffs.tables import table_at
from tests.public.pages import ASKED, english

pytestmark = pytest.mark.django_db
OWN, CARD = {"beneficiary_bank": "own"}, {"source": "card", "destination": "card"}
ACCOUNT = {"source": "current_account", "destination": "card"}
TRANSFER = {"what": "transfers", "amount": "45000", "operation": ""}


def every_question() -> list[tuple[Thing, dict[str, str]]]:
    """Each thing with each set of answers that its form can give."""
    found: list[tuple[Thing, dict[str, str]]] = []
    for thing in things(table_at(clock.now())):
        for operation in operations(thing):
            sets: list[dict[str, str]] = [{}]
            for name, words in facts(thing, operation).items():
                sets = [{**each, name: word} for each in sets for word in words]
            kind = {"operation": operation} if len(operations(thing)) > 1 else {}
            found += [(thing, {**kind, **each}) for each in sets]
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minor=st.integers(1, LARGEST_MINOR), number=st.integers(0, 10**6))
def test_what_is_told_is_what_is_charged(minor: int, number: int) -> None:
    questions = every_question()
    thing, answers = questions[number % len(questions)]
    told, amount = answer(thing=thing, answers=answers, amount=Money(minor)), Money(minor)
    quote = make_quote(subject=thing.with_answers(answers), amount=amount, customer_id=None)
    assert told.price.fee == quote.fee == price_by_line(number=quote.line, amount=amount).fee
    assert told.price.total == amount + quote.fee


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minor=st.integers(1, LARGEST_MINOR), number=st.integers(0, 10**6))
def test_a_cheaper_way_is_cheaper_and_there_is_none_beyond(minor: int, number: int) -> None:
    questions = every_question()
    thing, answers = questions[number % len(questions)]
    told = answer(thing=thing, answers=answers, amount=Money(minor))
    for way in told.ways:
        assert way.price.fee + way.saving == told.price.fee
        assert way.saving.minor > 0
    if told.parts:
        assert told.parts.first + told.parts.second == Money(minor)
        assert told.parts.fee + told.parts.saving == told.price.fee


def test_every_priced_line_can_be_asked_for() -> None:
    lines = {line.number for line in table_at(clock.now()).lines if line.has_price}
    told = {answer(thing=thing, answers=answers, amount=Money(100_000)).price.line
            for thing, answers in every_question()}  # fmt: skip
    assert told == lines


@pytest.mark.requirement("TAR-04", "fee simulator")
def test_a_stranger_sees_fee_total_line_formula_and_rounding() -> None:
    page = english(ASKED, {"what": "astana_erc", "amount": "18 640"})
    assert "The fee is ₸93.20" in page
    assert "You pay ₸18,733 .20" in page
    assert "Line 21 of the tariff . Astana-ERC utility bills. 0.5%, at least ₸50." in page
    assert "18,640.00 × 0.5% = 93.20 ≥ 50.00" in page
    assert "Version 1, in force since 1 January 2025. No rounding was needed." in page
    assert "Up to ₸10,000.99 the fee is the least one: ₸50." in page
    assert "The tariff has no cheaper way for this." in page


@pytest.mark.requirement("TAR-04", "cheaper way")
def test_an_account_is_dearer_than_a_card_and_own_accounts_are_free() -> None:
    page = english(ASKED, {**TRANSFER, **ACCOUNT, **OWN})
    assert "The fee is ₸200.00" in page
    assert "₸105 cheaper From: a card. Line 29.2.a, ₸95." in page
    own = "₸200 cheaper If both accounts are yours. What kind of payment: between my own accounts."
    assert own in page


@pytest.mark.requirement("TAR-04", "cheaper way")
def test_the_way_that_is_told_leads_to_its_own_answer() -> None:
    page = Client().get(ASKED, {**TRANSFER, **ACCOUNT, **OWN, "lang": "en"}).text
    [query, *_rest] = re.findall(r'<a href="\?([^"#]+)#answer">Work out this way', page)
    page = Client().get(f"{ASKED}?{query.replace('&amp;', '&')}&lang=en").text
    assert "The fee is ₸95.00" in page
    assert "cheaper way for this" not in page  # own accounts stay free


@pytest.mark.requirement("TAR-04", "cheaper way")
def test_a_universal_transfer_to_a_university_is_dearer_than_a_payment() -> None:
    asked = {"what": "university", "amount": "100000", "operation": "universal_transfer"}
    page = english(ASKED, {**asked, "beneficiary_bank": "other"})
    assert "The fee is ₸250.00" in page
    told = "₸200 cheaper What kind of payment: a payment for the service. Line 9.1, ₸50."
    assert told in page


@pytest.mark.requirement("TAR-04", "cheaper way")
def test_a_tax_just_above_an_edge_names_both_tiers_and_the_two_parts() -> None:
    page = english(ASKED, {"what": "taxes", "amount": "60001"})
    assert "Up to ₸60,000.99 the fee is ₸200." in page
    assert "From ₸100,001 the fee is ₸500." in page
    assert "If the tax may be paid in parts: ₸60,000 and ₸1 apart cost ₸200 together." in page


@pytest.mark.parametrize("what", ["mobile", "utilities", "traffic_fines", "domain_registration"])
def test_where_nothing_can_be_chosen_nothing_is_promised(what: str) -> None:
    page = english(ASKED, {"what": what, "amount": "5000"})
    assert "The tariff has no cheaper way for this." in page
    assert not re.search(r"₸[0-9.,]+ cheaper", page)


def test_what_is_free_is_said_to_be_free() -> None:
    page = english(ASKED, {"what": "zhssb", "amount": "5000"})
    assert "It costs nothing already." in page
    assert "cheaper 0" not in page


def test_a_price_that_stands_alone_asks_for_no_amount() -> None:
    page = Client().get(ASKED, {"what": "eds_reader", "lang": "en"}).text
    assert "The fee is ₸3,920.00" in page
    assert 'name="amount"' not in page


@pytest.mark.requirement("TAR-04", "fee simulator")
def test_a_service_is_found_by_its_words_and_priced_as_it_will_be_paid() -> None:
    found = Client().get(ASKED, {"q": "билайн", "amount": "3000", "lang": "en"}).text
    assert "what=service%2Fbeeline" in found
    page = Client().get(ASKED, {"what": "service/beeline", "amount": "3000", "lang": "en"}).text
    assert "The fee is ₸35.00" in page
    assert "/payments/services/beeline/pay/" in page


def test_a_thing_without_an_amount_waits_for_it_and_finds_no_fault() -> None:
    page = Client().get(ASKED, {"what": "service/beeline", "lang": "en"}).text
    assert '<option value="service/beeline" selected>' in page
    assert 'role="alert"' not in page
    assert 'id="answer"' not in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"what": "", "amount": "1"}, "Choose what you pay for."),
     ({"what": "moon", "amount": "1"}, "Choose what you pay for from the list."),
     ({"what": "service/moon", "amount": "1"}, "Choose what you pay for from the list."),
     ({"what": "mobile", "amount": ""}, "Enter an amount, for example 1500 or 1500,50."),
     ({"what": "mobile", "amount": "0"}, "The amount is more than zero."),
     ({"what": "mobile", "amount": "-5"}, "Write the amount in digits"),
     ({"what": "mobile", "amount": "1.234"}, "Is 1.234 a thousand or a fraction?"),
     ({"what": "mobile", "amount": "1,555"}, "Is 1,555 a thousand or a fraction?"),
     ({"what": "mobile", "amount": "99999999999999"}, "too large"),
     ({"what": "mobile", "amount": "9" * 41}, "Write the amount in digits"),
     ({"what": "transfers", "amount": "1", "source": "moon"},
      "Choose one of the answers in the field “From”.")],
)  # fmt: skip
def test_each_bad_input_has_its_sentence(asked: dict[str, str], sentence: str) -> None:
    answered = Client().get(ASKED, {**asked, "lang": "en"})
    assert answered.status_code == 200
    assert sentence in english(ASKED, asked)
    assert 'id="answer"' not in answered.text
    assert f'value="{asked["amount"]}"' in answered.text or not asked["amount"]


def test_the_whole_range_of_the_currency_is_answered() -> None:
    for minor in (1, 99, 100, LARGEST_MINOR):
        amount = f"{minor // 100}.{minor % 100:02d}"
        page: Any = Client().get(ASKED, {"what": "taxes", "amount": amount})
        assert 'id="answer"' in page.text, amount


def test_an_answer_stores_nothing_and_costs_a_fixed_number_of_queries(
    django_assert_num_queries: object,
) -> None:
    had, asked = Quote.objects.count(), {**TRANSFER, **ACCOUNT, **OWN}
    Client().get(ASKED, asked)
    with django_assert_num_queries(3):  # type: ignore[operator]
        Client().get(ASKED, asked)
    assert Quote.objects.count() == had


def test_services_only_like_the_words_are_said_to_be_a_guess() -> None:
    typed = Client(headers={"accept-language": "en"}).get("/tariffs/calculator/", {"q": "Beelnie"})
    assert "Nothing is called “Beelnie”. Like it:" in typed.content.decode()
