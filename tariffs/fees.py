"""How a fee is worked out from a rule and an amount. Whole minor units only, nothing is stored.

Rounding, in this order: a percentage is rounded half up to one tiyn; then the minimum and the
maximum apply; a tax is first cut to whole tenge and then finds its tier. No other rounding exists.

| amount    | rule              | before rounding | fee    | what happened                      |
|-----------|-------------------|-----------------|--------|------------------------------------|
| 1000.00   | 35.00             | 35.00           | 35.00  | a fixed fee does not look at it    |
| 20000.00  | 0.5 %             | 100.00          | 100.00 | exact                              |
| 0.99      | 0.5 %             | 0.00495         | 0.00   | less than half a tiyn is dropped   |
| 1.00      | 0.5 %             | 0.005           | 0.01   | half a tiyn goes up                |
| 9999.99   | 0.5 % ≥ 50.00     | 49.99995        | 50.00  | rounded, then equal to the minimum |
| 1000.00   | 0.5 % ≥ 50.00     | 5.00            | 50.00  | the minimum is more                |
| 10001.00  | 0.5 % ≥ 50.00     | 50.005          | 50.01  | half a tiyn goes up                |
| 12345.67  | 0.5 % ≥ 50.00     | 61.72835        | 61.73  | rounded                            |
| 50000.00  | 0.5 % ≤ 200.00    | 250.00          | 200.00 | the maximum is less                |
| 99.99     | taxes             | 0.00            | 0.00   | cut to 99, the first tier          |
| 5000.50   | taxes             | 25.00           | 25.00  | cut to 5000, the second tier       |
| 5001.00   | taxes             | 50.00           | 50.00  | the third tier begins              |

tests/tariffs/test_fees.py reads this table and checks each row.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

FIXED, PERCENT, TIERS, NONE = "fixed", "percent", "tiers", "none"
WHOLE_RATE = 10_000  # a rate is so many parts of ten thousand: 50 is 0.5 %
MINOR_PER_WHOLE = 100  # the tariff's currency is the tenge

# How the fee was rounded; explanations.py has the sentence of each.
NOTHING_TO_ROUND, EXACT, HALF_UP, WHOLE_TENGE = "fixed", "exact", "half-up", "whole-tenge"


@dataclass(frozen=True, slots=True)
class Tier:
    """Amounts from `from_minor` to `to_minor`, both inclusive (None: no end), cost `fee_minor`."""

    number: str
    from_minor: int
    to_minor: int | None
    fee_minor: int

    def holds(self, amount_minor: int) -> bool:
        """Whether the amount, already cut to whole tenge, lies in this tier."""
        return self.from_minor <= amount_minor and (
            self.to_minor is None or amount_minor <= self.to_minor
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """The arithmetic of one line: a fixed fee, a rate with bounds, tiers, or none (a heading)."""

    model: str
    fixed_minor: int | None = None
    rate: int | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    tiers: tuple[Tier, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What a quote stores of the rule; `from_json` reads it back."""
        return {key: value for key, value in asdict(self).items() if value not in (None, ())}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Rule:
        """The rule that `as_json` wrote, with lists where JSON has no tuples."""
        tiers = tuple(Tier(**tier) for tier in stored.get("tiers", ()))
        return cls(**{**stored, "tiers": tiers})


@dataclass(frozen=True, slots=True)
class Worked:
    """A fee with its derivation. `formula` is in digits and signs only, for every language."""

    fee_minor: int
    formula: str
    rounding: str
    tier: str = ""


def work_out(rule: Rule, amount_minor: int) -> Worked:
    """The fee for the amount. ValueError for a negative amount or a rule without a price."""
    if amount_minor < 0:
        raise ValueError("an amount to price is not negative")
    if rule.model == FIXED and rule.fixed_minor is not None:
        return Worked(rule.fixed_minor, shown(rule.fixed_minor), NOTHING_TO_ROUND)
    if rule.model == PERCENT and rule.rate is not None:
        return _percent(rule, rule.rate, amount_minor)
    if rule.model == TIERS:
        return _tier(rule, amount_minor)
    raise ValueError(f"a line of model {rule.model!r} has no price")


def shown(minor: int) -> str:
    """Minor units as a plain decimal of the tenge: 1864000 is `18640.00`."""
    return f"{minor // MINOR_PER_WHOLE}.{minor % MINOR_PER_WHOLE:02d}"


def rate_shown(rate: int) -> str:
    """A rate in percent without needless zeros: 50 is `0.5`, 100 is `1`."""
    text = str(Decimal(rate).scaleb(-2))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(rule: Rule, rate: int, amount_minor: int) -> Worked:
    scaled = amount_minor * rate
    fee = (2 * scaled + WHOLE_RATE) // (2 * WHOLE_RATE)
    formula = f"{shown(amount_minor)} × {rate_shown(rate)} %"
    exact = scaled % WHOLE_RATE == 0
    if exact:
        formula += f" = {shown(fee)}"
    else:
        before = Decimal(scaled).scaleb(-6).normalize()  # 4 digits of the rate, 2 of the tiyn
        formula += f" = {before:f} ≈ {shown(fee)}"
    fee, formula = _bounded(rule, fee, formula)
    return Worked(fee, formula, EXACT if exact else HALF_UP)


def _bounded(rule: Rule, fee: int, formula: str) -> tuple[int, str]:
    least, most = rule.minimum_minor, rule.maximum_minor
    if least is not None:
        enough = fee >= least
        formula += f" ≥ {shown(least)}" if enough else f" < {shown(least)} → {shown(least)}"
        fee = max(fee, least)
    if most is not None and fee > most:
        formula += f" > {shown(most)} → {shown(most)}"
        fee = most
    return fee, formula


def _tier(rule: Rule, amount_minor: int) -> Worked:
    whole = amount_minor // MINOR_PER_WHOLE
    floored = whole * MINOR_PER_WHOLE
    tier = next((tier for tier in rule.tiers if tier.holds(floored)), None)
    if tier is None:
        raise ValueError("the tiers have a gap")
    first = tier.from_minor // MINOR_PER_WHOLE
    place = f"≥ {first}" if tier.to_minor is None else f"∈ {first}–{tier.to_minor // 100}"
    cut = "" if floored == amount_minor else f"⌊{shown(amount_minor)}⌋ = "
    rounding = WHOLE_TENGE if cut else EXACT
    return Worked(tier.fee_minor, f"{cut}{whole} {place} → {shown(tier.fee_minor)}",
                  rounding, tier.number)  # fmt: skip
