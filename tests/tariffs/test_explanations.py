"""What a page says of a fee, in each language."""

import pytest
from django.utils import translation

from homebank.lib.money import Money
from tariffs.explanations import Explanation, explain
from tariffs.quotes import make_quote, price
from tariffs.subjects import Subject
from tests.tariffs.rows import REACHED_BY

pytestmark = pytest.mark.django_db


def explained(number: str, minor: int, language: str = "en") -> Explanation:
    with translation.override(language):
        return explain(price(subject=REACHED_BY[number], amount=Money(minor)))


def test_a_percentage_with_a_minimum_is_told_with_its_formula() -> None:
    why = explained("21", 1864000)
    assert (why.line, why.title) == ("21", "Astana-ERC utility bills")
    assert why.rule == "0.5%, at least ₸50"
    assert why.formula == "18,640.00 × 0.5% = 93.20 ≥ 50.00"
    assert why.rounding == "No rounding was needed."
    assert (why.version, why.version_title) == (1, "VI. Homebank")


@pytest.mark.parametrize(
    ("number", "minor", "line", "rule", "rounding"),
    [("3", 100000, "3", "₸35 whatever the amount", "The fee is fixed, there is nothing to round."),
     ("1", 100, "1", "no fee", "The fee is fixed, there is nothing to round."),
     ("10", 1, "10", "0.5% of the amount", "Rounded to a whole tiyn, half a tiyn up."),
     ("25", 500050, "25.2", "₸25 for a tax of ₸100 to ₸5,000",
      "The tax is cut to whole tenge before its row is looked up."),
     ("25", 20000000, "25.7", "₸500 for a tax of ₸100,001 or more", "No rounding was needed."),
     ("28", 100, "28", "₸3,920, VAT included", "The fee is fixed, there is nothing to round.")],
)  # fmt: skip
def test_each_kind_of_line_has_its_sentence(
    number: str, minor: int, line: str, rule: str, rounding: str
) -> None:
    why = explained(number, minor)
    assert (why.line, why.rule, why.rounding) == (line, rule, rounding)


@pytest.mark.parametrize(
    ("language", "title"),
    [("kk", "Ұялы байланыс қызметтеріне төлеу"), ("ru", "Оплата услуг сотовой связи"),
     ("en", "Mobile services")],
)  # fmt: skip
def test_a_line_has_a_title_in_each_language(language: str, title: str) -> None:
    assert explained("3", 100, language).title == title


@pytest.mark.parametrize(("language", "rate"), [("kk", "0,5%"), ("ru", "0,5 %")])
def test_a_formula_has_the_signs_of_the_language(language: str, rate: str) -> None:
    formula = explained("21", 1864000, language).formula
    assert formula == f"18\u00a0640,00 × {rate} = 93,20 ≥ 50,00"


def test_a_stored_quote_is_explained_as_its_price_was() -> None:
    quote = make_quote(subject=Subject("taxes"), amount=Money(99_99), customer_id=None)
    with translation.override("en"):
        why = explain(quote)
    assert why.line == "25.1"
    assert why.formula == "⌊99.99⌋ = 99 ∈ 0–99 → 0.00"
    assert why.valid_until == quote.valid_until
