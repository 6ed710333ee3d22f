"""Looking for a customer at the desk by what a caller says: whole, and by indexes alone.

A search is counted and written down, found or not; of a card number only the keyed hash is asked.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from accounts import limits
from accounts.models import Customer, User, iin_fingerprint, phone_fingerprint
from accounts.staff.deeds import count_deed, record_deed, who_did
from cards.models import Authorization, Card, CardOrder, Presentment
from homebank.lib.card_numbers import LONGEST, SHORTEST, number_fingerprint
from homebank.lib.ids import has_check_digit
from homebank.lib.iin import is_valid
from homebank.lib.phone import parse_mobile
from homebank.lib.stories import id_in
from notifications.events import record
from payments.models import Payment

FOUND, NOT_FOUND = "file-found", "file-not-found"
# Of the cards that end alike so many are read for the name that was said with the digits.
ALIKE, SHOWN = 300, 10
NAME_AND_DIGITS = re.compile(r"(?:(\d{4}) (\D{2,60})|(\D{2,60}) (\d{4}))")
NUMBER = re.compile(r"[\d \u00a0-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer, and by what: a word of the family "fact found"."""

    customer: Customer
    by: str


@sensitive_variables("typed", "text", "digits")
def find_customers(*, typed: str, by: User) -> list[Hit]:
    """Whose phone, IIN, Homebank ID, card, payment, order, RRN or id it is; at most SHOWN.

    The last four digits of a card with a name, in any order, find the card's owner. Customers
    read that they were looked for. TooManyTries(at). Outside any transaction.
    """
    count_deed(by, limits.FILE_SEARCHES)
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    ways: dict[UUID, str] = {}
    for way, find in WAYS.items():
        for customer_id in find(text):
            ways.setdefault(customer_id, way)
    found = list(Customer.objects.filter(pk__in=[*ways][:SHOWN]).order_by("opened_at"))
    for customer in found:
        record_deed(kind=FOUND, customer=customer, by=by, found=ways[customer.pk])
    if not found:
        record(kind=NOT_FOUND, customer_id=None, facts=who_did(by))
    return [Hit(customer, ways[customer.pk]) for customer in found]


def _by_phone(text: str) -> Iterable[UUID]:
    mobile = parse_mobile(text)
    return _of(Q(phone_fingerprint=phone_fingerprint(mobile))) if mobile else ()


def _by_iin(text: str) -> Iterable[UUID]:
    digits = _digits(text)
    return _of(Q(iin_fingerprint=iin_fingerprint(digits))) if is_valid(digits) else ()


def _by_homebank_id(text: str) -> Iterable[UUID]:
    digits = _digits(text)
    return _of(Q(user__homebank_id=digits)) if len(digits) == 8 else ()


def _by_card(text: str) -> Iterable[UUID]:
    digits = _digits(text)
    if not SHORTEST <= len(digits) <= LONGEST or not has_check_digit(digits):
        return ()
    cards = Card.objects.filter(number_fingerprint=number_fingerprint(digits))
    return cards.values_list("customer", flat=True)


def _by_name(text: str) -> Iterable[UUID]:
    """Names are sealed: those of the cards with these last digits are read one by one."""
    said = NAME_AND_DIGITS.fullmatch(text)
    if said is None:
        return ()
    first4, after, before, last4 = said.groups()
    asked = set((after or before).casefold().split())
    alike = Card.objects.filter(last4=first4 or last4).select_related("customer")
    return [card.customer_id for card in alike.order_by("-opened_at")[:ALIKE]
            if asked <= _names(card)]  # fmt: skip


def _by_payment(text: str) -> Iterable[UUID]:
    digits = _digits(text)
    if len(digits) != 12:
        return ()
    return Payment.objects.filter(number=int(digits)).values_list("customer", flat=True)


def _by_order(text: str) -> Iterable[UUID]:
    digits = _digits(text)
    if not 1 <= len(digits) <= 12:
        return ()
    return CardOrder.objects.filter(number=int(digits)).values_list("customer", flat=True)


def _by_rrn(text: str) -> Iterable[UUID]:
    """Of one shop's day an RRN is the only one; of all days there may be several."""
    if not re.fullmatch(r"[0-9A-Za-z]{12}", text):
        return ()
    rows = [model.objects.filter(rrn=text, card__isnull=False).values_list("card__customer")[:SHOWN]
            for model in (Authorization, Presentment)]  # fmt: skip
    return [customer_id for some in rows for (customer_id,) in some]


def _by_id(text: str) -> Iterable[UUID]:
    return _of(Q(pk__in=id_in(text))) if id_in(text) else ()


def _of(condition: Q) -> Iterable[UUID]:
    return Customer.objects.filter(condition).values_list("pk", flat=True)[:SHOWN]


def _digits(text: str) -> str:
    """The digits of what is a number, with the blanks and hyphens that it is written with."""
    return re.sub(r"\D", "", text) if NUMBER.fullmatch(text) else ""


def _names(card: Card) -> set[str]:
    owner = card.customer
    return set(f"{owner.full_name} {owner.latin_name} {card.name}".casefold().split())


WAYS: dict[str, Callable[[str], Iterable[UUID]]] = {
    "phone": _by_phone,
    "iin": _by_iin,
    "homebank-id": _by_homebank_id,
    "card": _by_card,
    "name": _by_name,
    "payment": _by_payment,
    "order": _by_order,
    "rrn": _by_rrn,
    "id": _by_id,
}
