"""How an order moves on: its row, a line of its timeline, an event, and word to the customer."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from accounts.models import User
from accounts.staff.deeds import record_deed
from cards.models import ORDER_ENDS, Card, CardOrder, OrderState, OrderStep
from cards.ordering.states import Kind, check_step
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert

# By when an operator answers what was sent; how long one that was returned waits for its owner.
ANSWER_WITHIN = timedelta(hours=24)
RETURNED_FOR = timedelta(days=30)
# The customer did it, or nothing has come of it yet: no message.
UNTOLD = {Kind.RELEASED, Kind.APPROVED, Kind.CANCELLED}
# Plastic came to nothing: the line keeps why.
HITCHES = {Kind.REMAKE, Kind.UNDELIVERED, Kind.UNCOLLECTED}
NOTHING: Mapping[str, str] = {}
# The SMS names the card: to whom the card belongs, never to another who ordered it.
WITH_DIGITS = {Kind.ISSUED, Kind.UNCOLLECTED}


def lock_order(order_id: UUID) -> CardOrder:
    """The row with its customer, locked till the end of the transaction. CardOrder.DoesNotExist."""
    rows = CardOrder.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("customer").get(pk=order_id)


def take_step(
    order: CardOrder, kind: str, *, by: User | None = None, note: str = "",
    changed: Mapping[str, str] = NOTHING, **facts: str,
) -> None:  # fmt: skip
    """Write the step with its event and its message, in the transaction that locked the order.

    The whole row is saved: what the caller set on it goes along. `note` is an operator's sentence,
    checked by `record_deed`: ReasonHoldsSecret. `changed` is kept with the step (OrderStep.changed)
    and told by the event with `facts`. Raises NotNow where the order may not take it.
    """
    order.state = check_step(order, kind)
    _keep_time(order)
    is_told = _is_told(order, kind)
    order.save()
    OrderStep.objects.create(
        order=order, kind=kind, note=note, by=by.login_name or "" if by else "", at=clock.now(),
        returned=order.returned if kind == Kind.RETURNED else {},
        hitch=order.hitch if kind in HITCHES else "", changed=dict(changed),
    )  # fmt: skip
    _record(order, kind, by, note, {**facts, **changed})
    if is_told:
        _send_word(order, _purpose(order, kind, changed))


def _keep_time(order: CardOrder) -> None:
    """What follows from where the order stands now: its deadline, its end, whose hands it is in."""
    now = clock.now()
    if order.state == OrderState.RECEIVED and not order.due_at:
        order.due_at = now + ANSWER_WITHIN
    if order.state == OrderState.RETURNED:
        order.draft_until, order.corrected = now + RETURNED_FOR, []
    if order.state not in {OrderState.RECEIVED, OrderState.CHECKED}:
        order.due_at = None
    if order.state != OrderState.CHECKED:
        order.claimed_by, order.claimed_until = "", None
    order.closed_at = now if order.state in ORDER_ENDS else None


def _is_told(order: CardOrder, kind: str) -> bool:
    """Whether an SMS says it: of several operators in turn, only that it is being checked."""
    if kind in UNTOLD or order.sent_at is None:
        return False
    if kind != Kind.CLAIMED:
        return True
    last = order.steps.exclude(kind=Kind.RELEASED).order_by("-id").first()
    return last is None or last.kind != Kind.CLAIMED


def _record(order: CardOrder, kind: str, by: User | None, note: str, facts: dict[str, str]) -> None:
    name, customer = f"order.{kind}", order.customer
    if by is None:
        record(kind=name, customer_id=customer.pk, subject=order.pk, facts=facts)
        return
    said = {"reason": note} if note else {}
    record_deed(kind=name, customer=customer, by=by, subject=order.pk, **said, **facts)


def _purpose(order: CardOrder, kind: str, changed: Mapping[str, str]) -> str:
    """Which text tells the step: of a card in another's file, one without digits; of one that goes
    elsewhere than before, that it does.
    """
    if kind == Kind.SENT_AGAIN and "branch" in changed:
        return "order-redirected"
    if kind in WITH_DIGITS and _own_card(order) is None:
        return f"order-{kind}-other"
    return f"order-{kind}"


def _own_card(order: CardOrder) -> Card | None:
    card = order.card
    return card if card is not None and card.customer_id == order.customer_id else None


def _send_word(order: CardOrder, purpose: str) -> None:
    """An SMS to the trusted number, never to another that was typed for the call."""
    customer = order.customer
    if not customer.phone:
        return
    params = {"number": str(order.number)}
    if (card := _own_card(order)) is not None:
        params["card_last4"] = card.last4
    queue_alert(phone=customer.phone, purpose=purpose, language=customer.language,
                customer_id=customer.pk, **params)  # fmt: skip
