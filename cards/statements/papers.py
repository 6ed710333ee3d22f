"""A statement as a sealed paper of the bank, with number, code and QR like any other."""

from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import Customer
from cards.models import Card
from cards.statements.columns import facts_of, narrowing_of, row_of, titles
from cards.statements.errors import TooLongForPaper
from cards.statements.finding import Line, Statement, every_line
from cards.statements.limits import PAPER_ROWS
from cards.statements.tables import Progress
from documents.issuing import find, issue
from documents.models import Document, Kind
from documents.words import in_each_language, sum_parts
from homebank.lib.amounts import show
from homebank.lib.iban import spaced
from homebank.lib.money import Money

# The same entries, narrowed alike, on the same card: the same paper.
STATEMENTS = UUID("01a200cb-0000-7000-8000-73746d740000")


def paper_of(
    statement: Statement, card: Card, *, customer: Customer, progress: Progress = lambda _seen: None
) -> Document:
    """The paper in the active language; made when it is first asked for.

    Raises TooLongForPaper, NoSealNow.
    """
    language = (get_language() or "ru")[:2]
    subject = _subject(statement, card)
    found = find(kind=Kind.STATEMENT, subject=subject, language=language)
    if found is not None:
        return found
    lines = _lines(statement, progress)
    return issue(
        kind=Kind.STATEMENT, subject=subject, owner_id=customer.pk, language=language,
        template="statement.typ", facts=_facts(statement, card, customer, lines),
        issued_to=customer.full_name,
    )  # fmt: skip


def _subject(statement: Statement, card: Card) -> UUID:
    wish, stretch = statement.wish, statement.stretch
    return uuid5(STATEMENTS, f"{card.pk} {stretch.first} {stretch.last} {wish.address}")


def _lines(statement: Statement, progress: Progress) -> list[Line]:
    found: list[Line] = []
    for seen, lines in every_line(statement):
        found += lines
        progress(seen)
        if len(found) > PAPER_ROWS:
            raise TooLongForPaper(most=PAPER_ROWS)
    return found


def _facts(
    statement: Statement, card: Card, customer: Customer, lines: list[Line]
) -> dict[str, Any]:
    """All that the template prints, in the active language."""
    day, time, *columns = titles(statement)
    nothing = Money(0, statement.account.currency)
    return {
        "title": _("Statement of an account"),
        "facts": [[_("Customer"), customer.full_name], *map(list, facts_of(statement, card))],
        "money": _money(statement, lines, nothing),
        "columns": [f"{day}, {time.lower()}", *_shown_columns(columns)],
        "rows": [_row(line) for line in lines],
        "empty": _("No movements."),
        "told": _told(statement, lines),
    }


def _shown_columns(columns: list[str]) -> list[str]:
    """Movement, amount, balance: details and card stand below the name."""
    return [columns[0], columns[-2], columns[-1]]


def _row(line: Line) -> dict[str, Any]:
    row = row_of(line)
    notes = [text for text in (row.note, row.card) if text]
    return {"day": f"{row.at:%d.%m.%Y}", "time": f"{row.at:%H:%M}", "name": row.name,
            "notes": notes, "amount": sum_parts(row.amount),
            "balance": sum_parts(row.balance)}  # fmt: skip


def _money(statement: Statement, lines: list[Line], nothing: Money) -> list[dict[str, Any]]:
    wish, stretch = statement.wish, statement.stretch
    came = sum((line.amount.minor for line in lines if line.amount.minor > 0), 0)
    went = sum((line.amount.minor for line in lines if line.amount.minor < 0), 0)
    first, last = f"{wish.period.first_day:%d.%m.%Y}", f"{wish.period.last_day:%d.%m.%Y}"
    found = [(_("Found: came in"), came), (_("Found: went out"), went)]
    whole = [(_("Came in"), came), (_("Went out"), went)]
    rows = [
        (_("Balance at the start of {day}").format(day=first), stretch.opening.minor),
        *(found if wish.is_narrowed else whole),
        (_("Balance at the end of {day}").format(day=last), stretch.closing.minor),
    ]
    return [
        {"name": name, "sum": sum_parts(Money(minor, nothing.currency))} for name, minor in rows
    ]


def _told(statement: Statement, lines: list[Line]) -> list[dict[str, Any]]:
    """What whoever holds the paper may compare with it."""
    period = statement.wish.period
    pairs = [
        (gettext_noop("Account number, IBAN"), spaced(statement.account.iban or "")),
        (gettext_noop("Period"), f"{period.first_day:%d.%m.%Y} \u2013 {period.last_day:%d.%m.%Y}"),
        (gettext_noop("Balance at the end"), show(statement.stretch.closing)),
        (gettext_noop("Number of movements"), str(len(lines))),
        (gettext_noop("Only what fits"), narrowing_of(statement.wish)),
    ]
    return [{"name": in_each_language(name), "value": value} for name, value in pairs if value]
