"""Declines in plain words: on their page, before buying, at the desk; with the smallest change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.authorization.asked import Asked
from cards.authorization.declines import CAUSES, DECLINES, Shop, causes, explain
from cards.authorization.rules import rules
from cards.authorization.taking import Place, take_operation
from cards.authorization.words import REASONS
from cards.declined import latest_declined
from cards.limits import close_access, open_access, set_limit
from cards.models import Authorization, Card
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tariffs.models import ExchangeRate
from tests.accounts.pages import words
from tests.authorization.test_changes import ANSWERS
from tests.doors.cast import enter_desk, member_of
from tests.people import Person, give, new_person, signed_in

pytestmark = pytest.mark.django_db
REASONS_OF_DECLINES = set(rules().codes) - ANSWERS


@pytest.fixture
def anna() -> Person:
    """A dollar is 500 tenge: without its rate every purchase is above what passes bare."""
    ExchangeRate.objects.create(currency="USD", day=date(2000, 1, 1), tenge=500)
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Client:
    client = signed_in(anna)
    client.cookies["homebank-language"] = "en"
    return client


def asked_of(person: Person, minor: int, **how: Any) -> Authorization:
    """An operation of the card, on the internet unless told otherwise."""
    usual = {"operation": "purchase", "is_internet": True, "amount_minor": minor}
    asked = Asked(**{**usual, **how})
    place = Place(key=uuid7().hex, merchant="KAZSHOP.KZ, ALMATY", rrn="632517000123")
    return take_operation(card=person.card, asked=asked, place=place, at=clock.now())


def page_of(row: Authorization) -> str:
    return reverse("cards:operation", args=[row.pk])


def ask_of(person: Person) -> str:
    return reverse("cards:ask", args=[person.card.pk])


def told(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return words(response).replace("\u00a0", " ")


@pytest.mark.requirement("AUT-04", "plain words in three languages")
def test_every_reason_has_words_in_three_languages() -> None:
    assert set(DECLINES) - {""} == REASONS_OF_DECLINES
    assert set(REASONS) >= REASONS_OF_DECLINES
    for reason in DECLINES:
        said = set()
        for language in ("en", "ru", "kk"):
            with translation.override(language):
                explained = explain(reason)
                sentences = (explained.what, explained.who, explained.todo, explained.shop_says)
                assert all(sentences), reason
                assert not any("{" in str(sentence) for sentence in sentences)
                said.add(str(explained.what))
        assert len(said) == 3, reason


@pytest.mark.requirement("AUT-04", "five general causes")
def test_general_errors_are_told_by_their_five_causes(anna: Person, her: Client) -> None:
    general = {each.cause for each in DECLINES.values() if each.shop == Shop.GENERAL}
    assert general == {1, 2, 3, 4, 5} == set(range(1, len(CAUSES) + 1))
    page = told(her, ask_of(anna))
    with translation.override("en"):
        for cause, _todo in causes():
            assert cause in page


@pytest.mark.requirement("AUT-04", "plain words in three languages")
@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("kk", ("Ақша алынған жоқ", "Кім шешеді")),
        ("ru", ("Деньги не списаны", "Кто решает")),
        ("en", ("No money was taken", "Who decides")),
    ],
)  # fmt: skip
def test_the_page_says_what_happened_who_decides_and_what_to_do(
    anna: Person, her: Client, language: str, sentences: tuple[str, ...]
) -> None:
    row = asked_of(anna, 2_500_00)
    her.cookies["homebank-language"] = language
    page = told(her, page_of(row))
    for sentence in (*sentences, "KAZSHOP.KZ, ALMATY", "632517000123"):
        assert sentence in page


@pytest.mark.requirement("AUT-07", "one step away")
def test_a_closed_internet_is_one_step_from_its_opening(anna: Person, her: Client) -> None:
    row = asked_of(anna, 2_500_00)
    html = her.get(page_of(row)).content.decode()
    step = f"{reverse('cards:limit', args=[anna.card.pk, 'internet'])}?amount=100000.00&amp;days=1"
    assert step in html
    assert "up to ₸100,000, for a day" in told(her, page_of(row))
    open_access(card=anna.card, kind="internet")
    assert "it would pass: pay once more" in told(her, page_of(row))


@pytest.mark.requirement("AUT-07", "one step away")
def test_the_limit_is_raised_to_exactly_what_is_needed(anna: Person, her: Client) -> None:
    open_access(card=anna.card, kind="internet")
    set_limit(card=anna.card, kind="internet", amount=Money(1_000_00))
    assert asked_of(anna, 400_00).reason == ""
    row = asked_of(anna, 700_50)
    page = told(her, page_of(row))
    assert "Raise the internet limit to ₸1,100.50 for a day" in page
    assert "amount=1100.50&amp;days=1" in her.get(page_of(row)).content.decode()
    set_limit(card=anna.card, kind="internet", amount=Money(1_100_50), days=1)
    assert asked_of(anna, 700_50).reason == ""


def test_what_several_gates_decline_is_told_whole(anna: Person, her: Client) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state="frozen")
    page = told(her, page_of(asked_of(anna, 150_000_00)))
    for step in ("all of this", "Unfreeze the card", "up to ₸150,000, for a day",
                 "Pay with 3-D Secure", "Top up the card by ₸100,000"):  # fmt: skip
        assert step in page, step


@pytest.mark.requirement("AUT-07", "smallest change")
def test_no_change_is_named_for_wrong_digits(anna: Person, her: Client) -> None:
    open_access(card=anna.card, kind="internet")
    wrong = f"{(int(anna.cvv) + 1) % 1000:03d}"
    row = asked_of(anna, 90_000_00, number=anna.number, cvv=wrong)
    page = told(her, page_of(row))
    assert "three digits from the back" in page
    assert "It passes once" not in page
    assert "Top up" not in page


def test_another_customers_operation_is_not_found(anna: Person, her: Client) -> None:
    mallory = new_person()
    assert her.get(page_of(asked_of(mallory, 1_00))).status_code == 404
    assert her.get(ask_of(mallory)).status_code == 404
    unknown = reverse("cards:operation", args=[uuid7()])
    assert her.get(unknown).status_code == 404
    assert Client().get(unknown).status_code == 302


def test_an_approved_operation_has_a_page_of_its_own(anna: Person, her: Client) -> None:
    row = asked_of(anna, 1_00, is_internet=False)
    assert her.get(page_of(row)).status_code == 302


def test_the_newest_declined_operations_are_listed_with_their_pages(anna: Person) -> None:
    rows = [asked_of(anna, minor) for minor in range(1, 8)]
    assert asked_of(anna, 1_00, is_internet=False).reason == ""
    listed = latest_declined(anna.card)
    assert [each.row.pk for each in listed] == [row.pk for row in rows[:1:-1]]
    assert listed[0].address == page_of(rows[-1])
    assert latest_declined(new_person(registered=False).card) == []


@pytest.fixture
def counted() -> int:
    return Authorization.objects.count()


@pytest.mark.requirement("AUT-05", "customer asks")
def test_asking_before_buying_says_what_then_happens(
    anna: Person, her: Client, counted: int
) -> None:
    asked = {"where": "internet", "amount": "2 500,00", "currency": "KZT", "secured": "no"}
    no = told(her, ask_of(anna), **asked)
    assert "No, it would be declined" in no
    assert "up to ₸100,000, for a day" in no
    assert "Yes, it would go through" in told(her, ask_of(anna), **(asked | {"where": "shop"}))
    open_access(card=anna.card, kind="internet")
    assert "Yes, it would go through" in told(her, ask_of(anna), **asked)
    assert Authorization.objects.count() == counted
    assert balance_of(anna.card.account_id).held == Money(0)


@pytest.mark.requirement("AUT-05", "customer asks")
def test_with_3d_secure_a_large_purchase_passes(anna: Person, her: Client) -> None:
    open_access(card=anna.card, kind="internet")
    give(anna.card, Money(50_000_00))
    asked = {"where": "internet", "amount": "50000,01", "currency": "KZT"}
    without = told(her, ask_of(anna), **asked, secured="no")
    assert "Pay with 3-D Secure" in without
    assert "100 USD" in without
    assert "Yes, it would go through" in told(her, ask_of(anna), **asked, secured="yes")


WRONG = (
    ({"amount": ""}, "Enter an amount"), ({"amount": "0"}, "more than zero"),
    ({"amount": "-5"}, "in digits"), ({"amount": "9" * 30}, "in digits"),
    ({"amount": "<script>"}, "in digits"), ({"where": "moon"}, "one of the three places"),
    ({"where": ""}, "one of the three places"), ({"currency": "XAU"}, "currency of the list"),
    ({"currency": "EUR"}, "no exchange rate"), ({"secured": "maybe"}, "with or without"),
)  # fmt: skip


def test_what_cannot_be_asked_is_answered_by_a_sentence(anna: Person, her: Client) -> None:
    right = {"where": "shop", "amount": "1", "currency": "KZT", "secured": "no"}
    for asked, sentence in WRONG:
        assert sentence in told(her, ask_of(anna), **(right | asked)), asked


def test_a_stopped_card_is_answered_too(anna: Person, her: Client) -> None:
    asked = {"where": "shop", "amount": "1"}
    for state, sentence in (("blocked", "is blocked"), ("closed", "is closed"),
                            ("frozen", "Unfreeze the card")):  # fmt: skip
        Card.objects.filter(pk=anna.card.pk).update(state=state)
        assert sentence in told(her, ask_of(anna), **asked)
    past = clock.today() - timedelta(days=1)
    Card.objects.filter(pk=anna.card.pk).update(state="active", expiry=past)
    assert "has expired" in told(her, ask_of(anna), **asked)


@pytest.fixture
def olga(anna: Person) -> Client:
    """An operator of the contact centre who has said why she opens Anna's file."""
    client, user = Client(headers={"accept-language": "en"}), member_of(Role.CONTACT_CENTRE.value)
    enter_desk(client, user)
    open_file(customer=anna.customer, by=user, why="check", note="will it go through")
    return client


@pytest.mark.requirement("AUT-05", "operator asks")
def test_an_operator_asks_for_the_customer_who_calls(anna: Person, olga: Client) -> None:
    address = reverse("admin:cards_card_ask", args=[anna.card.pk])
    close_access(card=anna.card, kind="cash")
    page = told(olga, address, where="machine", amount="60 000", currency="KZT")
    for sentence in ("No, it would be declined", "Cash at ATMs is closed",
                     "Open cash at ATMs, up to ₸300,000", "Top up the card by ₸10,000",
                     "The customer has opened such operations failed"):  # fmt: skip
        assert sentence in page, sentence
    assert "Enter an amount" in told(olga, address, where="shop", amount="")


def test_without_a_reason_the_desk_asks_for_it_first(anna: Person, olga: Client) -> None:
    address = reverse("admin:cards_card_ask", args=[new_person(registered=False).card.pk])
    assert "/reason/" in olga.get(address)["Location"]


@pytest.mark.requirement("AUT-04", "plain words in three languages")
def test_the_desk_reads_a_decline_aloud(anna: Person, olga: Client) -> None:
    row = asked_of(anna, 2_500_00)
    page = told(olga, reverse("admin:cards_authorization_change", args=[row.pk]))
    assert "Operations on the internet are closed on this card" in page
    assert "Open operations on the internet, up to ₸100,000, for a day" in page
