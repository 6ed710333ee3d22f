"""The trusted number: changed at a machine by card and PIN, proposed by a branch."""

from django.views.decorators.debug import sensitive_variables

from accounts.four_eyes import count_proposal
from accounts.recovery.trusted_number import (
    KIND,
    change_trusted_number,
    propose_number,
    read_number,
)
from channel import limits
from channel.finding import check_works, count, find_card
from channel.models import Terminal, TerminalDeed
from channel.once import do_once, found_before, moment, repeated
from channel.proving import proven_operator, seen_at
from channel.shapes import Body
from channel.stopping import counted_deed
from homebank.lib import phone

What = TerminalDeed.What


@sensitive_variables("told")
def change_number(*, terminal: Terminal, told: Body) -> Body:
    """Put the number in force for the holder of the card that the machine has in it.

    NotAMobile, SameNumber, PhoneTaken, TooMany(at), TerminalStopped, CardDoesNotWork, and as
    `find_card`.
    """
    if done := found_before(terminal=terminal, told=told, what=What.NUMBER):
        return repeated(done)
    card = find_card(terminal=terminal, number=told["card"])
    check_works(card)
    count(limits.NUMBERS, card)
    number = read_number(card.customer, told["number"])

    def deed(row: TerminalDeed) -> Body:
        change_trusted_number(customer=card.customer, phone=number, by=None, subject=row.pk,
                              machine=terminal.name)  # fmt: skip
        return {"number": phone.masked(number)}

    with counted_deed(terminal, What.NUMBER):
        return do_once(terminal=terminal, told=told, what=What.NUMBER, card=card, deed=deed)


@sensitive_variables("told")
def propose_change(*, terminal: Terminal, told: Body) -> Body:
    """Ask for it in the name of the operator who has seen the document; another one decides.

    OperatorNotProven, NotAMobile, SameNumber, PhoneTaken, TooMany(at), TerminalStopped, whatever
    four eyes refuse, and as `find_card`. A card in any state: the person has shown a document.
    """
    if done := found_before(terminal=terminal, told=told, what=What.NUMBER_PROPOSAL):
        return repeated(done)
    by = proven_operator(terminal=terminal, told=told, kind=KIND)
    card = find_card(terminal=terminal, number=told["card"])
    count(limits.NUMBERS, card)
    number = read_number(card.customer, told["number"])

    def deed(row: TerminalDeed) -> Body:
        made = propose_number(
            customer=card.customer, phone=told["number"], document=told["document"],
            reason=told["reason"], by=by, seen=seen_at(terminal), is_counted=True,
        )  # fmt: skip
        return {"number": phone.masked(number), "proposal": str(made.pk),
                "until": moment(made.expires_at)}  # fmt: skip

    with counted_deed(terminal, What.NUMBER_PROPOSAL):
        count_proposal(kind=KIND, subject=card.customer.pk, by=by)
        return do_once(terminal=terminal, told=told, what=What.NUMBER_PROPOSAL, card=card,
                       deed=deed)  # fmt: skip
