"""One line becomes a customer's file and a card, once: in a transaction of its own."""

from enum import Enum

from django.db import IntegrityError, transaction

from accounts.customers import open_customer
from accounts.errors import AlreadyOnFile, NotAMobile, NotAnIin, PhoneTaken
from accounts.models import Customer
from cards.errors import ExpiryPassed, NotOurNumber, NumberTaken
from cards.issuing import issue_card
from desk.imports.checking import customers_by_number, own_customer
from desk.imports.columns import Row
from desk.imports.faults import Fault
from desk.imports.reading import Line
from desk.models import CardImport, ImportedCard
from homebank.lib import clock
from homebank.lib.errors import Refusal

# What a service refused, as the fault of a value.
FAULTS: dict[type[Refusal], Fault] = {
    AlreadyOnFile: Fault("iin", "on-file"),
    NotAnIin: Fault("iin", "iin"),
    PhoneTaken: Fault("phone", "phone-taken"),
    NotAMobile: Fault("phone", "phone"),
    NotOurNumber: Fault("card_number", "card-number"),
    NumberTaken: Fault("card_number", "number-taken"),
    ExpiryPassed: Fault("expiry", "expiry-passed"),
}


class Came(Enum):
    """What became of a line without faults: done now, or it stood already."""

    NOW = "now"
    BEFORE = "before"


class _Faulty(Exception):
    """What is wrong; it ends the line's transaction."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def import_row(*, of: CardImport, line: Line, row: Row) -> Came | list[Fault]:
    """Open the customer, issue the card, remember the reference: all or nothing.

    The same line again, in this run or another, now or next year, does nothing.
    """
    try:
        with transaction.atomic():
            came = _claim(of, line, row)
            if came is None:
                return Came.BEFORE
            came.is_new_customer = not row.customer_number
            came.card = issue_card(
                customer=_customer(row), number=row.card_number or None, expiry=row.expiry,
                kind=row.kind, brand=row.brand, name=row.latin_name,
            )  # fmt: skip
            came.save(update_fields=["card", "is_new_customer"])
    except _Faulty as faulty:
        return faulty.faults
    except Refusal as refusal:
        return [FAULTS.get(type(refusal), Fault("", "refused"))]
    return Came.NOW


def _claim(of: CardImport, line: Line, row: Row) -> ImportedCard | None:
    """The row that makes the reference this line's; None if it is so already.

    Another run that is at the same line is waited for here.
    """
    mine = ImportedCard(
        reference=row.reference, digest=line.digest, of=of, line=line.number, at=clock.now()
    )
    try:
        with transaction.atomic():
            mine.save(force_insert=True)
    except IntegrityError:
        stands = ImportedCard.objects.get(reference=row.reference)
        if stands.digest == line.digest:
            return None
        raise _Faulty([Fault("reference", "reference-taken")]) from None
    return mine


def _customer(row: Row) -> Customer:
    """Whose card it is: somebody new, or the customer whose number the branch has given."""
    if row.customer_number:
        found = customers_by_number([row.customer_number]).get(row.customer_number)
        if faults := list(own_customer(row, found)):
            raise _Faulty(faults)
        assert found is not None  # own_customer would have said so
        return found
    # Who had the file knew the word: it works once, and the first page asks for another.
    return open_customer(
        full_name=row.full_name, iin=row.iin, birth_date=row.born, phone=row.phone or None,
        codeword=row.codeword, language=row.language, latin_name=row.latin_name,
        codeword_is_legacy=True,
    )  # fmt: skip
