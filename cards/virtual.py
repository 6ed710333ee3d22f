"""A virtual card on demand: over one of the customer's own accounts, behind a code, at once."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from accounts.recovery.cooling import cooling_until
from cards.change_errors import (
    CardsWait,
    NoSuchAccount,
    NotIdentifiedYet,
    TooManyToday,
    TooManyVirtual,
)
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock
from ledger.models import Account
from notifications.messages import queue_alert

# Numbers are a bank's scarce good: so many virtual cards at a time, and in 24 hours.
MOST = 5
MOST_A_DAY = 5
DAY = timedelta(days=1)


def own_accounts(customer: Customer) -> list[Account]:
    """The customer's accounts for cards, the oldest first."""
    return list(Account.objects.filter(owner=customer, kind="card").order_by("opened_at", "id"))


def check_may_have_one(*, customer: Customer) -> None:
    """Raises NotIdentifiedYet, CardsWait(at) while access cools, TooManyVirtual, TooManyToday."""
    if not customer.is_identified:
        raise NotIdentifiedYet
    if (until := cooling_until(customer=customer)) is not None:
        raise CardsWait(at=until)
    virtual = Card.objects.filter(customer=customer, kind=Card.Kind.VIRTUAL)
    if virtual.living().count() >= MOST:
        raise TooManyVirtual(most=MOST)
    if virtual.filter(opened_at__gt=clock.now() - DAY).count() >= MOST_A_DAY:
        raise TooManyToday(most=MOST_A_DAY)


def ask_for_virtual_card(*, customer: Customer, account: str, language: str) -> Deed:
    """Check, and send the code that issues the card. `account` is an id of `own_accounts`.

    Raises what `check_may_have_one` does, NoSuchAccount, NoTrustedNumber.
    """
    check_may_have_one(customer=customer)
    _own(customer, account)
    return get_virtual_card.ask(customer=customer, language=language, account=account)


@confirmed(
    "virtual-card", title=_("Get a virtual card"), after="overview:my",
    done=_("The virtual card is issued and works. On the internet it pays once you open that in "
           "its limits."),
)  # fmt: skip
def get_virtual_card(*, customer: Customer, account: str) -> None:
    """Issue it over the account, or over a new one for who has none; tell the owner."""
    # Of two windows the second sees the first's card.
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    check_may_have_one(customer=locked)
    card = issue_card(customer=locked, account=_own(locked, account), kind=Card.Kind.VIRTUAL)
    if locked.phone:
        queue_alert(
            phone=locked.phone, purpose="virtual-card-issued", language=locked.language,
            customer_id=locked.pk, card_last4=card.last4,
        )  # fmt: skip


def _own(customer: Customer, account: str) -> Account | None:
    accounts = {str(each.pk): each for each in own_accounts(customer)}
    if not accounts and not account:
        return None
    if account not in accounts:
        raise NoSuchAccount
    return accounts[account]
