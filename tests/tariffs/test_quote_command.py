"""`manage.py quote`: the tariff as its operators and its checkers ask it."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests import environment
from tests.requirement_marks import Done
from tests.tariffs.rows import PUBLISHED

pytestmark = pytest.mark.django_db


def fee(command: Callable[..., Done], line: str, amount: str) -> str:
    done = command("quote", "--line", line, "--amount", amount, "--json")
    assert done.code == 0, done.err
    told: str = json.loads(done.out)["fee"]
    return told


@pytest.mark.requirement("TAR-01", "thirty items with sub-rows")
@pytest.mark.parametrize("line", sorted(PUBLISHED))
def test_every_row_charges_what_is_published(command: Callable[..., Done], line: str) -> None:
    charged = fee(command, line, "1000")
    assert charged == f"{PUBLISHED[line] // 100}.{PUBLISHED[line] % 100:02d}"


@pytest.mark.requirement("TAR-01", "fixed")
@pytest.mark.parametrize("amount", ["0.01", "1000", "99 999 999,99"])
def test_a_fixed_fee_does_not_look_at_the_amount(command: Callable[..., Done], amount: str) -> None:
    assert fee(command, "3", amount) == "35.00"


@pytest.mark.requirement("TAR-01", "percent with minimum")
@pytest.mark.parametrize(
    ("amount", "charged"),
    [("1000", "50.00"), ("9999.99", "50.00"), ("10000", "50.00"), ("10001", "50.01"),
     ("12345.67", "61.73")],
)  # fmt: skip
def test_a_percentage_is_rounded_half_up_and_not_below_its_minimum(
    command: Callable[..., Done], amount: str, charged: str
) -> None:
    assert fee(command, "21", amount) == charged


@pytest.mark.requirement("TAR-01", "seven tax tiers")
@pytest.mark.parametrize(
    ("amount", "charged"),
    [("0.01", 0), ("99", 0), ("99.99", 0), ("100", 25), ("5000", 25), ("5000.50", 25),
     ("5001", 50), ("10000.99", 50), ("10001", 100), ("30000", 100), ("30001", 200),
     ("60000", 200), ("60001", 400), ("100000.99", 400), ("100001", 500)],
)  # fmt: skip
def test_a_tax_finds_its_tier_by_whole_tenge(
    command: Callable[..., Done], amount: str, charged: int
) -> None:
    assert fee(command, "25", amount) == f"{charged}.00"


@pytest.mark.requirement("TAR-02", "names line and version")
@pytest.mark.requirement("TAR-02", "names inputs, formula and rounding")
def test_the_answer_names_its_line_its_version_and_its_formula(
    command: Callable[..., Done],
) -> None:
    asked = ("quote", "--line", "25", "--amount", "5000.50")
    told = json.loads(command(*asked, "--json").out)
    assert told == {
        "line": "25", "fee": "25.00", "currency": "KZT", "version": 1,
        "formula": "⌊5000.50⌋ = 5000 ∈ 100–5000 → 25.00",
    }  # fmt: skip
    text = command(*asked).out
    assert "Fee 25.00 KZT, total 5025.50 KZT" in text
    assert "Line 25.2, Individuals' tax payments: ₸25 for a tax of ₸100 to ₸5,000" in text
    assert "cut to whole tenge" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--line", "31", "--amount", "5"), "no line '31'"),
     (("--line", "9", "--amount", "5"), "Name one of 9.1"),
     (("--line", "30.2", "--amount", "5"), "no price of its own"),
     (("--line", "3"), "The amount is more than zero"),
     (("--line", "3", "--amount", "0"), "The amount is more than zero"),
     (("--line", "3", "--amount", "-5"), "in digits"),
        (("--line", "3", "--amount", "1e3"), "in digits"),
     (("--line", "3", "--amount", "NaN"), "in digits"), (("--line", "3", "--amount", ""), "Enter"),
     (("--line", "3", "--amount", "1,234"), "Is 1,234 a thousand or a fraction?"),
     (("--line", "3", "--amount", "0.001"), "two digits"),
     (("--line", "3", "--amount", "9" * 18), "too large"), (("--amount", "5"), "Name a line"),
     (("--service", "no-such", "--amount", "5"), "no service 'no-such'")],
)  # fmt: skip
def test_bad_input_is_one_clear_line_and_exit_code_2(
    command: Callable[..., Done], arguments: tuple[str, ...], told: str
) -> None:
    done = command("quote", *_joined(arguments))
    assert done.code == 2
    assert told in done.err
    assert "\n" not in done.err
    assert done.out == ""


def _joined(arguments: tuple[str, ...]) -> list[str]:
    """`--amount=-5`: a value that begins with a dash is no option."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    return [f"{option}={value}" for option, value in pairs]


def test_a_process_of_its_own_ends_with_the_same_code() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "quote", "--line", "99", "--amount", "5"],
        cwd=environment.checkout(), env=environment.process_env(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "The tariff has no line '99'" in run.stderr
    assert "Traceback" not in run.stderr
