"""Which step leads where: the whole life of an order in one table."""

from cards.models import CardOrder, OrderState, OrderStep
from cards.ordering.errors import NotNow

Kind, State = OrderStep.Kind, OrderState
# From which states a step may be taken, and where it leads.
STEPS: dict[str, tuple[tuple[OrderState, ...], OrderState]] = {
    Kind.RECEIVED: ((State.DRAFT,), State.RECEIVED),
    Kind.RESENT: ((State.RETURNED,), State.RECEIVED),
    # Also when another operator takes over one whose hour is over.
    Kind.CLAIMED: ((State.RECEIVED, State.CHECKED), State.CHECKED),
    Kind.RELEASED: ((State.CHECKED,), State.RECEIVED),
    Kind.RETURNED: ((State.CHECKED,), State.RETURNED),
    Kind.APPROVED: ((State.CHECKED,), State.APPROVED),
    Kind.PRODUCTION: ((State.APPROVED, State.REMAKE), State.PRODUCTION),
    Kind.ON_ITS_WAY: ((State.PRODUCTION,), State.ON_ITS_WAY),
    # What the bureau rejects, and what is lost or damaged afterwards: another card is made.
    Kind.REMAKE: ((State.PRODUCTION, State.ON_ITS_WAY, State.UNDELIVERED), State.REMAKE),
    Kind.UNDELIVERED: ((State.ON_ITS_WAY,), State.UNDELIVERED),
    Kind.SENT_AGAIN: ((State.UNDELIVERED,), State.ON_ITS_WAY),
    Kind.ISSUED: ((State.APPROVED, State.ON_ITS_WAY, State.UNDELIVERED), State.ISSUED),
    Kind.UNCOLLECTED: ((State.UNDELIVERED,), State.UNCOLLECTED),
    Kind.CANCELLED: (
        (State.DRAFT, State.RECEIVED, State.CHECKED, State.RETURNED, State.APPROVED, State.REMAKE),
        State.CANCELLED,
    ),
    Kind.EXPIRED: ((State.DRAFT, State.RETURNED), State.EXPIRED),
}


def check_step(order: CardOrder, kind: str) -> OrderState:
    """Where the step leads. NotNow(state) where the order may not take it.

    A virtual card is neither made nor carried; a plastic one is issued when it has been carried,
    whether it reached its owner or lies at a branch.
    """
    come_from, leads_to = STEPS[kind]
    if order.state not in come_from or not _fits(order, kind):
        raise NotNow(state=order.get_state_display())
    return leads_to


def _fits(order: CardOrder, kind: str) -> bool:
    if order.is_virtual:
        return kind not in {Kind.PRODUCTION, Kind.ON_ITS_WAY}
    return kind != Kind.ISSUED or order.state != State.APPROVED
