"""The tab of a statement: its period, its sums, its lines, by URL."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cards.issuing import issue_card
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tests.people import Person, new_person
from tests.statements.book import (
    DAY,
    address,
    bought,
    client_of,
    lines,
    move,
    next_page,
    page,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    """Her account is forty days old and empty."""
    with clock.moved(-40 * DAY):
        return new_person(balance=Money(0))


@pytest.fixture
def her(anna: Person) -> Client:
    return client_of(anna)


@pytest.mark.requirement("CRD-04", "movements and holds", "opening, closing and running balance")
def test_a_period_tells_what_was_there_what_moved_and_what_is_left(
    anna: Person, her: Client
) -> None:
    for days, minor in ((30, 100_00), (20, 50_00), (10, -30_00), (1, 5_00)):
        with clock.moved(-days * DAY):
            move(anna.card, minor)
    html = page(her, anna.card, since=clock.today() - 21 * DAY, until=clock.today() - 9 * DAY)
    text = text_of(html)
    assert lines(html) == [("−₸30.00", "₸120.00"), ("+₸50.00", "₸150.00")]
    for told in ("₸100 .00", "₸120 .00", "+₸50 .00", "−₸30 .00"):
        assert told in text


@pytest.mark.requirement("CRD-04", "movements and holds")
def test_periods_with_names_lead_to_their_days(anna: Person, her: Client) -> None:
    move(anna.card, 7_00)
    for name in ("month", "last-month", "90", "no-such"):
        html = page(her, anna.card, period=name)
        assert 'aria-current="true"' in html
        assert bool(lines(html)) == (name != "last-month")


def days_ago(text: str) -> str:
    """`3` and `+3` as days before and after today; anything else as it is."""
    if not text.lstrip("+").isdigit():
        return text
    days = int(text) * DAY
    return str(clock.today() + days if text.startswith("+") else clock.today() - days)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"since": "1", "until": "2"}, "after the last one"),
        ({"since": "+1"}, "has not come yet"),
        ({"since": "1", "until": "+1"}, "has not come yet"),
        ({"since": "900", "until": "800"}, "there is nothing before that"),
        ({"since": "31.02.2026"}, "There is no such day"),
        ({"since": "soon", "until": "%00"}, "There is no such day"),
        ({"since": "0001-01-01"}, "There is no such day"),
        ({"until": "1"}, "Fill in the first day"),
        ({"least": "1.234"}, "a thousand or a fraction"),
        ({"least": "5", "most": "4"}, "larger than the second"),
        ({"least": "x\x00"}, "Write the amount in digits"),
        ({"q": "a\x00b"}, "Null characters"),
        ({"q": "x" * 101}, "at most 100"),
        ({"way": "up"}, "not one of the available choices"),
        ({"kind": "gifts"}, "not one of the available choices"),
    ],
)
def test_a_wrong_wish_is_a_sentence(
    anna: Person, her: Client, query: dict[str, str], told: str
) -> None:
    days = {name: days_ago(value) for name, value in query.items() if name in {"since", "until"}}
    html = page(her, anna.card, **{**query, **days})
    assert told in text_of(html)
    assert "Error:" in html


def test_what_was_typed_is_kept(anna: Person, her: Client) -> None:
    html = page(her, anna.card, q="Magnum", least="1.234", since="21.01.2026")
    for typed in ('value="Magnum"', 'value="1.234"', 'value="2026-01-21"'):
        assert typed in html


def test_an_empty_period_says_so(anna: Person, her: Client) -> None:
    assert "Nothing moved in this period" in text_of(page(her, anna.card))


@pytest.mark.requirement("CRD-04", "search and filter in the URL")
def test_a_search_finds_names_notes_numbers_and_amounts(anna: Person, her: Client) -> None:
    move(anna.card, 9_000_00)
    bought(anna.card, "MAGNUM Ёлка", 1_500_00, rrn="111122223333")
    bought(anna.card, "Yandex Go", 700_50, rrn="999988887777")
    for words in ("magnum", "елка  Magnum", "111122223333", "1500", "RRN 1111", "1 500,00"):
        assert lines(page(her, anna.card, q=words)) == [("−₸1,500.00", "₸7,500.00")], words
    nothing = page(her, anna.card, q="Magnum Yandex")
    assert lines(nothing) == []
    assert "Nothing fits the search" in text_of(nothing)


@pytest.mark.requirement("CRD-04", "search and filter in the URL")
@pytest.mark.parametrize(
    ("query", "sums"),
    [
        ({"way": "in"}, ["+₸900.00"]),
        ({"way": "out"}, ["−₸0.50", "−₸20.00", "−₸300.00"]),
        ({"kind": "payments"}, ["−₸20.00"]),
        ({"kind": "cards"}, ["−₸300.00"]),
        ({"kind": "fees"}, ["−₸0.50"]),
        ({"kind": "transfers"}, []),
        ({"kind": "other"}, ["+₸900.00"]),
        ({"least": "20", "most": "300"}, ["−₸20.00", "−₸300.00"]),
        ({"way": "out", "least": "20.01"}, ["−₸300.00"]),
    ],
)
def test_filters_narrow_what_is_shown(
    anna: Person, her: Client, query: dict[str, str], sums: list[str]
) -> None:
    move(anna.card, 900_00)
    bought(anna.card, "Magnum", 300_00)
    move(anna.card, -20_00, kind="bill-payment")
    move(anna.card, -50, kind="alerts-fee")
    html = page(her, anna.card, **query)
    assert [amount for amount, _after in lines(html)] == sums
    assert (f"Found: {len(sums)}." in text_of(html)) == bool(sums)


def test_the_balance_of_a_narrowed_line_is_still_the_books(anna: Person, her: Client) -> None:
    for minor in (500_00, -40_00, 3_00):
        move(anna.card, minor)
    assert lines(page(her, anna.card, way="out")) == [("−₸40.00", "₸460.00")]


@pytest.mark.parametrize("narrowing", [{}, {"q": "top"}, {"way": "in"}])
def test_pages_are_the_whole_period_in_order_there_and_back(
    anna: Person, her: Client, narrowing: dict[str, str]
) -> None:
    for each in range(120):
        move(anna.card, 100 + each)
    html = page(her, anna.card, **narrowing)
    place, seen, pages = reverse("cards:card", args=[anna.card.pk]), lines(html), [html]
    while further := next_page(html):
        html = her.get(place + further).content.decode()
        seen += lines(html)
        pages.append(html)
    assert [amount for amount, _ in seen] == [f"+₸{(219 - n) / 100:.2f}" for n in range(120)]
    for earlier in reversed(pages[:-1]):
        html = her.get(place + next_page(html, "prev")).content.decode()
        assert lines(html) == lines(earlier)


def test_a_page_stays_what_it_was_when_money_comes_meanwhile(anna: Person, her: Client) -> None:
    for each in range(60):
        move(anna.card, 100 + each)
    further = reverse("cards:card", args=[anna.card.pk]) + next_page(page(her, anna.card))
    before = lines(her.get(further).content.decode())
    move(anna.card, 1_00)
    assert lines(her.get(further).content.decode()) == before


@pytest.mark.parametrize("edge", ["0", "-1", "x", "9" * 19, "9" * 40, "٣"])
def test_a_mangled_edge_is_no_fault(anna: Person, her: Client, edge: str) -> None:
    move(anna.card, 1_00)
    for name in ("before", "after"):
        assert her.get(address(anna.card, **{name: edge})).status_code == 200


def test_each_line_of_an_account_with_two_cards_names_its_card(anna: Person, her: Client) -> None:
    move(anna.card, 900_00)
    second = issue_card(customer=anna.customer, account=anna.card.account)
    bought(second, "Magnum", 300_00)
    html = page(her, anna.card).split('class="lines moves account')[1]
    assert second.title in html
    assert anna.card.title not in html.split("</ul>")[0]


@pytest.mark.requirement("CRD-04", "movements and holds")
def test_a_line_leads_to_what_it_is(anna: Person, her: Client) -> None:
    move(anna.card, 900_00)
    row = bought(anna.card, "Magnum", 300_00)
    place = reverse("disputes:operation", args=[row.pk])
    assert f'href="{place}"' in page(her, anna.card)
    assert "Magnum" in her.get(place).content.decode()


def test_hostile_names_are_text(anna: Person, her: Client) -> None:
    move(anna.card, 900_00)
    bought(anna.card, "<script>1</script>", 300_00)
    html = page(her, anna.card, q="<b>")
    assert "<script>1" not in page(her, anna.card)
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_strangers_and_others_see_nothing(anna: Person, client: Client) -> None:
    mallory = client_of(new_person())
    for name, arguments in (("card", ()), ("statement-file", ("csv",)), ("export", (uuid4(),)),
                            ("export-file", (uuid4(),))):  # fmt: skip
        place = reverse(f"cards:{name}", args=[anna.card.pk, *arguments])
        assert mallory.get(place).status_code == 404
        assert client.get(place).status_code == 302


def test_the_book_agrees_with_the_page(anna: Person, her: Client) -> None:
    for minor in (500_00, -123_45, 67):
        move(anna.card, minor)
    left = balance_of(anna.card.account_id).amount
    assert lines(page(her, anna.card))[0][1] == f"₸{left.amount}"


def test_many_lines_cost_no_more_queries_than_few(
    anna: Person, her: Client, django_assert_max_num_queries: Any
) -> None:
    counted = []
    for rows in (2, 30):
        for _each in range(rows):
            move(anna.card, 10_00)
            bought(anna.card, "Magnum", 1_00)
        page(her, anna.card)
        with django_assert_max_num_queries(18) as queries:
            page(her, anna.card, q="magnum")
        counted.append(len(queries))
    assert counted[0] == counted[1]
