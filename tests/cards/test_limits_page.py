"""The tab of limits: opened and raised behind a code, lowered and closed at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Deed
from accounts.recovery.cooling import cool
from cards.limits import TERMS, Standing, close_access, open_access, set_limit, standing_of
from cards.models import Card, LimitChange
from cards.reverting import revert_due_limits
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from tests.accounts.pages import Browser, newest_code, texts, words
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db
FORTY = Money(40_000_00)


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Client:
    client = signed_in(anna)
    client.cookies["homebank-language"] = "en"
    return client


def page_of(person: Person, kind: str = "") -> str:
    if kind:
        return reverse("cards:limit", args=[person.card.pk, kind])
    return reverse("cards:limits", args=[person.card.pk])


def at(person: Person, kind: str) -> Standing:
    return standing_of(card=person.card, kind=kind)


def typed(person: Person, kind: str, amount: str, **other: str) -> dict[str, str]:
    return {"amount": amount, "days": "30", "version": str(at(person, kind).version), **other}


def confirm(client: Client, person: Person, response: Any) -> Any:
    """Enter the code that was sent for the change."""
    assert response.status_code == 302, words(response)
    assert "/confirm/" in response["Location"] or "confirm" in response["Location"]
    return client.post(response["Location"], {"code": newest_code(person.phone)}, follow=True)


@pytest.mark.requirement("CRD-05", "internet operations")
@pytest.mark.requirement("CRD-06", "reverts after 30 days", "the date is shown")
def test_the_internet_is_opened_for_thirty_days_by_a_code(anna: Person, her: Client) -> None:
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "40 000"))
    assert not at(anna, "internet").is_open
    assert "internet limit KZT 40 000" in texts(anna.phone, "internet-limit")[-1]
    asked = words(her.get(on["Location"]))
    assert "On the internet: up to ₸40,000.00 a day. Days: 30." in asked.replace("\u00a0", " ")
    told = words(confirm(her, anna, on))
    standing = at(anna, "internet")
    assert standing.is_open
    assert standing.amount == FORTY
    assert standing.closes_at is not None
    assert standing.closes_at - clock.now() > timedelta(days=29, hours=23)
    assert f"{standing.closes_at.astimezone(ALMATY):%-d}" in told
    assert "then closed" in told


@pytest.mark.requirement("CRD-06", "1, 7, 30 or 90 days")
@pytest.mark.parametrize("days", TERMS)
def test_a_limit_is_raised_for_each_term(anna: Person, her: Client, days: int) -> None:
    on = her.post(page_of(anna, "cash"), typed(anna, "cash", "500000", days=str(days)))
    confirm(her, anna, on)
    standing = at(anna, "cash")
    assert (standing.amount, standing.former) == (Money(500_000_00), Money(300_000_00))
    assert standing.lowers_at is not None
    left = standing.lowers_at - clock.now()
    assert timedelta(days=days) - timedelta(hours=1) < left <= timedelta(days=days)


@pytest.mark.requirement("CRD-06", "lowering never reverts")
def test_lowering_is_done_at_once_and_stays(anna: Person, her: Client) -> None:
    told = her.post(page_of(anna, "cash"), typed(anna, "cash", "1000,50"), follow=True)
    assert "The limit is changed" in words(told)
    standing = at(anna, "cash")
    assert (standing.amount, standing.lowers_at) == (Money(1_000_50), None)
    assert not Deed.objects.filter(customer=anna.customer).exists()


@pytest.mark.requirement("CRD-05", "cash at ATMs")
def test_closing_needs_no_code(anna: Person, her: Client) -> None:
    address = reverse("cards:limit-closing", args=[anna.card.pk, "cash"])
    assert "Closed" in words(her.post(address, follow=True))
    assert not at(anna, "cash").is_open
    assert her.get(address).status_code == 405


@pytest.mark.requirement("CRD-07", "used, left, reset")
def test_the_tab_shows_what_is_used_and_left_and_what_goes_back(anna: Person, her: Client) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(500_000_00), days=7)
    page = words(her.get(page_of(anna)))
    back = at(anna, "cash").lowers_at
    assert back is not None
    for told in ("Used: ₸0.00", "Left: ₸500,000 .00", "begins anew at midnight",
                 f"{back.astimezone(ALMATY):%H:%M}, then ₸300,000 again", "Closed"):  # fmt: skip
        assert told in page, told


WRONG_AMOUNTS = {
    "0": "more than zero", "-5": "more than zero", "−5 000": "more than zero",
    "": "Enter an amount", "много": "in digits", "1,234": "a thousand or a fraction",
    "2000000,01": "at most ₸2,000,000", "9" * 19: "at most ₸2,000,000",
    "1.234.567": "in digits", "1e3": "in digits", "٣٠": "in digits",
}  # fmt: skip


def test_an_amount_that_is_none_is_answered_by_a_sentence_and_kept(
    anna: Person, her: Client
) -> None:
    for amount, told in WRONG_AMOUNTS.items():
        response = her.post(page_of(anna, "internet"), typed(anna, "internet", amount))
        assert response.status_code == 200
        assert told in words(response).replace("\u00a0", " "), amount
        assert f'value="{amount}"' in response.content.decode() or not amount
    assert at(anna, "internet").version == 0
    assert not texts(anna.phone, "internet-limit")


def test_another_term_is_answered_by_a_sentence(anna: Person, her: Client) -> None:
    for days in ("", "0", "2", "-1", "365", "x", "30 "):
        response = her.post(page_of(anna, "internet"), typed(anna, "internet", "100", days=days))
        assert "1, 7, 30 or 90 days" in words(response), days
    assert not at(anna, "internet").is_open


def test_a_page_drawn_from_another_limit_is_told_so_and_drawn_anew(
    anna: Person, her: Client
) -> None:
    for version in ("", "x", "-1", "7", "9" * 40):
        wish = typed(anna, "cash", "400000", version=version)
        response = her.post(page_of(anna, "cash"), wish)
        assert "changed in another window" in words(response), version
        assert 'name="version" value="0"' in response.content.decode()
        assert 'value="400000"' in response.content.decode()


def test_of_two_windows_the_second_decides_once_more(anna: Person, her: Client) -> None:
    first, second = (typed(anna, "cash", amount) for amount in ("200000", "100000"))
    assert her.post(page_of(anna, "cash"), first).status_code == 302
    assert "changed in another window" in words(her.post(page_of(anna, "cash"), second))
    assert at(anna, "cash").amount == Money(200_000_00)


def test_a_code_for_a_limit_that_changed_meanwhile_changes_nothing(
    anna: Person, her: Client
) -> None:
    on = her.post(page_of(anna, "cash"), typed(anna, "cash", "500000"))
    close_access(card=anna.card, kind="cash")
    told = words(confirm(her, anna, on))
    assert "changed in another window" in told
    assert not at(anna, "cash").is_open
    over = her.post(on["Location"], {"code": "111111"})
    assert not at(anna, "cash").is_open
    assert over.status_code == 200


@pytest.mark.parametrize("state", ["closed", "blocked", "waits"])
def test_a_stopped_cards_limits_stand(anna: Person, her: Client, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    for amount in ("400000", "100"):
        response = her.post(page_of(anna, "cash"), typed(anna, "cash", amount))
        assert response.status_code == 200
        assert f'value="{amount}"' in response.content.decode()
    assert her.get(page_of(anna)).status_code == 200
    closing = reverse("cards:limit-closing", args=[anna.card.pk, "cash"])
    her.post(closing, follow=True)
    assert at(anna, "cash").is_open


def test_an_expired_cards_limits_stand_and_a_frozen_ones_may_be_set(
    anna: Person, her: Client
) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state="frozen")
    assert her.post(page_of(anna, "cash"), typed(anna, "cash", "100")).status_code == 302
    Card.objects.filter(pk=anna.card.pk).update(expiry=clock.today() - timedelta(days=1))
    assert "has expired" in words(her.post(page_of(anna, "cash"), typed(anna, "cash", "50")))


def test_who_cools_opens_and_raises_nothing_but_closes_and_lowers(
    anna: Person, her: Client
) -> None:
    cool(customer=anna.customer)
    assert "Nothing can be opened or raised until" in words(her.get(page_of(anna)))
    for kind, amount in (("internet", "100"), ("cash", "400000")):
        told = words(her.post(page_of(anna, kind), typed(anna, kind, amount)))
        assert "nothing is opened or raised until" in told
    assert her.post(page_of(anna, "cash"), typed(anna, "cash", "100")).status_code == 302
    assert not Deed.objects.filter(customer=anna.customer).exists()


def test_a_change_that_was_asked_for_before_is_looked_at_again(anna: Person, her: Client) -> None:
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "100"))
    cool(customer=anna.customer)
    assert "nothing is opened or raised until" in words(confirm(her, anna, on))
    assert not at(anna, "internet").is_open


def test_a_card_blocked_before_its_code_came_is_not_opened(anna: Person, her: Client) -> None:
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "100"))
    Card.objects.filter(pk=anna.card.pk).update(state="blocked", blocked_for="lost")
    assert "blocked" in words(confirm(her, anna, on))
    assert not at(anna, "internet").is_open


def test_the_same_limit_again_prolongs_what_goes_back(anna: Person, her: Client) -> None:
    assert "is so already" in words(her.post(page_of(anna, "cash"), typed(anna, "cash", "300000")))
    open_access(card=anna.card, kind="internet", days=1)
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "100000", days="90"))
    confirm(her, anna, on)
    closes = at(anna, "internet").closes_at
    assert closes is not None
    assert closes - clock.now() > timedelta(days=89)


def test_raising_for_a_day_does_not_shorten_what_is_open(anna: Person, her: Client) -> None:
    open_access(card=anna.card, kind="internet", days=90)
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "150000", days="1"))
    confirm(her, anna, on)
    standing = at(anna, "internet")
    assert standing.closes_at is not None
    assert standing.lowers_at is not None
    assert standing.closes_at - standing.lowers_at > timedelta(days=88)


def test_strangers_find_nothing_and_change_nothing(anna: Person, her: Client) -> None:
    mallory = new_person()
    for kind in ("", "cash"):
        assert her.get(page_of(mallory, kind)).status_code == 404
    wish = {"amount": "100", "days": "30", "version": "0"}
    assert her.post(page_of(mallory, "cash"), wish).status_code == 404
    closing = reverse("cards:limit-closing", args=[mallory.card.pk, "cash"])
    assert her.post(closing).status_code == 404
    assert not LimitChange.objects.filter(card=mallory.card).exists()
    assert Browser().get(page_of(anna)).status_code == 302


def test_a_limit_that_does_not_exist_is_not_found(anna: Person, her: Client) -> None:
    for kind in ("gold", "INTERNET", "internet-", "0"):
        assert her.get(f"/cards/{anna.card.pk}/limits/{kind}/").status_code == 404


def test_guesses_at_the_code_of_a_limit_are_few(anna: Person, her: Client) -> None:
    on = her.post(page_of(anna, "internet"), typed(anna, "internet", "100"))
    right = newest_code(anna.phone)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _try in range(5):
        her.post(on["Location"], {"code": wrong})
    her.post(on["Location"], {"code": right})
    assert not at(anna, "internet").is_open


@pytest.mark.requirement("CRD-06", "reverts after 30 days")
@pytest.mark.parametrize(
    ("language", "told"),
    [("kk", "жабылды"), ("ru", "снова закрыты"), ("en", "closed again")],
)
def test_the_message_of_the_way_back_speaks_the_customers_language(
    language: str, told: str
) -> None:
    ben = new_person(language=language)
    open_access(card=ben.card, kind="internet", days=1)
    with clock.moved(timedelta(days=1)):
        assert revert_due_limits() >= 1
    [text] = texts(ben.phone, "internet-closed")
    assert told in text
    assert ben.card.last4 in text


def test_the_boxes_begin_with_what_another_page_proposes(anna: Person, her: Client) -> None:
    html = her.get(page_of(anna, "internet"), {"amount": "40000.50", "days": "1"}).content.decode()
    assert 'value="40000,50"' in html
    assert re.search(r'value="1"[^>]*checked', html)
    bad = her.get(page_of(anna, "internet"), {"amount": "<b>", "days": "x"}).content.decode()
    assert 'value="100000"' in bad


def test_the_tab_speaks_three_languages(anna: Person, her: Client) -> None:
    heads = {"kk": "Тәуліктік лимиттер", "ru": "Лимиты на сутки", "en": "Limits for a day"}
    for language, told in heads.items():
        her.cookies["homebank-language"] = language
        assert told in words(her.get(page_of(anna)))
