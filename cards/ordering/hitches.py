"""What goes wrong with plastic: made again, brought back, sent again, destroyed after its time."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.staff.deeds import count_deed, read_reason, record_deed
from cards.models import Card, CardOrder
from cards.ordering.causes import FAILURES, FAULTS, is_refused
from cards.ordering.claiming import ORDER_DEEDS, locked_order
from cards.ordering.delivering import check_not_stopped
from cards.ordering.delivery import find_branch
from cards.ordering.desk_errors import KeptLonger, NoSuchBranch, NoSuchHitch
from cards.ordering.states import Kind, check_step
from cards.ordering.steps import take_step
from homebank.lib import clock
from notifications.messages import queue_alert

# How long a card that nobody took lies at the bank before it may be destroyed.
KEPT_AT_BANK = timedelta(days=90)


def make_again(
    *, order_id: UUID, cause: str, reason: str, by: User, latin_name: str = ""
) -> None:  # fmt: skip
    """Another card is made with the next batch, over the same account; this one never worked and
    ends. `cause` is one of FAULTS, `latin_name` what the next one bears, if another.

    NoSuchHitch, ReasonMissing, ReasonHoldsSecret, NotNow, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    note = read_reason(reason)
    _check_known(cause, FAULTS)
    with locked_order(order_id) as order:
        check_step(order, Kind.REMAKE)
        _end_card(order, by, "made-again")
        renamed = {"renamed": "yes"} if latin_name not in {"", order.latin_name} else {}
        order.latin_name = latin_name or order.latin_name
        order.hitch, order.kept_at, order.kept_until = cause, "", None
        take_step(order, Kind.REMAKE, by=by, note=note, changed=renamed, hitch=cause)


def note_undelivered(*, order_id: UUID, cause: str, branch: str, reason: str, by: User) -> None:
    """The card came back. `cause` is one of FAILURES; `branch` where it lies for its owner, or
    empty: the bank calls.

    NoSuchHitch, NoSuchBranch, ReasonMissing, ReasonHoldsSecret, NotNow, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    note = read_reason(reason)
    _check_known(cause, FAILURES)
    _check_branch(branch)
    with locked_order(order_id) as order:
        order.hitch, order.kept_at = cause, branch
        elsewhere = {"kept_at": branch} if branch not in {"", order.branch} else {}
        order.kept_until = clock.now() + KEPT_AT_BANK
        take_step(order, Kind.UNDELIVERED, by=by, note=note, changed=elsewhere, hitch=cause)


def send_again(*, order_id: UUID, branch: str, reason: str, by: User) -> None:
    """Another delivery: to the same place, or to the `branch` that was agreed with the customer.

    NoSuchBranch, ReasonMissing, ReasonHoldsSecret, CustomerStopped, NotNow, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    note = read_reason(reason)
    _check_branch(branch)
    with locked_order(order_id) as order:
        check_not_stopped(order)
        order.hitch, order.kept_at, order.kept_until = "", "", None
        take_step(order, Kind.SENT_AGAIN, by=by, note=note, changed=_redirect(order, branch))


def destroy_card(*, order_id: UUID, reason: str, by: User) -> None:
    """Nobody took the card, or nobody in its time: it is destroyed and closed, the order ends.

    The account stays its owner's, with what is on it. KeptLonger(day), ReasonMissing,
    ReasonHoldsSecret, NotNow, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    note = read_reason(reason)
    with locked_order(order_id) as order:
        check_step(order, Kind.UNCOLLECTED)
        if order.kept_until is not None and not may_be_destroyed(order):
            raise KeptLonger(day=order.kept_until)
        _end_card(order, by, "not-collected")
        take_step(order, Kind.UNCOLLECTED, by=by, note=note)


def may_be_destroyed(order: CardOrder) -> bool:
    """Whether what was not delivered has been kept long enough: nothing is kept for whoever did not
    accept it.
    """
    if order.kept_until is None:
        return False
    return is_refused(order) or order.kept_until <= clock.now()


def _check_known(cause: str, known: Mapping[str, StrOrPromise]) -> None:
    if cause not in known:
        raise NoSuchHitch


def _check_branch(branch: str) -> None:
    if branch and find_branch(branch) is None:
        raise NoSuchBranch


def _redirect(order: CardOrder, branch: str) -> dict[str, str]:
    """The card goes to the branch from now on, if one is named; what the event says of the change.

    The address that was ordered stays readable in the order, and never stands in an event.
    """
    before = (order.delivery, order.branch)
    if branch == "" or before == (CardOrder.Delivery.BRANCH, branch):
        return {}
    order.delivery, order.branch = CardOrder.Delivery.BRANCH, branch
    facts = {"branch": branch, "delivery_before": before[0], "branch_before": before[1]}
    return {name: value for name, value in facts.items() if value}


def _end_card(order: CardOrder, by: User, why: str) -> None:
    """The card, which never worked, is closed. Whose file it is in, if it is another's, is told."""
    card = Card.objects.select_related("customer").get(order=order)
    Card.objects.filter(pk=card.pk, state=Card.State.WAITS).update(state=Card.State.CLOSED)
    owner = card.customer
    record_deed(kind="card.closed", customer=owner, by=by, subject=card.pk, reason=why)
    if owner.pk != order.customer_id and owner.phone:
        queue_alert(phone=owner.phone, purpose="card-closed", language=owner.language,
                    customer_id=owner.pk, card_last4=card.last4)  # fmt: skip
