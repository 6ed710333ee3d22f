"""Lifting the block of a card: a branch proposes it, somebody else approves it at the desk."""

from django.views.decorators.debug import sensitive_variables

from accounts.four_eyes import count_proposal, propose
from channel.finding import find_card
from channel.models import Terminal, TerminalDeed
from channel.once import do_once, found_before, moment, repeated
from channel.proving import proven_operator, seen_at
from channel.shapes import Body
from channel.stopping import counted_deed

KIND = "unblock-card"


@sensitive_variables("told")
def propose_unblocking(*, terminal: Terminal, told: Body) -> Body:
    """Ask for it in the name of the operator who has seen the document.

    OperatorNotProven, TooMany(at), TerminalStopped, whatever four eyes refuse (a card that is not
    blocked, one that waits already), and as `find_card`.
    """
    if done := found_before(terminal=terminal, told=told, what=TerminalDeed.What.UNBLOCKING):
        return repeated(done)
    by = proven_operator(terminal=terminal, told=told, kind=KIND)
    card = find_card(terminal=terminal, number=told["card"])

    def deed(_row: TerminalDeed) -> Body:
        made = propose(
            kind=KIND, subject=card.pk, customer=card.customer, reason=told["reason"], by=by,
            facts={"document": told["document"]}, seen=seen_at(terminal), is_counted=True,
        )  # fmt: skip
        return {"proposal": str(made.pk), "until": moment(made.expires_at)}

    with counted_deed(terminal, TerminalDeed.What.UNBLOCKING):
        count_proposal(kind=KIND, subject=card.pk, by=by)
        return do_once(terminal=terminal, told=told, what=TerminalDeed.What.UNBLOCKING, card=card,
                       deed=deed)  # fmt: skip
