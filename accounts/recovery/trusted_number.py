"""The trusted number (ACC-08): changed by two members of staff, never by the portal.

Whoever is in is out, whatever waited for a code waits in vain, both numbers are told, and new
payees and limits wait for a day.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.errors import NotAMobile, PhoneTaken
from accounts.factors import codes
from accounts.four_eyes.proposing import NOTHING_MORE, propose
from accounts.models import Customer, HowKnown, Proposal, User, phone_fingerprint
from accounts.recovery.cooling import cool
from accounts.recovery.suspension import release_number
from accounts.sign_in.visits import close_visits
from accounts.staff.deeds import record_deed
from accounts.staff.errors import SameNumber
from homebank.lib.phone import masked, parse_mobile
from notifications.events import record
from notifications.messages import queue_alert

KIND = "trusted-number"


def propose_number(
    *, customer: Customer, phone: str, document: str, reason: str, by: User,
    seen: Mapping[str, str] = NOTHING_MORE, is_counted: bool = False,
) -> Proposal:  # fmt: skip
    """Ask for another trusted number; nothing changes until somebody else approves it.

    `document` is a value of HowKnown. NotAMobile, SameNumber, PhoneTaken, and as `propose`.
    """
    facts = {"phone": read_number(customer, phone), "document": HowKnown(document).value}
    return propose(kind=KIND, subject=customer.pk, customer=customer, facts=facts, reason=reason,
                   by=by, seen=seen, is_counted=is_counted)  # fmt: skip


@transaction.atomic
def change_trusted_number(
    *, customer: Customer, phone: str, by: User | None, subject: UUID | None = None, **facts: str
) -> Customer:
    """Put the E.164 number in force; a mark on the old one's SIM goes with it.

    Codes that were sent to the old one confirm nothing from here on. `by` is None where no staff
    did it: a fact `machine` names the cash machine then. SameNumber, PhoneTaken.
    """
    file = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    old = file.phone
    if old == phone:
        raise SameNumber
    codes.void_all(customer=file)
    if file.identified_at is not None:  # whoever only registered with it gives it up
        release_number(phone=phone)
    _save_number(file, phone)
    user = User.objects.filter(customer=file).first()
    if user is not None:
        close_visits(user=user)
    cool(customer=file)
    shown = {"from": masked(old) if old else "", "to": masked(phone), **facts}
    if by is None:
        record(kind="number-changed", customer_id=file.pk, subject=subject, facts=shown)
    else:
        record_deed(kind="number-changed", customer=file, by=by, subject=subject, **shown)
    for told in filter(None, (old, phone)):
        queue_alert(phone=told, purpose="number-changed", language=file.language,
                    customer_id=file.pk)  # fmt: skip
    return file


def read_number(customer: Customer, phone: str) -> str:
    """The E.164 number that the customer may have. NotAMobile, SameNumber, PhoneTaken."""
    new = parse_mobile(phone)
    if new is None:
        raise NotAMobile
    if new == customer.phone:
        raise SameNumber
    holders = Customer.objects.filter(phone_fingerprint=phone_fingerprint(new))
    if holders.exclude(identified_at=None).exists():
        raise PhoneTaken
    return new


def _save_number(file: Customer, phone: str) -> None:
    file.phone, file.phone_fingerprint = phone, phone_fingerprint(phone)
    file.sim_changed_at = None
    try:
        with transaction.atomic():
            file.save(update_fields=["phone", "phone_fingerprint", "sim_changed_at"])
    except IntegrityError:
        raise PhoneTaken from None
