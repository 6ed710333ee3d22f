"""Closing a card for good. With the last card of an account its money moves first, in one step."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from cards.alerts.switching import turn_off_alerts
from cards.authorization.overdrafts import owed_on
from cards.change_errors import (
    CannotCloseYet,
    ChooseWhereTo,
    ClosedAlready,
    MoneyMovedMeanwhile,
)
from cards.models import Card, CardOrder, OrderState
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.errors import NotEnoughMoney
from ledger.models import Account, Hold
from ledger.posting import Leg, post
from notifications.events import record
from notifications.messages import queue_alert
from tariffs.quotes import Price, make_quote, price
from tariffs.subjects import Subject

BOOK_KIND = "closing-transfer"
UNDER_WAY = (OrderState.PRODUCTION, OrderState.ON_ITS_WAY, OrderState.UNDELIVERED)
OWN_ACCOUNTS = Subject(category="transfers", operation="own_accounts")


@dataclass(frozen=True, slots=True)
class Blocker:
    """What has to be done before the card can be closed, and the page where it is done."""

    text: str | Promise
    address: str


def is_last_of_account(card: Card) -> bool:
    """Whether no other card reaches the account's money."""
    return not Card.objects.living().filter(account=card.account_id).exclude(pk=card.pk).exists()


def blockers_of(card: Card) -> list[Blocker]:
    """All that is in the way, to be shown at once. What money is in asks of the last card alone."""
    own = list(_under_way(card))
    return own + list(_in_the_way(card)) if is_last_of_account(card) else own


def remainder_of(card: Card) -> Money:
    """What moves to another account with the card's end; nothing while another card is there."""
    return balance_of(card.account_id).amount if is_last_of_account(card) else Money(0)


def targets_of(card: Card) -> list[Card]:
    """Where the remainder may move: one living card of each other account in the currency."""
    others = Card.objects.of(card.customer).living().exclude(account=card.account_id)
    same = others.filter(account__currency=card.account.currency).exclude(state=Card.State.WAITS)
    return list({each.account_id: each for each in reversed(list(same))}.values())[::-1]


def price_of_move(amount: Money) -> Price:
    """What the tariff asks for moving the remainder: its line for one's own accounts."""
    return price(subject=OWN_ACCOUNTS, amount=amount)


def ask_to_close(*, card: Card, target: str, language: str) -> Deed:
    """Check, and send the code that closes the card. `target` is the id of a card of `targets_of`.

    Raises ClosedAlready, CannotCloseYet, ChooseWhereTo, NoTrustedNumber.
    """
    _check(card)
    if remainder_of(card):
        _target(card, target)
    return close_card.ask(customer=card.customer, language=language, card_id=str(card.pk),
                          card_last4=card.last4, target=target)  # fmt: skip


@confirmed(
    "card-closing", title=_("Close the card"), after="cards:about", at=("card_id",),
    done=_("The card is closed. Its statement stays here."),
    says=lambda facts: {"card_last4": facts["card_last4"]},
)  # fmt: skip
def close_card(*, customer: Customer, card_id: str, card_last4: str, target: str) -> None:
    """Close it, its remainder moved in the same transaction; tell the owner."""
    card = _locked(UUID(card_id), customer)
    _check(card)
    turn_off_alerts(card=card)
    # Closed first: with nothing else left to write, the book's locks are taken last.
    Card.objects.filter(pk=card.pk).update(state=Card.State.CLOSED)
    record(kind="card.closed", customer_id=customer.pk, subject=card.pk,
           facts={"reason": "owner"})  # fmt: skip
    if customer.phone:
        queue_alert(
            phone=customer.phone, purpose="card-closed", language=customer.language,
            customer_id=customer.pk, card_last4=card_last4,
        )  # fmt: skip
    if is_last_of_account(card):
        _move_remainder(card, target)


def _check(card: Card) -> None:
    if card.state == Card.State.CLOSED:
        raise ClosedAlready
    if blockers_of(card):
        raise CannotCloseYet


def _under_way(card: Card) -> Iterator[Blocker]:
    """A card that was ordered goes its way to the end: closed meanwhile, its order had none."""
    order = CardOrder.objects.filter(card=card, state__in=UNDER_WAY).first()
    if order is not None:
        its_page = reverse("orders:order", args=[order.pk])
        is_own = order.customer_id == card.customer_id
        yield Blocker(
            _("The card was ordered and is not handed over yet: close it when you have it."),
            its_page if is_own else reverse("public:branches"),
        )


def _in_the_way(card: Card) -> Iterator[Blocker]:
    statement = reverse("cards:card", args=[card.pk])
    if Hold.objects.open().filter(account=card.account_id).exists():
        yield Blocker(
            _("Money is blocked on the account: wait until it is taken or comes back."), statement
        )
    if owed_on(card.account_id):
        yield Blocker(_("The account has a technical overdraft: top it up first."), statement)
    if balance_of(card.account_id).available and not targets_of(card):
        yield Blocker(
            _("You have no other account for the remainder: spend it, or a branch pays it out in "
              "cash."),
            reverse("public:branches"),
        )  # fmt: skip


def _locked(card_id: UUID, customer: Customer) -> Card:
    """The card, every card over its account locked in one order: a purchase waits or comes first,
    and of two that are closed at once the second is the last."""
    own = Card.objects.filter(customer=customer)
    account_id = own.values_list("account_id", flat=True).get(pk=card_id)
    rows = Card.objects.filter(account=account_id).order_by("pk")
    list(rows.select_for_update(no_key=True))
    return own.select_related("account", "customer").get(pk=card_id)


def _target(card: Card, target: str) -> Account:
    found = next((each for each in targets_of(card) if str(each.pk) == target), None)
    if found is None:
        raise ChooseWhereTo
    return found.account


def _move_remainder(card: Card, target: str) -> None:
    """All that is there, less the tariff's fee. Whoever pays in or out meanwhile is noticed."""
    rest = balance_of(card.account_id).amount
    if not rest:
        return
    to = _target(card, target)
    try:
        _post(card, to, rest)
    except NotEnoughMoney:
        raise MoneyMovedMeanwhile from None
    # The book has the account locked by now: what is left came between the look and the lock.
    if balance_of(card.account_id).amount:
        raise MoneyMovedMeanwhile


def _post(card: Card, to: Account, rest: Money) -> None:
    quote = make_quote(subject=OWN_ACCOUNTS, amount=rest, customer_id=card.customer_id)
    fee = min(quote.fee, rest)
    shares = [(card.account_id, -rest), (to.pk, rest - fee)]
    if fee:
        shares.append((bank_account("fees").pk, fee))
    post(
        transfer_id=uuid5(NAMESPACE_URL, f"homebank:closing:{card.pk}"), kind=BOOK_KIND,
        legs=[Leg(account_id, amount) for account_id, amount in shares if amount],
        customer_id=card.customer_id, subject=card.pk,
    )  # fmt: skip
