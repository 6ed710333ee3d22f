"""What becomes of a checked order: it is returned with reasons, or approved; virtual at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.customers import identify_customer
from accounts.errors import AlreadyOnFile
from accounts.models import Customer, User
from accounts.own_data.identity_documents import keep_document
from accounts.recovery.cooling import cooling_until
from accounts.staff.deeds import read_reason
from cards.issuing import issue_card
from cards.models import Card, CardOrder
from cards.ordering.checking import check_proven, other_file
from cards.ordering.claiming import order_in_hand
from cards.ordering.desk_errors import (
    CustomerStopped,
    DocumentOver,
    FaceDiffers,
    IinDiffers,
    IinOnFile,
    NothingToReturn,
)
from cards.ordering.reasons import OWN_WORDS, kept_reasons
from cards.ordering.states import Kind
from cards.ordering.steps import take_step
from homebank.lib import clock
from notifications.messages import queue_alert

SAME = "same"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the operator saw on the photos: the face (`same` or not), and the document's own facts,
    as `accounts.own_data.identity_documents.keep_document` takes them.
    """

    face: str
    issued_by: str
    issued_on: date
    valid_until: date


def return_order(
    *, order: CardOrder, reasons: Mapping[str, str], own_words: str, by: User
) -> None:  # fmt: skip
    """Send fields back: {key: code of `reasons_of`}, only these open again for the customer.

    NothingToReturn, ReasonMissing, ReasonHoldsSecret, NotInYourHands, TooManyTries(at).
    """
    own = read_reason(own_words) if OWN_WORDS in reasons.values() else ""
    if not reasons:
        raise NothingToReturn
    with order_in_hand(order, by) as held:
        held.returned = kept_reasons(reasons, own)
        take_step(held, Kind.RETURNED, by=by, note=own, returned=", ".join(reasons))


def approve_order(*, order: CardOrder, findings: Findings, by: User) -> CardOrder:
    """The person is identified by the document; a virtual card is issued at once, over a new
    account. Plastic waits for the next batch.

    FaceDiffers, DocumentOver, NotADocumentNumber, NotDocumentDays, PhotosMissing, NotCalled,
    CodewordNotMatched, CustomerStopped, IinOnFile, IinDiffers, NotInYourHands, TooManyTries(at).
    """
    if findings.face != SAME:
        raise FaceDiffers
    if findings.valid_until < clock.today():
        raise DocumentOver
    with order_in_hand(order, by) as held:
        check_proven(held)
        file = _file_for(held)
        keep_document(
            customer=file, kind=held.document_kind, number=held.document_number,
            issued_by=findings.issued_by, issued_on=findings.issued_on,
            valid_until=findings.valid_until,
        )  # fmt: skip
        take_step(held, Kind.APPROVED, by=by)
        if held.is_virtual:
            issue_ordered(order=held, by=by)
            take_step(held, Kind.ISSUED, by=by)
    return held


def issue_ordered(*, order: CardOrder, by: User) -> None:
    """Account, IBAN and card in the file of whoever ordered, or in the one it is linked to, whose
    owner is told so. What is made again comes over the account that was opened the first time.

    Inside the transaction that locked the order; plastic waits to be handed over.
    """
    file = file_of(order)
    former = order.card
    order.card = issue_card(
        customer=file, account=former.account if former else None, name=order.latin_name,
        kind=order.kind, brand=order.brand, waits=not order.is_virtual,
    )  # fmt: skip
    _tell_file(order, order.card, file)


def file_of(order: CardOrder) -> Customer:
    """Whose file the card goes to: the customer's own, or the one that the order is linked to."""
    link = getattr(order, "link", None)
    return link.file if link is not None else order.customer


def _file_for(order: CardOrder) -> Customer:
    """The file, identified and locked."""
    file = file_of(order)
    if file.pk != order.customer_id:
        file = Customer.objects.select_for_update(no_key=True).get(pk=file.pk)
    for one in (order.customer, file):  # whoever ordered may be another than whose file it is
        if one.is_blocked or cooling_until(customer=one) is not None:
            raise CustomerStopped
    if not file.is_identified:
        return _identified(order)
    if file.iin != order.iin:
        raise IinDiffers
    return file


def _identified(order: CardOrder) -> Customer:
    if other_file(order) is not None or order.born_on is None:
        raise IinOnFile
    try:
        return identify_customer(
            customer=order.customer, full_name=order.full_name, latin_name=order.latin_name,
            iin=order.iin, birth_date=order.born_on, codeword_hash=order.codeword_hash,
            language=order.customer.language,
        )  # fmt: skip
    except AlreadyOnFile:  # another order with it was approved this moment
        raise IinOnFile from None


def _tell_file(order: CardOrder, card: Card, file: Customer) -> None:
    """Whoever's file an order was linked to learns of the card at their own number."""
    if file.pk != order.customer_id and file.phone:
        queue_alert(
            phone=file.phone, purpose="virtual-card-issued" if order.is_virtual else "card-made",
            language=file.language, customer_id=file.pk, card_last4=card.last4,
        )  # fmt: skip
