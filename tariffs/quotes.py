"""Fees told to customers: `price` only answers, `make_quote` keeps the answer for 15 minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from tariffs.errors import NoTariff, NothingToPay, NotInTariffCurrency
from tariffs.fees import Rule, work_out
from tariffs.lines import STANDALONE, Line
from tariffs.models import Quote, TariffVersion, in_readers_language
from tariffs.resolution import find_line, line_by_number
from tariffs.subjects import Subject
from tariffs.tables import Table, table_at

# A price that was shown is charged, whatever version comes into force meanwhile.
QUOTE_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Price:
    """A fee and its derivation, as a Quote has them, but not stored."""

    line: str
    tariff_line_id: int
    names: dict[str, str]
    version: TariffVersion
    amount: Money
    fee: Money
    formula: str
    rounding: str
    inputs: dict[str, Any]
    made_at: datetime
    valid_until: datetime

    @property
    def total(self) -> Money:
        return self.amount + self.fee

    @property
    def title(self) -> str:
        """The line's name in the reader's language."""
        return in_readers_language(self.names)


def price(*, subject: Subject, amount: Money, at: datetime | None = None) -> Price:
    """What the subject costs at the moment (now, if none is given). Stores nothing.

    NoTariff: no line prices it. NothingToPay: the amount is not positive.
    NotInTariffCurrency: the amount is not in the tariff's currency.
    """
    moment = at or clock.now()
    table = table_at(moment)
    return _work_out(table, find_line(subject, table.priced), subject, amount, moment)


def compare(
    *, subjects: Sequence[Subject], amount: Money, at: datetime | None = None
) -> list[Price | None]:
    """What each subject costs, in one look at the tariff; None where no line prices it.

    Stores nothing. Refuses the amount as `price` does.
    """
    moment = at or clock.now()
    table = table_at(moment)
    return [_price_or_none(table, subject, amount, moment) for subject in subjects]


def price_by_line(*, number: str, amount: Money, at: datetime | None = None) -> Price:
    """What the line with the printed number charges for the amount. Stores nothing.

    LookupError: no such line, or a heading. Else as `price`.
    """
    moment = at or clock.now()
    table = table_at(moment)
    return _work_out(table, line_by_number(number, table.priced), None, amount, moment)


def make_quote(*, subject: Subject, amount: Money, customer_id: UUID | None) -> Quote:
    """The price as a row that can be charged until `valid_until`. Refuses as `price` does."""
    told = price(subject=subject, amount=amount)
    return Quote.objects.create(
        id=uuid7(),
        customer_id=customer_id,
        version=told.version,
        tariff_line_id=told.tariff_line_id,
        inputs=told.inputs,
        formula=told.formula,
        rounding=told.rounding,
        amount_minor=amount.minor,
        fee_minor=told.fee.minor,
        total_minor=told.total.minor,
        currency=amount.currency,
        made_at=told.made_at,
        valid_until=told.valid_until,
    )


def recompute(inputs: dict[str, Any]) -> Money:
    """The fee worked out once more from what a quote stored. It equals the fee charged."""
    rule = Rule.from_json(inputs["rule"])
    return Money(work_out(rule, inputs["amount_minor"]).fee_minor, inputs["currency"])


def _work_out(
    table: Table, line: Line, subject: Subject | None, amount: Money, moment: datetime
) -> Price:
    _check_amount(amount, line=line, currency=table.version.currency)
    worked = work_out(line.rule, amount.minor)
    return Price(
        line=line.number,
        tariff_line_id=table.ids[line.number],
        names=dict(line.names),
        version=table.version,
        amount=amount,
        fee=Money(worked.fee_minor, amount.currency),
        formula=worked.formula,
        rounding=worked.rounding,
        inputs={**_told(subject), "amount_minor": amount.minor, "currency": amount.currency,
                "basis": line.basis, "per": line.per, "vat": line.vat, "tier": worked.tier,
                "rule": line.rule.as_json()},
        made_at=moment,
        valid_until=moment + QUOTE_LIFE,
    )  # fmt: skip


def _price_or_none(table: Table, subject: Subject, amount: Money, moment: datetime) -> Price | None:
    try:
        line = find_line(subject, table.priced)
    except NoTariff:
        return None
    return _work_out(table, line, subject, amount, moment)


def _check_amount(amount: Money, *, line: Line, currency: str) -> None:
    if amount.currency != currency:
        raise NotInTariffCurrency(expected=currency)
    least = 0 if line.basis == STANDALONE else 1
    if amount.minor < least:
        raise NothingToPay


def _told(subject: Subject | None) -> dict[str, Any]:
    if subject is None:
        return {}
    return {"category": subject.category, "biller": subject.biller,
            "operation": subject.operation, "facts": dict(subject.facts)}  # fmt: skip
