"""What a step changed about the plastic of an order, as the desk's page of the order tells it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cards.models import CardOrder, OrderStep
from cards.ordering.delivery import branch_in_words
from cards.ordering.reasons import why_of
from cards.ordering.states import Kind

Rows = list[tuple[str, str]]
# What became of plastic that did not go straight to its owner.
TURNS = (Kind.REMAKE, Kind.UNDELIVERED, Kind.SENT_AGAIN, Kind.UNCOLLECTED)


@dataclass(frozen=True, slots=True)
class Told:
    """A step with what it changed, and why it was taken."""

    step: OrderStep
    rows: Rows

    @property
    def is_turn(self) -> bool:
        return self.step.kind in TURNS


def told_steps(order: CardOrder) -> list[Told]:
    """The whole timeline, for staff. One query."""
    return [Told(step, [*changes_of(step), *why_of(step)]) for step in order.steps.all()]


def turns_of(steps: Iterable[Told]) -> list[Told]:
    """Those of the steps that the plastic's own part of the page repeats."""
    return [told for told in steps if told.is_turn]


def changes_of(step: OrderStep) -> Rows:
    """Labels and words of what was changed; nothing of a step that changed nothing."""
    changed = step.changed
    rows: Rows = []
    if changed.get("renamed"):
        rows.append((_("Name on the card"), _("another one than was ordered")))
    if branch := changed.get("branch"):
        rows.append((_("Where it goes now"), branch_in_words(branch)))
        rows.append((_("Where it went before"), _former(changed)))
    if kept_at := changed.get("kept_at"):
        rows.append((_("Where it waits"), branch_in_words(kept_at)))
    return rows


def _former(changed: dict[str, str]) -> str:
    """How it went before: by hand, the address stands in the order; or to which branch."""
    if branch := changed.get("branch_before"):
        return branch_in_words(branch)
    return pgettext("delivery", "by hand")
