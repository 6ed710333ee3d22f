"""Exchange rates: dated, loaded by command once, compared exactly, rounded once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib.currencies import BY_CODE, BY_NUMBER, TENGE
from homebank.lib.money import Money
from tariffs.errors import NoRate
from tariffs.models import ExchangeRate
from tariffs.rates import in_tenge, tiyn_of

pytestmark = pytest.mark.django_db
HEAD = "day,currency,units,tenge\n"
USD, JPY, IRR = (BY_CODE[code] for code in ("USD", "JPY", "IRR"))
DAY = date(2026, 11, 22)
Load = Callable[..., str]


@pytest.fixture
def load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """Writes a file of rates and loads it; what the command says."""

    def loaded(lines: str, head: str = HEAD) -> str:
        file = tmp_path / "rates.csv"
        file.write_text(head + lines)
        call_command("load_rates", str(file))
        return capsys.readouterr().out

    return loaded


def test_a_rate_stands_from_its_day_until_a_later_one(load: Load) -> None:
    assert "2 rates loaded" in load("2026-11-20,USD,1,500\n2026-11-22,USD,1,521.30\n")
    assert in_tenge(10_000, USD, day=date(2026, 11, 21)) == Money(5_000_000)
    assert in_tenge(10_000, USD, day=DAY) == Money(5_213_000)
    with pytest.raises(NoRate):
        in_tenge(1, USD, day=date(2026, 11, 19))


def test_units_and_decimals_of_a_currency_are_minded(load: Load) -> None:
    load("2026-11-22,JPY,10,34.5\n2026-11-22,IRR,1000,10.5\n")
    assert in_tenge(1_000, JPY, day=DAY) == Money(345_000)
    assert in_tenge(100_000, IRR, day=DAY) == Money(1_050)


def test_half_a_tiyn_is_rounded_up_and_a_comparison_rounds_nothing(load: Load) -> None:
    load("2026-11-22,USD,1,0.5\n")
    assert in_tenge(1, USD, day=DAY) == Money(1)
    assert tiyn_of(1, USD, day=DAY) < 1


@given(st.integers(0, 10**12))
def test_tenge_are_worth_themselves(minor: int) -> None:
    assert in_tenge(minor, TENGE, day=DAY) == Money(minor)


def test_the_same_file_again_changes_nothing(load: Load) -> None:
    load("2026-11-22,USD,1,521.30\n")
    assert "0 rates loaded, 1 stood already" in load("2026-11-22,USD,1,521.300\n")


def test_a_rate_that_stands_is_not_changed_and_nothing_of_the_file_is_loaded(load: Load) -> None:
    load("2026-11-22,USD,1,521.30\n")
    with pytest.raises(CommandError, match="line 3"):
        load("2026-11-22,EUR,1,600\n2026-11-22,USD,1,522\n")
    assert not ExchangeRate.objects.filter(currency="EUR").exists()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        ExchangeRate.objects.update(tenge=1)


@pytest.mark.parametrize(
    "line",
    ["2026-11-22,USD,1", "2026-02-30,USD,1,500", "2026-11-22,KZT,1,1", "2026-11-22,ZZZ,1,5",
     "2026-11-22,USD,0,500", "2026-11-22,USD,١,500", "2026-11-22,USD,1,-5", "2026-11-22,USD,1,NaN",
     "2026-11-22,USD,1,Infinity", "2026-11-22,USD,1,1e30", "2026-11-22,USD,1,0.0000001",
     "2026-11-22,USD,1,", '2026-11-22,"USD,1,5'],
)  # fmt: skip
def test_a_wrong_line_is_refused_in_one_sentence(load: Load, line: str) -> None:
    with pytest.raises(CommandError) as told:
        load(line + "\n")
    assert len(str(told.value)) < 300


def test_another_file_or_none_is_refused(load: Load, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="first line"):
        load("a,b\n", head="")
    with pytest.raises(CommandError):
        call_command("load_rates", str(tmp_path / "none.csv"))


def test_currencies_are_listed_once() -> None:
    assert len(BY_NUMBER) == len(BY_CODE)
    assert (TENGE.number, TENGE.exponent) == ("398", 2)
    assert all(len(number) == 3 and len(each.code) == 3 for number, each in BY_NUMBER.items())
