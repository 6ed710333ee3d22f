"""The trusted number (ACC-08): changed by two members of staff, never by the portal.

Whoever is in is out, whatever waited for a code waits in vain, both numbers are told, and new
payees and limits wait for a day.
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts import codes, limits
from accounts.cooling import cool
from accounts.errors import (
    NotAMobile,
    NumberDecided,
    NumberWaits,
    OwnNumberProposal,
    PhoneTaken,
    SameNumber,
    TooManyTries,
)
from accounts.models import Customer, NumberChange, User, phone_fingerprint
from accounts.staff_deeds import count_deed, read_reason, record_deed
from accounts.suspension import release_number
from accounts.visits import close_visits
from homebank.lib import clock, throttle
from homebank.lib.phone import masked, parse_mobile
from notifications.messages import queue_alert

State = NumberChange.State


def propose_number(
    *, customer: Customer, phone: str, document: str, reason: str, by: User
) -> NumberChange:
    """Ask for another trusted number; nothing changes until somebody else approves it.

    `document` is a value of NumberChange.Document. NotAMobile, SameNumber, PhoneTaken,
    NumberWaits, ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    reason, new = read_reason(reason), _read_number(customer, phone)
    count_deed(by)
    taken = throttle.take(limits.NUMBER_PROPOSALS, str(customer.pk))
    if not taken.allowed:
        raise TooManyTries(at=taken.until)
    change = NumberChange(
        customer=customer, old=customer.phone, new=new, reason=reason, proposed_by=by,
        document=NumberChange.Document(document), proposed_at=clock.now(),
    )  # fmt: skip
    with transaction.atomic():
        _save_new(change)
        record_deed(kind="number-change-proposed", customer=customer, by=by, subject=change.pk,
                    reason=reason, proof=document, to=masked(new))  # fmt: skip
    return change


def approve_number(*, change_id: UUID, by: User) -> Customer:
    """The second one agrees: the number is in force. NumberDecided, OwnNumberProposal, PhoneTaken,
    SameNumber, TooManyTries(at).
    """
    count_deed(by)
    with transaction.atomic():
        change = _waiting(change_id, by)
        _decide(change, by, State.APPROVED)
        return change_trusted_number(
            customer=change.customer, phone=change.new, by=by, subject=change.pk,
            reason=change.reason, proof=str(change.document),
        )  # fmt: skip


def reject_number(*, change_id: UUID, by: User, reason: str) -> None:
    """The second one does not agree. NumberDecided, OwnNumberProposal, ReasonMissing."""
    reason = read_reason(reason)
    with transaction.atomic():
        change = _waiting(change_id, by)
        change.decision = reason
        _decide(change, by, State.REJECTED)
        record_deed(kind="number-change-rejected", customer=change.customer, by=by,
                    subject=change.pk, reason=reason)  # fmt: skip


@transaction.atomic
def change_trusted_number(
    *, customer: Customer, phone: str, by: User, subject: UUID | None = None, **facts: str
) -> Customer:
    """Put the E.164 number in force; a mark on the old one's SIM goes with it.

    Codes that were sent to the old one confirm nothing from here on. SameNumber, PhoneTaken.
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
    shown = {"from": masked(old) if old else "", "to": masked(phone)}
    record_deed(kind="number-changed", customer=file, by=by, subject=subject, **shown, **facts)
    for told in filter(None, (old, phone)):
        queue_alert(phone=told, purpose="number-changed", language=file.language,
                    customer_id=file.pk)  # fmt: skip
    return file


def _read_number(customer: Customer, phone: str) -> str:
    new = parse_mobile(phone)
    if new is None:
        raise NotAMobile
    if new == customer.phone:
        raise SameNumber
    holders = Customer.objects.filter(phone_fingerprint=phone_fingerprint(new))
    if holders.exclude(identified_at=None).exists():
        raise PhoneTaken
    return new


def _save_new(change: NumberChange) -> None:
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError:
        raise NumberWaits from None


def _save_number(file: Customer, phone: str) -> None:
    file.phone, file.phone_fingerprint = phone, phone_fingerprint(phone)
    file.sim_changed_at = None
    try:
        with transaction.atomic():
            file.save(update_fields=["phone", "phone_fingerprint", "sim_changed_at"])
    except IntegrityError:
        raise PhoneTaken from None


def _waiting(change_id: UUID, by: User) -> NumberChange:
    """The proposal, locked after its file as everywhere, by somebody else and undecided."""
    owner_id = NumberChange.objects.values_list("customer_id", flat=True).get(pk=change_id)
    Customer.objects.select_for_update(no_key=True).get(pk=owner_id)
    locked = NumberChange.objects.select_for_update(of=("self",)).select_related("customer")
    change = locked.get(pk=change_id)
    if change.state != State.WAITS:
        raise NumberDecided
    if change.proposed_by_id == by.pk:
        raise OwnNumberProposal
    return change


def _decide(change: NumberChange, by: User, state: State) -> None:
    change.state, change.decided_by, change.decided_at = state, by, clock.now()
    change.save()
