"""The overview and the card's page: own things only, by URL."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cards.blocking import block_card
from cards.issuing import issue_card
from homebank.lib import clock
from homebank.lib.iban import spaced
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.posting import hold, release
from tests.people import FIFTY_THOUSAND, Person, give, new_person, signed_in

pytestmark = pytest.mark.django_db
MY = "/my/"


@pytest.fixture
def anna() -> Person:
    return new_person(language="ru")


@pytest.fixture
def her(anna: Person) -> Client:
    client = signed_in(anna)
    client.cookies["homebank-language"] = "ru"
    return client


def page_of(person: Person) -> str:
    return reverse("cards:card", args=[person.card.pk])


def text_of(client: Client, path: str) -> str:
    """The page without tags and with plain blanks."""
    response = client.get(path)
    assert response.status_code == 200
    html = re.sub(r"<[^>]+>", "", response.content.decode())
    return " ".join(html.replace("\u00a0", " ").replace("&nbsp;", " ").split())


def hold_on(person: Person, tenge: int) -> Any:
    return hold(
        hold_id=uuid7(), account_id=person.card.account_id, amount=Money(tenge * 100),
        kind="bill-payment", customer_id=person.customer.pk, subject=uuid4(),
    )  # fmt: skip


@pytest.mark.requirement("CRD-01", "truncated number")
def test_the_card_shows_six_and_four_digits_and_never_the_rest(anna: Person, her: Client) -> None:
    page = text_of(her, page_of(anna))
    assert anna.card.truncated.replace("\u00a0", " ") in page
    raw = her.get(page_of(anna)).content.decode()
    assert anna.number not in raw
    assert not re.search(rf"(?<!\w){anna.number[6:12]}(?!\w)", raw)  # ids may hold any six digits


@pytest.mark.requirement("CRD-01", "IBAN")
def test_the_card_shows_its_iban_in_groups(anna: Person, her: Client) -> None:
    iban = anna.card.account.iban
    assert iban
    assert spaced(iban).replace("\u00a0", " ") in text_of(her, page_of(anna))


@pytest.mark.requirement("CRD-01", "available balance")
def test_the_card_shows_what_may_be_spent(anna: Person, her: Client) -> None:
    hold_on(anna, 7_500)
    assert "42 500,00 ₸" in text_of(her, page_of(anna))


@pytest.mark.requirement("CRD-01", "blocked amount")
def test_the_card_shows_what_is_blocked_and_each_hold(anna: Person, her: Client) -> None:
    hold_on(anna, 1_000)
    second = hold_on(anna, 250)
    page = text_of(her, page_of(anna))
    for amount in ("1 250,00 ₸", "−1 000,00 ₸", "−250,00 ₸"):
        assert amount in page
    release(hold_id=second.hold_id)
    assert "−250,00 ₸" not in text_of(her, page_of(anna))


@pytest.mark.requirement("CRD-01", "own cards only")
def test_a_strangers_card_is_not_found(anna: Person, her: Client) -> None:
    mallory = new_person()
    assert her.get(page_of(mallory)).status_code == 404
    assert her.get(reverse("cards:card", args=[uuid4()])).status_code == 404
    assert page_of(mallory) not in her.get(MY).content.decode()


@pytest.mark.parametrize("path", ["/cards/1/", "/cards/x/", "/cards/%00/", "/cards/" + "9" * 300])
def test_an_id_that_is_none_is_not_found(her: Client, path: str) -> None:
    assert her.get(path, follow=True).status_code == 404


def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in(anna: Person) -> None:
    for path in (MY, page_of(anna)):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:sign-in"))


def test_nothing_is_changed_by_a_post(anna: Person, her: Client) -> None:
    assert her.post(MY).status_code == 405
    assert her.post(page_of(anna)).status_code == 405


def test_pages_of_money_are_not_kept_by_caches(anna: Person, her: Client) -> None:
    for path in (MY, page_of(anna)):
        assert "no-store" in her.get(path)["Cache-Control"]


def test_the_overview_adds_up_what_the_customer_has(anna: Person, her: Client) -> None:
    second = issue_card(customer=anna.customer, kind="virtual", brand="Mastercard")
    give(second, Money(4_225_035))
    hold_on(anna, 10_000)
    page = text_of(her, MY)
    for told in ("82 250,35 ₸", "10 000,00 ₸", f"•• {second.last4}", "42 250,35 ₸"):
        assert told in page


def test_two_cards_on_one_account_count_its_money_once(anna: Person, her: Client) -> None:
    issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    page = text_of(her, MY)
    assert "50 000,00 ₸" in page
    assert "100 000,00 ₸" not in page


def test_movements_stand_newest_first_under_their_day() -> None:
    with clock.moved(timedelta(days=-1)):
        anna = new_person()
    give(anna.card, Money(111_11))
    page = text_of(signed_in(anna), MY)
    assert page.index("Сегодня") < page.index("+111,11 ₸") < page.index("+50 000,00 ₸")


def test_a_customer_without_cards_reads_what_to_do() -> None:
    ben = new_person(balance=Money(0))
    ben.card.delete()
    assert "Карт пока нет" in text_of(signed_in(ben), MY)


def test_a_card_without_movements_says_so() -> None:
    page = text_of(signed_in(new_person(balance=Money(0))), MY)
    assert "Движений пока нет" in page


@pytest.mark.parametrize("path", ["overview", "card"])
def test_thirty_rows_cost_no_more_queries_than_two(
    anna: Person, her: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    address, most = (MY, 10) if path == "overview" else (page_of(anna), 17)
    her.get(address)  # the first page of a visit stamps its session
    counted = []
    for rows in (2, 28):
        for each in range(rows):
            give(issue_card(customer=anna.customer), Money(100 + each))
            hold_on(anna, 1)
        with django_assert_max_num_queries(most) as queries:
            assert her.get(address).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_stopped_card_says_what_to_do_and_offers_no_payment(anna: Person, her: Client) -> None:
    block_card(card=anna.card, reason="lost")
    page = text_of(her, page_of(anna))
    assert "Снять блокировку может только отделение" in page
    assert '<a class="btn"' not in her.get(page_of(anna)).content.decode()
    assert f"{FIFTY_THOUSAND.minor // 100_000} 000,00 ₸" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [("kk", "қолжетімді қалдық"), ("ru", "доступный остаток"), ("en", "available balance")],
)
def test_the_card_speaks_three_languages(
    anna: Person, her: Client, language: str, told: str
) -> None:
    her.cookies["homebank-language"] = language
    assert told in text_of(her, page_of(anna))
