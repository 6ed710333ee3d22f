"""The arithmetic of fees: the worked table, and what holds for every amount."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib.amounts import LARGEST_MINOR
from tariffs import fees
from tariffs.fees import FIXED, NONE, PERCENT, Rule, shown, work_out
from tariffs.files import read_tariff
from tariffs.lines import Line
from tariffs.loading import PUBLISHED

LINES = {line.number: line for line in read_tariff(PUBLISHED / "vi.yaml").lines}
PRICED = [line for line in LINES.values() if line.has_price]
TAXES = LINES["25"].rule
amounts = st.integers(1, LARGEST_MINOR)
lines = st.sampled_from(PRICED)
rates = st.builds(
    Rule, st.just(PERCENT), rate=st.integers(0, 10_000),
    minimum_minor=st.none() | st.integers(0, 10**7),
)  # fmt: skip


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def rule_of(words: str) -> Rule:
    if words == "taxes":
        return TAXES
    if found := re.fullmatch(r"([0-9.]+) %(?: ([≥≤]) ([0-9.]+))?", words):
        bounds = {found[2]: minor(found[3] or "0")}
        return Rule(PERCENT, rate=minor(found[1]), minimum_minor=bounds.get("≥"),
                    maximum_minor=bounds.get("≤"))  # fmt: skip
    return Rule(FIXED, fixed_minor=minor(words))


def worked_table() -> list[list[str]]:
    rows = [line for line in (fees.__doc__ or "").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


@pytest.mark.parametrize("row", worked_table(), ids=lambda row: f"{row[0]} at {row[1]}")
def test_the_worked_table_of_the_docstring_is_true(row: list[str]) -> None:
    amount, words, before, fee, _ = row
    rule = rule_of(words)
    assert shown(work_out(rule, minor(amount)).fee_minor) == fee
    if rule.model == PERCENT and rule.rate is not None:
        assert Decimal(amount) * rule.rate / 10_000 == Decimal(before)


def test_the_worked_table_shows_every_kind_of_rounding() -> None:
    assert len(worked_table()) >= 12


@given(lines, amounts)
def test_a_fee_is_a_whole_number_of_tiyn_and_never_negative(line: Line, amount: int) -> None:
    fee = work_out(line.rule, amount).fee_minor
    assert type(fee) is int
    assert fee >= 0


@given(lines, amounts, amounts)
def test_a_larger_amount_never_costs_less(line: Line, one: int, other: int) -> None:
    small, large = sorted((one, other))
    rule = line.rule
    assert work_out(rule, small).fee_minor <= work_out(rule, large).fee_minor


@given(rates, amounts)
def test_a_percentage_is_off_by_half_a_tiyn_at_most(rule: Rule, amount: int) -> None:
    fee = work_out(rule, amount).fee_minor
    exact = Decimal(amount * (rule.rate or 0)) / 10_000
    if rule.minimum_minor is None or exact > rule.minimum_minor + 1:
        assert Decimal("-0.5") < fee - exact <= Decimal("0.5")
    else:
        assert fee >= rule.minimum_minor


@given(st.sampled_from([line for line in PRICED if line.number != "25"]), amounts, amounts)
def test_splitting_a_payment_saves_no_more_than_the_rounding(
    line: Line, one: int, other: int
) -> None:
    rule = line.rule
    apart = work_out(rule, one).fee_minor + work_out(rule, other).fee_minor
    assert apart + 1 >= work_out(rule, one + other).fee_minor


@given(amounts, amounts)
def test_splitting_a_tax_saves_what_the_published_tiers_allow(one: int, other: int) -> None:
    apart = work_out(TAXES, one).fee_minor + work_out(TAXES, other).fee_minor
    together = work_out(TAXES, one + other).fee_minor
    # 60,001 tenge cost 400, but 60,000 and 1 cost 200: the table is applied as printed.
    assert together - apart <= 200_00


@given(st.integers(1, 200_000_00))
def test_a_tax_falls_into_the_tier_of_its_whole_tenge(amount: int) -> None:
    assert work_out(TAXES, amount).fee_minor == work_out(TAXES, amount // 100 * 100).fee_minor


@given(rates, amounts)
def test_the_formula_ends_in_the_fee(rule: Rule, amount: int) -> None:
    worked = work_out(rule, amount)
    assert shown(worked.fee_minor) in worked.formula
    assert worked.formula.startswith(f"{shown(amount)} × ")
    assert not re.search(r"[A-Za-zА-Яа-я]", worked.formula)


@pytest.mark.parametrize("rule", [Rule(NONE), Rule(FIXED), Rule(PERCENT), Rule("tiers")])
def test_a_rule_without_a_price_is_a_mistake_of_the_caller(rule: Rule) -> None:
    with pytest.raises(ValueError):
        work_out(rule, 100)


def test_a_negative_amount_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError):
        work_out(TAXES, -1)


@given(lines)
def test_a_rule_is_read_back_from_what_a_quote_stores(line: Line) -> None:
    rule = line.rule
    assert Rule.from_json(rule.as_json()) == rule


APP = Path(fees.__file__).parent


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda p: str(p.relative_to(APP)))
def test_no_float_is_anywhere_in_the_tariffs(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            # The only divisions join a folder and a file's name.
            assert isinstance(node.right, ast.Constant)
            assert isinstance(node.right.value, str)
