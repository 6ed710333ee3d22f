"""A statement as a table, in the reader's language: what every file of it writes, row by row."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cards.models import Card
from cards.statements.finding import Line, Statement
from cards.statements.wishes import GROUP_WORDS, WAY_WORDS, Wish
from homebank.lib.amounts import show
from homebank.lib.clock import ALMATY
from homebank.lib.iban import spaced
from homebank.lib.money import Money

# What a spreadsheet would take for the beginning of a formula, wide forms of it included.
FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")


@dataclass(frozen=True, slots=True)
class Row:
    """One movement as a file writes it: texts that no program runs, a time of Almaty, two sums."""

    at: datetime
    name: str
    note: str
    card: str
    amount: Money
    balance: Money


def titles(statement: Statement) -> list[str]:
    """The names of the columns; one for the card where several are over the account."""
    currency = statement.account.currency
    return [
        _("Date"), _("Time"), _("Movement"), _("Details"),
        *([_("Card")] if statement.names_cards else []),
        pgettext("statement", "Amount, {currency}").format(currency=currency),
        pgettext("statement", "Balance after, {currency}").format(currency=currency),
    ]  # fmt: skip


def row_of(line: Line) -> Row:
    """The line as it is shown."""
    return Row(
        line.at.astimezone(ALMATY), harmless(line.name), harmless(line.note),
        harmless(line.card.title if line.card else ""), line.amount, line.balance,
    )  # fmt: skip


def harmless(text: str) -> str:
    """The text on one line without signs that are not seen, and never a formula.

    What begins like one gets an apostrophe before it, which spreadsheets show as text.
    """
    seen = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in text)
    shown = " ".join(seen.split(" ")).strip(" ")
    # Looked at before and after signs that are not seen are gone: one may stand before a formula.
    begins = any(sight[:1] in FORMULA for sight in (text, shown, shown.lstrip()) if sight)
    return f"'{shown}" if begins else shown


def facts_of(statement: Statement, card: Card) -> list[tuple[str, str]]:
    """What stands above the table: whose account, which period, what it was narrowed to."""
    wish, account = statement.wish, statement.account
    first, last = wish.period.first_day, wish.period.last_day
    narrowed = narrowing_of(wish)
    return [
        (_("Account number, IBAN"), spaced(account.iban or "")),
        (_("Card"), card.truncated),
        (_("Period"), f"{first:%d.%m.%Y} \u2013 {last:%d.%m.%Y}"),
        *([(_("Only what fits"), narrowed)] if narrowed else []),
    ]


def narrowing_of(wish: Wish) -> str:
    """`“Magnum”, went out, from 1 000,00 ₸`; nothing where everything of the period is there."""
    parts = [
        f"“{wish.words}”" if wish.words else "",
        str(WAY_WORDS[wish.way]) if wish.way else "",
        str(GROUP_WORDS[wish.kind]) if wish.kind else "",
        _("from {amount}").format(amount=show(wish.least)) if wish.least else "",
        _("up to {amount}").format(amount=show(wish.most)) if wish.most else "",
    ]
    return ", ".join(part for part in parts if part)


def file_name(statement: Statement, card: Card, form: str) -> str:
    """`homebank-6150-2026-11-01-2026-11-30.csv`"""
    period = statement.wish.period
    return f"homebank-{card.last4}-{period.first_day:%Y-%m-%d}-{period.last_day:%Y-%m-%d}.{form}"
