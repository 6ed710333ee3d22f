"""Opening accounts, and what an account has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from homebank.identity import BANK
from homebank.lib import clock, iban
from homebank.lib.money import EXPONENTS, KZT, Money
from homebank.lib.prepared import prepared_rows
from ledger.errors import UnknownAccount
from ledger.models import Account

# Of an own account that every payment touches: eight workers seldom meet in one shard.
OWN_SHARDS = 16

# The shards of an account added up. Every page and payment asks it: see lib/prepared.py. One has
# words of its own: for a list the server would plan anew each time, by the list's length.
BALANCE = """
SELECT a.id, a.currency, a.floor_minor, sum(b.amount_minor)::bigint, sum(b.held_minor)::bigint
FROM ledger_account AS a JOIN ledger_balance AS b ON b.account_id = a.id
WHERE a.id = %s GROUP BY a.id
"""
BALANCES = """
SELECT b.account_id, a.currency, a.floor_minor,
       sum(b.amount_minor)::bigint, sum(b.held_minor)::bigint
FROM ledger_balance AS b JOIN ledger_account AS a ON a.id = b.account_id
WHERE b.account_id = ANY (%s::bigint[]) GROUP BY b.account_id, a.currency, a.floor_minor
"""

OWN = """
SELECT name, id FROM ledger_account
WHERE owner_id IS NULL AND name = ANY (%s::text[]) AND currency = %s
"""


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What an account has, what of it is held, and what may be spent (down to its floor)."""

    amount: Money
    held: Money
    available: Money


def open_account(
    *,
    kind: str,
    currency: str,
    owner_id: UUID | None = None,
    name: str = "",
    floor_minor: int | None = 0,
    shards: int = 1,
) -> Account:
    """Open an account: with an IBAN for a customer, by its name for the bank itself.

    An own account of the bank is opened once a name and currency: again, the first is given.
    Raises ValueError for an unknown currency.
    """
    if currency not in EXPONENTS:
        raise ValueError(f"unknown currency {currency!r}")
    number = _next_iban() if owner_id else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_open(%s, %s, %s, %s, %s, %s, %s::smallint, %s)",
            [kind, currency, owner_id, name, number, floor_minor, shards, clock.now()],
        )
        (account_id,) = cursor.fetchone()
    return Account.objects.get(pk=account_id)


def bank_account(name: str, *, currency: str = KZT) -> Account:
    """The bank's own account of that name, opened when it is first asked for.

    Without a floor, in shards. What stands before a colon is its kind: "biller:kazakhtelecom".
    """
    found = Account.objects.filter(owner=None, name=name, currency=currency).first()
    return found or open_account(
        kind=name.partition(":")[0], currency=currency, name=name, floor_minor=None,
        shards=OWN_SHARDS,
    )  # fmt: skip


def bank_accounts(names: Sequence[str], *, currency: str = KZT) -> list[Account]:
    """Several of the bank's own accounts, in the order of the names; one query if all are open."""
    open_ones = Account.objects.filter(owner=None, name__in=names, currency=currency)
    found = {account.name: account for account in open_ones}
    return [found.get(name) or bank_account(name, currency=currency) for name in names]


def bank_account_ids(names: Sequence[str], *, currency: str = KZT) -> list[int]:
    """The ids of such accounts in the order of the names: what a payment needs of them."""
    found = dict(prepared_rows(OWN, [list(names), currency]))
    return [found.get(name) or bank_account(name, currency=currency).pk for name in names]


def balance_of(account_id: int) -> AccountBalance:
    """The account's balance now. UnknownAccount if there is none."""
    rows = prepared_rows(BALANCE, [str(int(account_id))])
    if not rows:
        raise UnknownAccount
    return _balance(*rows[0][1:])


def balances_of(account_ids: Iterable[int]) -> dict[int, AccountBalance]:
    """The balances of several accounts in one query. Unknown ones are left out."""
    wanted = ",".join([str(int(account_id)) for account_id in account_ids])
    rows = prepared_rows(BALANCES, [f"{{{wanted}}}"])
    return {account_id: _balance(*rest) for account_id, *rest in rows}


def _balance(currency: str, floor: int | None, amount: int, held: int) -> AccountBalance:
    available = amount - held - (floor or 0)
    return AccountBalance(
        Money(amount, currency), Money(held, currency), Money(available, currency)
    )


def _next_iban() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_account_number')")
        (number,) = cursor.fetchone()
    return iban.make(BANK["iban_code"], f"{number:013}")
