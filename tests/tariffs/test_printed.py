"""The table as people read it: all 30 items, every sub-row, in three languages."""

import pytest
from django.utils import translation

from homebank.lib import clock
from homebank.lib.money import Money
from tariffs.printed import PrintedRow, printed_rows
from tariffs.quotes import compare, price
from tariffs.tables import table_at
from tests.tariffs.rows import REACHED_BY

pytestmark = pytest.mark.django_db


def rows(language: str = "en") -> dict[str, PrintedRow]:
    with translation.override(language):
        return {row.number: row for row in printed_rows(table_at(clock.now()))}


def test_every_item_and_every_sub_row_is_printed_once_in_order() -> None:
    numbers = list(rows())
    assert [int(n.split(".")[0]) for n in numbers] == sorted(int(n.split(".")[0]) for n in numbers)
    assert {str(item) for item in range(1, 31)} <= set(numbers)
    assert {"2.a", "9.4.b", "25.1", "25.7", "29.2.c", "30.2"} <= set(numbers)


@pytest.mark.parametrize(
    ("number", "printed"),
    [("3", "₸35"), ("1", "₸0"), ("10", "0.5% of the amount"), ("21", "0.5%, at least ₸50"),
     ("25.4", "₸100"), ("28", "₸3,920"), ("29", ""), ("30.2", "")],
)  # fmt: skip
def test_each_price_is_printed_in_a_few_signs(number: str, printed: str) -> None:
    assert rows()[number].price == printed


def test_notes_tell_what_the_name_does_not() -> None:
    printed = rows()
    assert printed["27"].notes == ("for one item", "VAT included")
    assert printed["30.1"].notes == ("for a month",)
    assert "nothing is charged" in printed["30.2"].notes[0]
    assert printed["29"].notes == ()


def test_the_tiers_of_the_taxes_have_names_of_their_own() -> None:
    printed = rows()
    assert printed["25.1"].name == "A tax of up to ₸99"
    assert printed["25.2"].name == "A tax of ₸100 to ₸5,000"
    assert printed["25.7"].name == "A tax of ₸100,001 or more"


def test_several_subjects_are_compared_in_one_look(
    django_assert_num_queries: object,
) -> None:
    subjects, amount = list(REACHED_BY.values()), Money(1_234_567)
    expected = [price(subject=subject, amount=amount).fee for subject in subjects]
    with django_assert_num_queries(1):  # type: ignore[operator]
        compared = compare(subjects=subjects, amount=amount)
    assert [told.fee for told in compared if told] == expected
