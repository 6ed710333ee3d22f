"""Registers for tests: what the processing centre, or a biller, might send for a day."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.models import Authorization, Card, Presentment
from desk.models import Difference, Register
from desk.registers.comparing import compare
from desk.registers.sources import Cards, source_of
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7


def register_of(heading: Iterable[str], lines: Iterable[str], *, said: int | None = None) -> bytes:
    """A whole register; `said` is the number of lines that its end names."""
    rows = list(lines)
    end = f"end;{len(rows) if said is None else said}"
    return "\r\n".join([";".join(heading), *rows, end, ""]).encode()


def cards_register(*lines: str, said: int | None = None) -> bytes:
    return register_of(Cards.heading, lines, said=said)


def compared(content: bytes, day: date, slug: str = "cards") -> Register:
    """The register compared a day later, by nobody."""
    return compare(file=io.BytesIO(content), source=source_of(slug), day=day, by="olga")


def differences(day: date, slug: str = "cards") -> dict[str, str]:
    """Kind of each difference that nobody has explained, by how people know the deed."""
    rows = Difference.objects.unexplained().filter(source=slug, day=day)
    return dict(rows.values_list("shown", "kind"))


def held(card: Card, minor: int = 1_000_00) -> Authorization:
    """A purchase in a shop that waits for its presentment."""
    rrn = f"{uuid7().int % 10**12:012}"
    asked = Asked(operation="purchase", amount_minor=minor, number=card.number)
    place = Place(key=f"register {rrn}", merchant="SHOP", rrn=rrn)
    return take_operation(card=card, asked=asked, place=place, at=clock.now())


def cleared(card: Card | None, minor: int = 500_00, operation: str = "purchase") -> Presentment:
    """A presentment that the bank posted."""
    claim = Presented(reference=f"ref-{uuid7()}", operation=operation, amount_minor=minor,
                      currency=TENGE)  # fmt: skip
    row, _repeated = post_presentment(card=card, presented=claim, at=clock.now())
    return row


def line_of(row: Authorization | Presentment, **other: str) -> str:
    """The line of a register that agrees with the row; `other` replaces values."""
    card = row.card
    is_operation = isinstance(row, Authorization)
    said = {
        "record": "operation" if is_operation else "presentment",
        "reference": "" if isinstance(row, Authorization) else row.reference,
        "card": card.number if card and is_operation else "", "operation": row.operation,
        "amount": f"{row.amount_minor / 100:.2f}", "currency": "KZT",
        "rrn": row.rrn, "state": "approved" if is_operation else "cleared", **other,
    }  # fmt: skip
    return ";".join(said[name] for name in Cards.heading)
