"""What can become of a payment: its states and the only ways from one to another.

    checking -> draft -> sent -> done
        |  \\      |  \\     |  \\-> returned
        |   \\     |   \\    \\---> unknown -> done | returned
        v    v    v    v
     failed  refused   checking (the price has expired and is asked for again)

A card of another bank is debited first: draft -> charging -> sent | failed.

Money is touched by three arrows only: into `sent` (held), out of `sent` or `unknown` (debited or
given back), and from `done` to `returned`, by which two members of staff take a payment back. What
leaves `charging` for `failed` was not taken, or goes back.
docs/life-of-a-payment.md tells the story.
"""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """CHECKING waits for the biller's word, DRAFT for the customer's, SENT for the biller's act.

    CHARGING waits for the acquirer: a card of another bank is debited before the biller is asked.
    """

    CHECKING = "checking", pgettext_lazy("payment", "being checked")
    FAILED = "failed", pgettext_lazy("payment", "refused by the biller")
    DRAFT = "draft", pgettext_lazy("payment", "awaits confirmation")
    REFUSED = "refused", pgettext_lazy("payment", "cancelled")
    CHARGING = "charging", pgettext_lazy("payment", "being debited by the card’s bank")
    SENT = "sent", pgettext_lazy("payment", "processing")
    DONE = "done", pgettext_lazy("payment", "done")
    RETURNED = "returned", pgettext_lazy("payment", "money returned")
    UNKNOWN = "unknown", pgettext_lazy("payment", "outcome unknown")


TRANSITIONS: dict[State, frozenset[State]] = {
    State.CHECKING: frozenset({State.DRAFT, State.FAILED, State.REFUSED}),
    State.DRAFT: frozenset({State.SENT, State.CHARGING, State.REFUSED, State.CHECKING}),
    State.CHARGING: frozenset({State.SENT, State.FAILED}),
    State.SENT: frozenset({State.DONE, State.RETURNED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.DONE, State.RETURNED}),
    State.FAILED: frozenset(),
    State.REFUSED: frozenset(),
    # Only by two members of staff, who take it back (payments/reversing.py).
    State.DONE: frozenset({State.RETURNED}),
    State.RETURNED: frozenset(),
}
# Nothing more happens to these by itself.
ENDS = frozenset({State.FAILED, State.REFUSED, State.DONE, State.RETURNED})
# A worker has something to ask in these, at once.
ASKED = (State.CHECKING, State.CHARGING, State.SENT)
# A worker takes these up when their time has come: a draft that nobody wants is closed.
WORKED_ON = (*ASKED, State.DRAFT)
# The customer's money is held in these.
HOLDING = (State.SENT, State.UNKNOWN)


class WrongTransition(Exception):
    """A step that the table does not have: a mistake of ours, never of the customer."""


def check(before: State, after: State) -> None:
    """WrongTransition unless the table has the step."""
    if after not in TRANSITIONS[before]:
        raise WrongTransition(f"{before} -> {after}")
