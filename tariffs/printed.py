"""The table as a published document: every row with its number, name, price and notes, in words.

The public page and the paper print the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from homebank.lib.amounts import show
from homebank.lib.money import Money
from tariffs.explanations import percent_in_words
from tariffs.fees import FIXED, PERCENT, TIERS, Rule, Tier
from tariffs.lines import Line
from tariffs.models import in_readers_language
from tariffs.tables import Table

# The key of the line before which a part of the table begins.
PARTS: dict[str, StrOrPromise] = {
    "connection": gettext_lazy("Connection"),
    "mobile": gettext_lazy("Payments for services"),
    "taxes": gettext_lazy("Taxes and fines"),
    "eds_smartcard": gettext_lazy("Digital signature"),
    "transfers": gettext_lazy("Transfers"),
    "sms_banking": gettext_lazy("SMS banking"),
}
# What a fee is taken for, where it is not simply a payment.
FOR_WHAT: dict[str, StrOrPromise] = {
    "once": gettext_lazy("once"),
    "transfer": gettext_lazy("for one transfer"),
    "item": gettext_lazy("for one item"),
    "month": gettext_lazy("for a month"),
}


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row as printed, in the reader's language. `price` is empty for a heading.

    `anchor` is the row's address on its page; `part` the title of the part that begins with it.
    """

    number: str
    name: str
    price: str
    notes: tuple[str, ...] = ()
    part: StrOrPromise = ""

    @property
    def anchor(self) -> str:
        return f"line-{self.number}"


def printed_rows(table: Table) -> list[PrintedRow]:
    """Every row of the version in printed order, tiers as rows of their own."""
    return [row for line in table.lines for row in _rows(line, table)]


def part_of(line: Line, table: Table) -> StrOrPromise:
    """The title of the part of the table that the line stands in."""
    title: StrOrPromise = ""
    for each in table.lines:
        title = PARTS.get(each.key, title)
        if each.number == line.number:
            break
    return title


def _rows(line: Line, table: Table) -> Iterator[PrintedRow]:
    yield PrintedRow(
        number=line.number,
        name=in_readers_language(dict(line.names)),
        price=_price(line.rule, table.version.currency),
        notes=tuple(_notes(line, table)),
        part=PARTS.get(line.key, ""),
    )
    for tier in line.rule.tiers:
        fee = show(Money(tier.fee_minor, table.version.currency), short=True)
        yield PrintedRow(tier.number, _tier(tier, table.version.currency), fee)


def _price(rule: Rule, currency: str) -> str:
    if rule.model == FIXED:
        return show(Money(rule.fixed_minor or 0, currency), short=True)
    return percent_in_words(rule, currency) if rule.model == PERCENT else ""


def _notes(line: Line, table: Table) -> Iterator[str]:
    if line.rule.model == TIERS:
        yield _("The tax is cut to whole tenge before its row is looked up.")
    elif not line.has_price and not _is_heading(line, table):
        yield _("The table has no price here: nothing is charged by this row.")
    if line.has_price and line.per in FOR_WHAT:
        yield str(FOR_WHAT[line.per])
    if line.vat == "included":
        yield _("VAT included")


def _is_heading(line: Line, table: Table) -> bool:
    return any(each.number.startswith(f"{line.number}.") for each in table.lines)


def _tier(tier: Tier, currency: str) -> str:
    first = show(Money(tier.from_minor, currency), short=True)
    if tier.to_minor is None:
        return _("A tax of {first} or more").format(first=first)
    last = show(Money(tier.to_minor, currency), short=True)
    if tier.from_minor == 0:
        return _("A tax of up to {last}").format(last=last)
    return _("A tax of {first} to {last}").format(first=first, last=last)
