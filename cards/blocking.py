"""Blocking a card for good: only a branch lifts it (CRD-09)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cards.freezing import tell_owner
from cards.models import Card
from cards.standing import lock_working
from cards.switch_errors import NoSuchCause
from notifications.events import record

REASONS = frozenset({"lost", "stolen", "kept-by-atm", "unauthorised"})
CAUSES: Mapping[str, str | Promise] = {
    "lost": _("The card is lost"),
    "stolen": _("The card was stolen"),
    "kept-by-atm": _("A cash machine kept the card"),
    "unauthorised": _("There are operations that I did not make"),
}


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
            tell_owner("card-blocked", card)
    card.refresh_from_db(fields=["state", "blocked_for"])


def block_own(*, card: Card, cause: str) -> None:
    """The customer blocks a card that works or is frozen, for one of CAUSES.

    Raises NoSuchCause, CardBlocked, CardClosed, CardExpired.
    """
    if cause not in CAUSES:
        raise NoSuchCause
    with transaction.atomic():
        block_card(card=lock_working(card), reason=cause)
    card.refresh_from_db(fields=["state", "blocked_for"])
