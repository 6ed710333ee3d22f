"""Blocking a card for good: only a branch lifts it (CRD-09)."""

from django.db import transaction

from cards.models import Card
from notifications.events import record

REASONS = frozenset({"lost", "stolen", "kept-by-atm", "unauthorised"})


def block_card(*, card: Card, reason: str) -> None:
    """Block the card. A blocked one stays as it is; a closed one cannot be blocked.

    `reason` is one of REASONS. ValueError for another.
    """
    if reason not in REASONS:
        raise ValueError(f"no such reason to block a card: {reason!r}")
    living = [Card.State.ACTIVE, Card.State.FROZEN]
    with transaction.atomic():
        blocked = Card.objects.filter(pk=card.pk, state__in=living)
        if blocked.update(state=Card.State.BLOCKED, blocked_for=reason):
            facts = {"reason": reason}
            record(kind="card.blocked", customer_id=card.customer_id, subject=card.pk, facts=facts)
    card.refresh_from_db(fields=["state", "blocked_for"])
