"""The slip with a new codeword: the word, its fee and the row that says so in one transaction.

The word is in the answer and nowhere else. Where that answer was lost, the machine asks again by
the same id: another word is drawn, and nothing is charged.
"""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.reissuing import print_codeword
from accounts.models import Customer
from cards.models import Card
from channel import limits
from channel.errors import CustomerBlocked, NoMoneyForSlip, NotPrintedAgain
from channel.finding import check_works, count, find_card
from channel.models import Terminal, TerminalDeed
from channel.once import do_once, found_before, repeated
from channel.shapes import Body
from channel.stopping import counted_deed
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.errors import NotEnoughMoney
from ledger.posting import Leg, post
from tariffs.models import Quote
from tariffs.quotes import make_quote
from tariffs.subjects import Subject

KIND, FEES = "codeword-slip", "fees"
PRICED_AS = Subject(category="codeword_slip")


@sensitive_variables()
def print_slip(*, terminal: Terminal, told: Body) -> Body:
    """Draw a word, set it, charge the tariff's fee; the word is in the answer.

    NoMoneyForSlip, TooMany(at), TerminalStopped, CardDoesNotWork, NotPrintedAgain, and as
    `find_card`.
    """
    if done := found_before(terminal=terminal, told=told, what=TerminalDeed.What.SLIP):
        return _print_again(done) if told.get("again") else repeated(done)
    card = find_card(terminal=terminal, number=told["card"])
    check_works(card)
    count(limits.SLIPS, card)
    try:
        with counted_deed(terminal, TerminalDeed.What.SLIP):
            return do_once(
                terminal=terminal, told=told, what=TerminalDeed.What.SLIP, card=card,
                deed=lambda row: _draw_and_charge(row, card), secrets=("word",),
            )  # fmt: skip
    except NotEnoughMoney as refusal:
        raise NoMoneyForSlip(fee=refusal.needed, available=refusal.available) from None


@sensitive_variables()
def _draw_and_charge(row: TerminalDeed, card: Card) -> Body:
    """The file first, the book last: the fees' account is held by nobody for long."""
    customer = _locked(card)
    row.quote = make_quote(subject=PRICED_AS, amount=Money(0), customer_id=customer.pk)
    word = print_codeword(customer=customer, machine=row.terminal.name)
    _charge(row, card, row.quote)
    return {"fee": row.quote.fee.minor, "currency": row.quote.fee.currency,
            "line": row.quote.line, "word": word}  # fmt: skip


def _charge(row: TerminalDeed, card: Card, quote: Quote) -> None:
    """The transfer has the deed's id: it is charged once, whatever comes."""
    if not quote.fee:
        return
    legs = [Leg(card.account_id, -quote.fee), Leg(bank_account(FEES).pk, quote.fee)]
    post(transfer_id=row.pk, kind=KIND, legs=legs, customer_id=card.customer_id, subject=row.pk)


@sensitive_variables()
def _print_again(done: TerminalDeed) -> Body:
    """Another word for a slip that nobody has seen. NotPrintedAgain."""
    with transaction.atomic():
        row = TerminalDeed.objects.select_for_update(of=("self",)).get(pk=done.pk)
        is_late = clock.now() - row.at > limits.AGAIN_LIFE
        if is_late or row.prints_again >= limits.PRINTS_AGAIN:
            raise NotPrintedAgain
        check_works(row.card)
        row.prints_again += 1
        row.save(update_fields=["prints_again"])
        word = print_codeword(customer=_locked(row.card), machine=row.terminal.name)
    return {**repeated(row), "word": word}


def _locked(card: Card) -> Customer:
    """The file, which may have been blocked since the card was found. CustomerBlocked."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=card.customer_id)
    if customer.is_blocked:
        raise CustomerBlocked
    return customer
