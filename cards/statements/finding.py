"""The movements of a period that a wish asks for, newest first, a page at a bounded cost.

Without a wish a page is read straight down the index of numbers. With one, a page looks through so
many entries at most, whatever the book holds, and says how far it came: a link looks further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cards.models import Card
from cards.movements import ICONS, NAMES, Movement, with_subjects
from cards.statements.wishes import Wish, fits
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from ledger.models import Account
from ledger.statements import StatementLine, Stretch, lines_between, stretch_of, turnover_between

PAGE = 50
# A page with a wish looks through so many entries; with words, this many are told at a time.
WINDOW = 1000
CHUNK = 250
# What came and went in a period is added up on a page when there are so many entries at most.
ADDED_UP = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """A movement as it is shown: its number, the balance after it, the card it was made with."""

    sequence: int
    movement: Movement
    balance: Money
    card: Card | None

    @property
    def name(self) -> str:
        return str(self.movement.name)

    @property
    def note(self) -> str:
        return self.movement.note

    @property
    def amount(self) -> Money:
        return self.movement.amount

    @property
    def at(self) -> datetime:
        return self.movement.at

    @property
    def day(self) -> date:
        return self.movement.day


@dataclass(frozen=True, slots=True)
class Found:
    """What a wish found in the whole period."""

    count: int
    came: Money
    went: Money


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is the number below which the next page begins, `newer` the one above which the one
    before it does; None: there is none. `looked_to`: not everything older was looked through."""

    lines: list[Line]
    older: int | None = None
    newer: int | None = None
    looked_to: date | None = None
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """An account in a period: its stretch of numbers, and who may have moved its money."""

    account: Account
    wish: Wish
    stretch: Stretch
    cards: dict[UUID, Card]

    @property
    def names_cards(self) -> bool:
        """Whether a line has to say which card it was."""
        return len(self.cards) > 1


def statement_of(*, account: Account, wish: Wish, stretch: Stretch | None = None) -> Statement:
    """The statement as it stands now, or over a stretch that was measured before."""
    cards = {card.pk: card for card in account.cards.order_by("opened_at")}
    measured = stretch or stretch_of(
        account_id=account.pk, since=wish.period.since, until=wish.period.until,
        currency=account.currency,
    )  # fmt: skip
    return Statement(account, wish, measured, cards)


def turnover_of(statement: Statement) -> tuple[Money, Money] | None:
    """What came in and what went out in the period; None where that is too much to add up."""
    stretch = statement.stretch
    if stretch.count > ADDED_UP:
        return None
    return turnover_between(
        account_id=statement.account.pk, first=stretch.first, last=stretch.last,
        currency=statement.account.currency,
    )  # fmt: skip


def page_of(statement: Statement, *, before: int | None = None, after: int | None = None) -> Page:
    """One page: below the number `before`, or the one right above the number `after`."""
    stretch = statement.stretch
    if statement.wish.is_narrowed and stretch.count <= WINDOW:
        return _page_of_all(statement, before, after)
    if after is not None and stretch.first <= after + 1 <= stretch.last:
        return _newer_page(statement, after)
    top = stretch.last if before is None else min(before - 1, stretch.last)
    seen = _look(statement, stretch.first, top, newest_first=True)
    lines, more = seen.lines[:PAGE], len(seen.lines) > PAGE
    edge = lines[-1].sequence if more else seen.edge
    return Page(
        lines,
        older=edge if edge > stretch.first else None,
        newer=max(top, stretch.first - 1) if top < stretch.last else None,
        looked_to=None if more or edge <= stretch.first else seen.day,
    )


def every_line(statement: Statement, *, chunk: int = CHUNK) -> Iterator[tuple[int, list[Line]]]:
    """All that the wish asks for, in the order of the pages, chunk by chunk.

    Each chunk comes with how many entries have been looked through.
    """
    stretch = statement.stretch
    top = stretch.last
    while top >= stretch.first:
        first = max(stretch.first, top - chunk + 1)
        yield stretch.last - first + 1, _chunk(statement, first, top, chunk, newest_first=True)
        top = first - 1


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found, and the number down (or up) to which everything was looked through."""

    lines: list[Line]
    edge: int
    day: date | None


def _page_of_all(statement: Statement, before: int | None, after: int | None) -> Page:
    """So short a period is looked through whole: then it is known how much was found in it."""
    hits = [line for _seen, lines in every_line(statement) for line in lines]
    nothing = Money(0, statement.account.currency)
    came, went = (
        reduce(add, (hit.amount for hit in hits if hit.amount.minor * sign > 0), nothing)
        for sign in (1, -1)
    )
    start = sum(hit.sequence >= before for hit in hits) if before is not None else 0
    if after is not None:
        start = max(0, sum(hit.sequence > after for hit in hits) - PAGE)
    lines = hits[start : start + PAGE]
    return Page(
        lines,
        older=lines[-1].sequence if hits[start + PAGE :] else None,
        newer=lines[0].sequence if start and lines else None,
        found=Found(len(hits), came, went),
    )


def _newer_page(statement: Statement, after: int) -> Page:
    stretch = statement.stretch
    seen = _look(statement, after + 1, stretch.last, newest_first=False)
    lines, more = seen.lines[:PAGE], len(seen.lines) > PAGE
    edge = lines[-1].sequence if more else seen.edge
    return Page(
        lines[::-1],
        older=after + 1 if after >= stretch.first else None,
        newer=edge if edge < stretch.last else None,
        looked_to=None if more or edge >= stretch.last else seen.day,
    )


def _look(statement: Statement, first: int, last: int, *, newest_first: bool) -> _Seen:
    """From one end of the numbers on, until a page is full or enough was looked through."""
    wish = statement.wish
    if not wish.is_narrowed:
        lines = _chunk(statement, first, last, PAGE + 1, newest_first=newest_first)
        return _Seen(lines, first if newest_first else last, None)
    if newest_first:
        first = max(first, last - WINDOW + 1)
    else:
        last = min(last, first + WINDOW - 1)
    size = CHUNK if wish.words else WINDOW
    found: list[Line] = []
    low, high = first, last
    while low <= high and len(found) <= PAGE:
        begin, end = max(low, high - size + 1), min(high, low + size - 1)
        begin, end = (begin, high) if newest_first else (low, end)
        count = size if wish.words else PAGE + 1
        found += _chunk(statement, begin, end, count, newest_first=newest_first)
        low, high = (low, begin - 1) if newest_first else (end + 1, high)
    edge = first if newest_first else last
    return _Seen(found, edge, _day_of(statement, edge))


def _chunk(
    statement: Statement, first: int, last: int, count: int, *, newest_first: bool
) -> list[Line]:
    """What of the entries between two numbers the wish asks for, told by the rooms they are of."""
    rows = lines_between(
        account_id=statement.account.pk, first=first, last=last, count=count,
        newest_first=newest_first, sieve=statement.wish.sieve,
    )  # fmt: skip
    lines = tell_lines(statement, rows)
    words = statement.wish.words
    return [line for line in lines if fits(words, _told(line), line.amount)] if words else lines


def tell_lines(statement: Statement, rows: list[StatementLine]) -> list[Line]:
    """The entries as their rooms tell them: at most five queries, however many there are."""
    told = with_subjects([_movement(row, statement.account.pk) for row in rows])
    known = statement.cards if statement.names_cards else {}
    return [
        Line(row.sequence, movement, row.balance_after, _card_of(movement, known))
        for row, movement in zip(rows, told, strict=True)
    ]


def _card_of(movement: Movement, known: dict[UUID, Card]) -> Card | None:
    return known.get(movement.card) if movement.card else None


def _movement(row: StatementLine, account_id: int) -> Movement:
    name, icon = NAMES.get(row.kind, _("Movement")), ICONS.get(row.kind, "transfer")
    return Movement(row.kind, name, row.amount, row.at, account_id, row.subject, icon=icon)


def _told(line: Line) -> dict[str, str]:
    card = line.card.title if line.card else ""
    return {"name": line.name, "note": line.note, "card": card}


def _day_of(statement: Statement, sequence: int) -> date | None:
    key = statement.account.pk
    rows = lines_between(account_id=key, first=sequence, last=sequence, count=1)
    return rows[0].at.astimezone(ALMATY).date() if rows else None
