"""The verbs of the book: post, hold, settle, release, reverse. Each is one call of the database.

Every verb happens once by its id: the same id with the same payload again gives the first result,
with another payload it is refused. A refusal ends the transaction that the verb stands in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from homebank.lib import clock
from homebank.lib.money import Money
from homebank.lib.prepared import prepared_row
from ledger.errors import CurrencyMismatch, Unbalanced, refusal_of
from ledger.models import Hold


@dataclass(frozen=True, slots=True)
class Leg:
    """One account's part in a transfer. Signed: minus is a debit."""

    account_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Posted:
    """A transfer that stands in the book. `repeated` says that it stood there before this call."""

    transfer_id: UUID
    at: datetime
    repeated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it stands. `resolved_at` is None while it keeps the money."""

    hold_id: UUID
    account_id: int
    amount: Money
    state: Hold.State
    placed_at: datetime
    resolved_at: datetime | None = None
    repeated: bool = field(default=False, compare=False)


def post(
    *,
    transfer_id: UUID,
    kind: str,
    legs: Sequence[Leg],
    customer_id: UUID | None,
    subject: UUID | None = None,
    memo: str = "",
) -> Posted:
    """Move money between accounts; the legs sum to zero in each currency.

    Raises NotEnoughMoney, IdConflict, CurrencyMismatch, Unbalanced, UnknownAccount.
    """
    at, repeated = _call(
        "SELECT at, repeated FROM ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        transfer_id, customer_id, kind, subject, memo, *_arrays(legs), _offset(),
    )  # fmt: skip
    return Posted(transfer_id, at, repeated)


def hold(
    *,
    hold_id: UUID,
    account_id: int,
    amount: Money,
    kind: str,
    customer_id: UUID | None,
    subject: UUID | None = None,
) -> Held:
    """Keep a positive amount of the account for a deed that is not yet done.

    Raises NotEnoughMoney, IdConflict, CurrencyMismatch, UnknownAccount; ValueError for no amount.
    """
    if amount.minor <= 0:
        raise ValueError("a hold holds a positive amount")
    state, placed_at, resolved_at, repeated = _call(
        "SELECT state, placed_at, resolved_at, repeated FROM"
        " ledger_hold(%s, %s, %s, %s, %s, %s, %s, %s)",
        hold_id, customer_id, kind, subject,
        account_id, amount.minor, amount.currency, _offset(),
    )  # fmt: skip
    return Held(hold_id, account_id, amount, Hold.State(state), placed_at, resolved_at, repeated)


def settle(
    *, hold_id: UUID, transfer_id: UUID, kind: str, legs: Sequence[Leg], memo: str = ""
) -> Posted:
    """End a hold by the transfer it was for. The legs may take less than was held, or more.

    The transfer has the hold's customer and subject. Raises HoldResolved, UnknownHold,
    NotEnoughMoney, IdConflict, CurrencyMismatch, Unbalanced, UnknownAccount.
    """
    at, repeated = _call(
        "SELECT at, repeated FROM ledger_settle(%s, %s, %s, %s, %s, %s, %s, %s)",
        hold_id, transfer_id, kind, memo, *_arrays(legs), _offset(),
    )  # fmt: skip
    return Posted(transfer_id, at, repeated)


def release(*, hold_id: UUID) -> Held:
    """End a hold without a transfer: the money is available again. HoldResolved, UnknownHold."""
    account_id, minor, currency, placed_at, resolved_at, repeated = _call(
        "SELECT account, amount, currency, placed_at, resolved_at, repeated"
        " FROM ledger_release(%s, %s)",
        hold_id, _offset(),
    )  # fmt: skip
    amount, state = Money(minor, currency), Hold.State.RELEASED
    return Held(hold_id, account_id, amount, state, placed_at, resolved_at, repeated)


def reverse(*, transfer_id: UUID, reversal_id: UUID, reason: str) -> Posted:
    """Undo a transfer by adding its opposite; nothing is edited.

    Raises UnknownTransfer, NotReversible, IdConflict, and NotEnoughMoney where the money that
    was received is spent already.
    """
    at, repeated = _call(
        "SELECT at, repeated FROM ledger_reverse(%s, %s, %s, %s)",
        transfer_id, reversal_id, reason, _offset(),
    )  # fmt: skip
    return Posted(reversal_id, at, repeated)


def _arrays(legs: Iterable[Leg]) -> tuple[str, str, str]:
    """Accounts, signed minor units, currencies: one leg an account, in the order of accounts.

    Written as PostgreSQL's arrays: psycopg's own way costs more than the rest of the call.
    """
    sums: dict[int, Money] = {}
    for leg in legs:
        before = sums.get(leg.account_id)
        if before is not None and before.currency != leg.amount.currency:
            raise CurrencyMismatch
        sums[leg.account_id] = leg.amount if before is None else before + leg.amount
    moved = sorted((account, amount) for account, amount in sums.items() if amount)
    if not moved:
        raise Unbalanced
    accounts = ",".join([str(account) for account, _amount in moved])
    amounts = ",".join([str(amount.minor) for _account, amount in moved])
    currencies = ",".join([amount.currency for _account, amount in moved])
    return f"{{{accounts}}}", f"{{{amounts}}}", f"{{{currencies}}}"


def _offset() -> str:
    """How far the bank's clock stands from the server's, as an interval. Zero in production."""
    return f"{clock.offset().total_seconds()} s"


def _call(statement: str, *arguments: Any) -> tuple[Any, ...]:
    try:
        return prepared_row(statement, arguments)
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
