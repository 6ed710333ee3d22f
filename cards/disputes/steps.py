"""How a dispute moves on: its row, a line of its timeline, an event, and word to the customer."""

from accounts.models import Customer, User
from accounts.staff.deeds import record_deed
from cards.disputes.errors import DisputeOver
from cards.models import OPEN, Dispute, DisputeState, DisputeStep
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert

Kind = DisputeStep.Kind
# What each step makes of the dispute; one that finds the operation leaves it where it stands.
STATES = {
    Kind.RECEIVED: DisputeState.RECEIVED,
    Kind.EXAMINED: DisputeState.EXAMINED,
    Kind.ASKED: DisputeState.ASKED,
    Kind.RELEASED: DisputeState.RELEASED,
    Kind.RETURNED: DisputeState.RETURNED,
    Kind.REFUSED: DisputeState.REFUSED,
    Kind.WITHDRAWN: DisputeState.WITHDRAWN,
}
# The customer did these, and sees them at once: no message.
OWN = {Kind.WITHDRAWN}


def lock_dispute(dispute: Dispute) -> Dispute:
    """The row, locked, and still open. DisputeOver."""
    locked = Dispute.objects.select_for_update(of=("self",)).select_related("customer", "taken_by")
    found = locked.get(pk=dispute.pk)
    if not found.is_open:
        raise DisputeOver
    return found


def take_step(dispute: Dispute, kind: str, *, by: User | None = None, note: str = "") -> None:
    """Write the step with its event and its message, in the caller's transaction.

    `note` is an operator's sentence, checked by `record_deed`: ReasonHoldsSecret.
    """
    now = clock.now()
    if kind in STATES:
        dispute.state = STATES[Kind(kind)]
    dispute.closed_at = None if dispute.state in OPEN else now
    dispute.save()
    DisputeStep.objects.create(
        dispute=dispute, kind=kind, note=note, by=by.login_name or "" if by else "", at=now
    )
    _record(dispute, kind, by, note)
    if kind in STATES and kind not in OWN:
        _send_word(dispute, kind)


def _record(dispute: Dispute, kind: str, by: User | None, note: str) -> None:
    name, customer = f"dispute.{kind}", dispute.customer
    if by is None:
        record(kind=name, customer_id=customer.pk, subject=dispute.pk)
        return
    said = {"reason": note} if note else {}
    record_deed(kind=name, customer=customer, by=by, subject=dispute.pk, **said)


def _send_word(dispute: Dispute, kind: str) -> None:
    """An SMS to the trusted number, if there is one that messages may go to."""
    customer: Customer = dispute.customer
    if customer.phone:
        queue_alert(phone=customer.phone, purpose=f"dispute-{kind}", language=customer.language,
                    customer_id=customer.pk, card_last4=dispute.last4)  # fmt: skip
