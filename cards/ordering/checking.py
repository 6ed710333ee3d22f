"""What an operator compares in an order, and what has to be done before it is approved."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.codewords.checking import (
    MATCHED,
    Answer,
    check_codeword_for,
    check_hash_for,
    tries_of,
)
from accounts.latin import suggest_latin_name
from accounts.models import BankCall, Customer, User, iin_fingerprint
from cards.models import CardOrder
from cards.ordering.claiming import is_held_by
from cards.ordering.desk_errors import CodewordNotMatched, NotCalled, NotInYourHands, PhotosMissing
from cards.ordering.returnable import returnable_of
from cards.photos.keeping import lacking_photos
from homebank.lib import clock, iin
from homebank.lib.phone import masked
from homebank.lib.throttle import Taken
from notifications.models import Event


@dataclass(frozen=True, slots=True)
class Compared:
    """One row: what the order says, what is known besides, and whether both agree (None: no way
    to tell, the operator compares with the photo).
    """

    label: StrOrPromise
    ordered: str
    known: str = ""
    source: StrOrPromise = ""
    agrees: bool | None = None


def compare(order: CardOrder) -> list[Compared]:
    """The order beside the file, the IIN and the rules of spelling."""
    file = order.customer
    return [
        _beside_file(_("Surname, name, patronymic"), order.full_name, file.full_name),
        _iin(order),
        _birth_date(order),
        Compared(_("Name in Latin letters"), order.latin_name,
                 suggest_latin_name(order.full_name), _("by the rules of spelling"),
                 order.latin_name == suggest_latin_name(order.full_name)),
        Compared(_("Number for the call"), masked(order.phone), file.masked_phone,
                 _("trusted number"), order.phone == file.phone),
        Compared(str(order.get_document_kind_display()), order.document_number),
    ]  # fmt: skip


def other_file(order: CardOrder) -> Customer | None:
    """The file of another customer that has the order's IIN already."""
    if not order.iin:
        return None
    files = Customer.objects.filter(iin_fingerprint=iin_fingerprint(order.iin))
    return files.exclude(pk=order.customer_id).first()


def compare_codeword(*, order: CardOrder, typed: str, by: User) -> Answer:
    """What the customer said, with the codeword chosen in the order, or with that on file.

    NotInYourHands, CodewordNotSaid, TooManyTries(at). Outside any transaction.
    """
    if not is_held_by(order, by):
        raise NotInYourHands
    if not order.codeword_hash:
        return check_codeword_for(customer=order.customer, typed=typed, by=by)
    return check_hash_for(
        subject=order.pk, codeword_hash=order.codeword_hash, customer=order.customer, typed=typed,
        by=by,
    )  # fmt: skip


def codeword_tries(order: CardOrder) -> Taken:
    """How many wrong words may still be said today, and until when none may."""
    return tries_of(order.pk if order.codeword_hash else order.customer_id)


def is_called(order: CardOrder) -> bool:
    """Whether somebody called the customer since the order was sent last."""
    calls = BankCall.objects.filter(customer=order.customer_id, began_at__gte=order.sent_at)
    return calls.exists()


def codeword_matched(order: CardOrder) -> bool:
    """Whether the right codeword was said since the order was sent last."""
    subject = order.pk if order.codeword_hash else order.customer_id
    said = Event.objects.filter(customer=order.customer_id, kind=MATCHED, subject=subject)
    return said.filter(at__gte=order.sent_at).exists()


def check_proven(order: CardOrder) -> None:
    """All photos are there, the customer was called and said the codeword, since the last sending.

    PhotosMissing, NotCalled, CodewordNotMatched.
    """
    if lacking_photos(order):
        raise PhotosMissing
    if not is_called(order):
        raise NotCalled
    if not codeword_matched(order):
        raise CodewordNotMatched


def words_of(order: CardOrder, key: str) -> str:
    """What a field that may be returned is called."""
    return returnable_of(order).get(key, key)


def overdue(order: CardOrder) -> bool:
    """Whether the answer is late."""
    return order.due_at is not None and order.due_at < clock.now()


def _beside_file(label: StrOrPromise, ordered: str, known: str) -> Compared:
    if not known:
        return Compared(label, ordered)
    return Compared(label, ordered, known, _("on file"), ordered.casefold() == known.casefold())


def _iin(order: CardOrder) -> Compared:
    other = other_file(order)
    if other is not None:
        return Compared(_("IIN"), order.iin, other.short_name, _("on file already"), False)
    return _beside_file(_("IIN"), order.iin, order.customer.iin)


def _birth_date(order: CardOrder) -> Compared:
    """A mismatch is no error: since 2013 the number need not carry the date."""
    born, suggested = order.born_on, iin.birth_date(order.iin) if order.iin else None
    shown = f"{born:%d.%m.%Y}" if born else ""
    if suggested is None:
        return Compared(_("Birth date"), shown)
    return Compared(
        _("Birth date"), shown, f"{suggested:%d.%m.%Y}", _("by the IIN"), born == suggested
    )
