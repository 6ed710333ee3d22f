"""Quotes: stored with all they were worked out from, kept when the tariff changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.amounts import LARGEST_MINOR
from homebank.lib.money import Money
from tariffs.errors import NoTariff, NothingToPay, NotInTariffCurrency
from tariffs.files import read_tariff
from tariffs.lines import Line
from tariffs.loading import PUBLISHED, load_tariff
from tariffs.models import Quote, TariffVersion
from tariffs.quotes import QUOTE_LIFE, make_quote, price, price_by_line, recompute
from tariffs.subjects import Subject
from tariffs.tables import table_at
from tests.tariffs.rows import REACHED_BY

REFUSED = r"only added to|permission denied"
MOBILE, ERC = Subject("mobile"), Subject("utilities", biller="astana_erc")
pytestmark = pytest.mark.django_db


@pytest.fixture
def next_version(tmp_path: Path) -> Callable[[], TariffVersion]:
    """Loads a version 2 in force from tomorrow, in which mobile costs 40 tenge."""

    def load() -> TariffVersion:
        text = (PUBLISHED / "vi.yaml").read_text()
        tomorrow = clock.today() + timedelta(days=1)
        text = text.replace("version: 1", "version: 2").replace("2025-01-01", tomorrow.isoformat())
        text = text.replace("fixed: 35", "fixed: 40").replace('{"1000": "35.00"}', '{"1": "40.00"}')
        (tmp_path / "next.yaml").write_text(text)
        return load_tariff(path=tmp_path / "next.yaml")[0]

    return load


def test_a_quote_keeps_the_line_the_version_and_what_it_was_worked_out_from() -> None:
    quote = make_quote(subject=ERC, amount=Money(1864000), customer_id=None)
    kept = Quote.objects.get(id=quote.id)
    assert (kept.line, kept.version.number, kept.fee) == ("21", 1, Money(9320))
    assert kept.total == Money(1873320)
    assert kept.formula == "18640.00 × 0.5 % = 93.20 ≥ 50.00"
    assert kept.inputs["biller"] == "astana_erc"
    assert (kept.inputs["amount_minor"], kept.inputs["rule"]["rate"]) == (1864000, 50)
    assert kept.valid_until - kept.made_at == QUOTE_LIFE == timedelta(minutes=15)


@given(st.sampled_from(sorted(REACHED_BY)), st.integers(1, LARGEST_MINOR))
def test_the_fee_worked_out_again_from_a_stored_quote_is_the_fee_charged(
    number: str, amount: int
) -> None:
    quote = make_quote(subject=REACHED_BY[number], amount=Money(amount), customer_id=None)
    kept = Quote.objects.get(id=quote.id)
    assert kept.line == number
    assert recompute(kept.inputs) == kept.fee == quote.fee


def test_a_price_says_what_a_quote_would_and_stores_nothing() -> None:
    told = price(subject=ERC, amount=Money(1000100))
    quote = make_quote(subject=ERC, amount=Money(1000100), customer_id=None)
    assert (told.line, told.fee, told.total, told.formula, told.inputs) == (
        quote.line, quote.fee, quote.total, quote.formula, quote.inputs)  # fmt: skip
    assert Quote.objects.count() == 1


def test_a_quote_keeps_its_price_when_a_newer_version_comes_into_force(
    next_version: Callable[[], TariffVersion],
) -> None:
    quote = make_quote(subject=MOBILE, amount=Money(100000), customer_id=None)
    next_version()
    with clock.moved(timedelta(days=1)):
        assert price(subject=MOBILE, amount=Money(100000)).fee == Money(4000)
        assert Quote.objects.get(id=quote.id).fee == recompute(quote.inputs) == Money(3500)


def test_a_version_is_in_force_from_its_first_second_in_almaty(
    next_version: Callable[[], TariffVersion],
) -> None:
    later = next_version()
    begins = datetime.combine(later.in_force_from, datetime.min.time(), clock.ALMATY)
    assert table_at(begins - timedelta(seconds=1)).version.number == 1
    assert table_at(begins).version == later
    assert table_at(begins.astimezone(UTC)).version == later


def test_before_the_first_version_nothing_has_a_fee() -> None:
    with pytest.raises(NoTariff):
        price(subject=MOBILE, amount=Money(100), at=datetime(2024, 12, 31, 18, tzinfo=UTC))


def test_a_quote_is_valid_for_a_quarter_of_an_hour() -> None:
    quote = make_quote(subject=MOBILE, amount=Money(100000), customer_id=None)
    assert quote.is_valid()
    with clock.moved(QUOTE_LIFE):
        assert not quote.is_valid()


@pytest.mark.parametrize("minor", [0, -1, -100000])
def test_nothing_is_not_priced(minor: int) -> None:
    with pytest.raises(NothingToPay):
        make_quote(subject=MOBILE, amount=Money(minor), customer_id=None)
    assert not Quote.objects.exists()


def test_a_price_that_stands_alone_needs_no_amount() -> None:
    told = price(subject=Subject("eds_reader"), amount=Money(0))
    assert told.total == told.fee == Money(392000)


def test_another_currency_is_refused() -> None:
    with pytest.raises(NotInTariffCurrency, match="KZT"):
        price(subject=MOBILE, amount=Money(100, "USD"))


def test_a_line_can_be_priced_by_its_number() -> None:
    assert price_by_line(number="25", amount=Money(500050)).fee == Money(2500)


@pytest.mark.parametrize("table", ["tariffversion", "tariffline", "tarifftier", "quote"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_was_told(table: str, deed: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        connection.cursor().execute(deed.format(f"tariffs_{table}"))


def test_not_even_the_superuser_changes_a_version(
    superuser: Callable[[], psycopg.Connection],
) -> None:
    with pytest.raises(psycopg.Error, match="only added to"):
        superuser().execute("UPDATE tariffs_tariffline SET fixed_minor = 0")


def test_a_quote_costs_two_queries(django_assert_num_queries: Callable[[int], object]) -> None:
    price(subject=MOBILE, amount=Money(100))
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        make_quote(subject=MOBILE, amount=Money(100), customer_id=None)


def test_what_is_loaded_is_what_the_file_says() -> None:
    said = read_tariff(PUBLISHED / "vi.yaml")
    stored: tuple[Line, ...] = table_at(clock.now()).lines
    assert stored == said.lines
    assert said.in_force_from == date(2025, 1, 1)
