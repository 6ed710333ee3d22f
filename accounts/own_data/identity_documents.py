"""Keeping the document by which a branch knew the person."""

import re
from datetime import date

from accounts.models import Customer, IdentityDocument
from accounts.own_data.errors import NotADocumentNumber, NotDocumentDays
from homebank.lib import clock
from notifications.events import record

Kind = IdentityDocument.Kind
# An identity card has nine digits, a passport a letter and eight, a residence permit nine digits;
# other states number their passports as they like.
NUMBERS = {
    Kind.ID_CARD: r"[0-9]{9}", Kind.PASSPORT: r"[A-Z][0-9]{8}", Kind.PERMIT: r"[0-9]{9}",
    Kind.FOREIGN: r"[A-Z0-9]{5,20}",
}  # fmt: skip
LONGEST_ISSUER = 200


def keep_document(
    *, customer: Customer, kind: str, number: str, issued_by: str, issued_on: date,
    valid_until: date,
) -> IdentityDocument:  # fmt: skip
    """Keep a document that was seen; earlier ones stay. Raises subclasses of CustomerRefused."""
    plain = read_number(kind=kind, number=number)
    if not issued_on <= clock.today() or not issued_on < valid_until:
        raise NotDocumentDays
    kept = IdentityDocument.objects.create(
        customer=customer, kind=kind, number=plain, issued_on=issued_on.isoformat(),
        issued_by=" ".join(issued_by.split())[:LONGEST_ISSUER],
        valid_until=valid_until.isoformat(), kept_at=clock.now(),
    )  # fmt: skip
    record(kind="document-kept", customer_id=customer.pk, subject=kept.pk, facts={"kind": kind})
    return kept


def read_number(*, kind: str, number: str) -> str:
    """The number without blanks, in capitals, as documents of the kind have it.

    NotADocumentNumber for any other.
    """
    plain = re.sub(r"[\s\-№]", "", number).upper()
    if not re.fullmatch(NUMBERS[Kind(kind)], plain):
        raise NotADocumentNumber
    return plain


def documents_of(*, customer: Customer) -> list[IdentityDocument]:
    """All that are on file, the latest first."""
    return list(IdentityDocument.objects.filter(customer=customer).order_by("-kept_at"))
