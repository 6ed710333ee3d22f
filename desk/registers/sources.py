"""Who sends registers, and how each is read and met by what the bank has: one class for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from cards.holders import is_own_number
from desk.registers.errors import UnknownSource
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.currencies import BY_CODE, TENGE, Currency
from homebank.lib.ids import has_check_digit
from ledger.day_bounds import bounds
from payments.models import Biller

LARGEST = Decimal(10**9)
OPERATIONS = ("purchase", "cash", "transfer", "refund")


@dataclass(frozen=True, slots=True)
class Told:
    """What one line of a register says. `minor` is signed: a refund is below zero.

    `key` is what our row is found by, `shown` how people know it.
    """

    key: str
    minor: int
    currency: str
    state: str
    shown: str


class Wrong(Exception):
    """The value of this column is wrong. Nothing of the value is told."""


class Source:
    """A sender of registers.

    `ours` is a query of our rows for the `values` of a day: key, minor, currency (by its number),
    state, shown, subject. `moved` are the states in which money of the book moved for the row, on
    either side; `unlisted` are ours that a register need not name. `account` is the bank's own
    account whose money the register settles.
    """

    slug: str
    account: str
    heading: ClassVar[tuple[str, ...]]
    ours: ClassVar[str]
    moved: ClassVar[frozenset[str]]
    unlisted: ClassVar[frozenset[str]] = frozenset()

    def read(self, said: Mapping[str, str]) -> Told:
        """The line with these values by the names of the heading. Wrong(column)."""
        raise NotImplementedError

    def values(self, day: date) -> dict[str, Any]:
        """What `ours` is asked with: the day, and its first moment and the next's."""
        begin, end = bounds(day)
        return {"day": day, "begin": begin, "end": end}


class Cards(Source):
    """The processing centre: operations that it approved and presentments that it cleared."""

    slug = "cards"
    account = "card-clearing"
    heading = ("record", "reference", "card", "operation", "amount", "currency", "rrn", "state")
    moved = frozenset({"cleared"})
    ours = """
        SELECT 'o:' || c.number_fingerprint || ':' || a.rrn || ':' || a.operation AS key,
               CASE a.operation WHEN 'refund' THEN -a.amount_minor ELSE a.amount_minor END
                   AS minor,
               a.currency_number AS currency,
               CASE a.outcome WHEN 'reversed' THEN 'reversed' ELSE 'approved' END AS state,
               '•• ' || c.last4 || ' · ' || a.rrn AS shown, a.id AS subject
        FROM cards_authorization a JOIN cards_card c ON c.id = a.card_id
        WHERE a.day = %(day)s AND a.outcome <> 'declined' AND a.operation <> 'balance'
        UNION ALL
        SELECT 'p:' || p.reference,
               CASE p.operation WHEN 'refund' THEN -p.amount_minor ELSE p.amount_minor END,
               p.currency_number, 'cleared', p.reference, p.id
        FROM cards_presentment p WHERE p.at >= %(begin)s AND p.at < %(end)s
    """

    def read(self, said: Mapping[str, str]) -> Told:
        """An `operation` is found by card, RRN and kind, a `presentment` by its reference."""
        currency = BY_CODE.get(said["currency"])
        if currency is None:
            raise Wrong("currency")
        if said["operation"] not in OPERATIONS:
            raise Wrong("operation")
        minor = _minor(said["amount"], currency)
        signed = -minor if said["operation"] == "refund" else minor
        if said["record"] == "presentment":
            key, shown = self._presentment(said)
        elif said["record"] == "operation":
            key, shown = self._operation(said)
        else:
            raise Wrong("record")
        return Told(key, signed, currency.number, said["state"], shown)

    def _presentment(self, said: Mapping[str, str]) -> tuple[str, str]:
        # Two columns changed places: it would stand in the clear for everybody at the desk.
        if not 0 < len(said["reference"]) <= 64 or is_own_number(said["reference"]):
            raise Wrong("reference")
        if said["state"] != "cleared":
            raise Wrong("state")
        return f"p:{said['reference']}", said["reference"]

    def _operation(self, said: Mapping[str, str]) -> tuple[str, str]:
        card, rrn = said["card"], said["rrn"]
        if not (13 <= len(card) <= 19 and has_check_digit(card)):
            raise Wrong("card")
        if not (len(rrn) == 12 and rrn.isascii() and rrn.isalnum()):
            raise Wrong("rrn")
        if said["state"] not in ("approved", "reversed"):
            raise Wrong("state")
        return f"o:{number_fingerprint(card)}:{rrn}:{said['operation']}", f"•• {card[-4:]} · {rrn}"


class OfBiller(Source):
    """A biller: what it credited of what we sent it on the day, by our numbers."""

    heading = ("number", "amount")
    moved = frozenset({"credited"})
    # What went back to the customer the biller need not know; what it knows of it differs.
    unlisted = frozenset({"returned"})
    ours = """
        SELECT 'b:' || p.number AS key, p.amount_minor AS minor, '398' AS currency,
               CASE p.state WHEN 'done' THEN 'credited' WHEN 'returned' THEN 'returned'
                            ELSE 'unknown' END AS state,
               p.number::text AS shown, p.id AS subject
        FROM payments_payment p JOIN payments_service s ON s.id = p.service_id
        WHERE s.biller_id = %(biller)s AND p.sent_at >= %(begin)s AND p.sent_at < %(end)s
              AND p.state IN ('done', 'sent', 'unknown', 'returned')
    """

    def __init__(self, biller: Biller) -> None:
        self.slug = self.account = f"biller:{biller.key}"
        self.biller = biller

    def read(self, said: Mapping[str, str]) -> Told:
        number = said["number"].replace("-", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise Wrong("number")
        amount = _minor(said["amount"], TENGE)
        return Told(f"b:{int(number)}", amount, TENGE.number, "credited", str(int(number)))

    def values(self, day: date) -> dict[str, Any]:
        return {**super().values(day), "biller": self.biller.pk}


def source_of(slug: str) -> Source:
    """The sender that a slug names: `cards`, or `biller:` and its key. UnknownSource."""
    if slug == Cards.slug:
        return Cards()
    kind, _colon, key = slug.partition(":")
    biller = Biller.objects.filter(key=key).first() if kind == "biller" else None
    if biller is None:
        raise UnknownSource(source=slug[:40])
    return OfBiller(biller)


def sources() -> list[str]:
    """The slugs of all that may send registers."""
    keys = Biller.objects.order_by("key").values_list("key", flat=True)
    return [Cards.slug, *(f"biller:{key}" for key in keys)]


def _minor(text: str, currency: Currency) -> int:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Wrong("amount") from None
    if not amount.is_finite() or not 0 < amount <= LARGEST:
        raise Wrong("amount")
    scaled = amount.scaleb(currency.exponent)
    if scaled != scaled.to_integral_value():
        raise Wrong("amount")
    return int(scaled)
