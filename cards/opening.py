"""The first money of an account: paid in as cash when it was opened."""

from uuid import NAMESPACE_URL, uuid5

from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.models import Account
from ledger.posting import Leg, Posted, post


def put_opening_balance(*, account: Account, amount: Money) -> Posted:
    """Post the amount from the bank's cash to the account, once in the account's life.

    Again with the same amount: the first posting. IdConflict with another one.
    """
    cash = bank_account("cash", currency=amount.currency)
    return post(
        transfer_id=uuid5(NAMESPACE_URL, f"homebank:opening:{account.pk}"),
        kind="opening",
        legs=[Leg(cash.pk, -amount), Leg(account.pk, amount)],
        customer_id=account.owner_id,
    )
