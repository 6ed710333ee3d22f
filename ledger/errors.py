"""What the book refuses, by name. Each has an SQLSTATE of the class LB, raised in ledger/sql."""

import json
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from homebank.lib.amounts import show
from homebank.lib.clock import ALMATY
from homebank.lib.errors import Refusal
from homebank.lib.money import Money

_show = lazy(show, str)


class LedgerRefusal(Refusal):
    """A posting verb that wrote nothing. The transaction it stood in can only be rolled back."""


class NotEnoughMoney(LedgerRefusal):
    """The account's available money does not suffice. `needed` and `available` are Money."""

    message = _(
        "There is not enough money: {needed} is needed, {available} is available."
        " Top up the account or choose another."
    )

    def __init__(self, *, needed: Money, available: Money) -> None:
        super().__init__(needed=_show(needed), available=_show(available))
        self.needed, self.available = needed, available


class HoldResolved(LedgerRefusal):
    """The hold was already settled by another transfer, or released."""

    message = _("This blocked amount is already settled or released. Nothing has changed.")


class IdConflict(LedgerRefusal):
    """The id was used before, for something else."""

    message = _("This operation was already made with other details. Start a new one.")


class CurrencyMismatch(LedgerRefusal):
    """A leg's currency is not its account's."""

    message = _("The account is in another currency. Choose an account in the same currency.")


class Unbalanced(LedgerRefusal):
    """The legs move nothing, or do not sum to zero in each currency."""

    message = _("The amounts of this operation do not add up. Nothing has changed.")


class UnknownAccount(LedgerRefusal):
    """No account has this id."""

    message = _("There is no such account. Choose another.")


class UnknownHold(LedgerRefusal):
    """No hold has this id."""

    message = _("There is no such blocked amount. Nothing has changed.")


class UnknownTransfer(LedgerRefusal):
    """No transfer has this id."""

    message = _("There is no such transfer. Check its number.")


class NotReversible(LedgerRefusal):
    """The transfer was reversed before, or is a reversal itself."""

    message = _("This transfer is already reversed or is a reversal itself. Post a new transfer.")


BY_STATE: dict[str, type[LedgerRefusal]] = {
    "LB001": NotEnoughMoney,
    "LB002": HoldResolved,
    "LB003": IdConflict,
    "LB004": CurrencyMismatch,
    "LB005": Unbalanced,
    "LB006": UnknownAccount,
    "LB007": UnknownHold,
    "LB008": UnknownTransfer,
    "LB009": NotReversible,
}


def refusal_of(error: DatabaseError) -> LedgerRefusal | None:
    """The refusal that the database's error means; None if it is no refusal of the book."""
    cause: Any = error.__cause__
    refusal = BY_STATE.get(getattr(cause, "sqlstate", None) or "")
    if refusal is not NotEnoughMoney:
        return refusal() if refusal else None
    detail = json.loads(cause.diag.message_detail)
    currency = detail["currency"]
    return NotEnoughMoney(
        needed=Money(detail["needed"], currency), available=Money(detail["available"], currency)
    )


class RootsDisagree(Exception):
    """Roots in the database and published ones differ: nothing is signed before somebody looked."""

    def __init__(self, stored: int, published: int) -> None:
        super().__init__(
            f"The database keeps {stored} roots, BOOK_ROOTS_FOLDER {published}, or others. "
            "Run manage.py verify_ledger."
        )


class BookRefused(Refusal):
    """A deed of the bank's own book-keeping that was not done, in words for its operators."""


class NoSuchItem(BookRefused):
    message = _("This item is no longer open. Look at the list again.")


class DayIsNotOver(BookRefused):
    message = _("The day is not over yet. Close it after midnight in Almaty.")


class ClosedAlready(BookRefused):
    message = _("The day is closed already.")


class NothingToClose(BookRefused):
    message = _("Every day that is over is closed.")


class DaysBefore(BookRefused):
    """An earlier day is still open: days are closed in their order."""

    message = _("Close {day} first: days are closed in their order.")

    def __init__(self, day: date) -> None:
        super().__init__(day=f"{day:%d.%m.%Y}")


class Unexplained(BookRefused):
    """Something in suspense has no explanation."""

    message = _(
        "Suspense items without an explanation: {count}, the oldest since {since}."
        " Explain each, then close the day."
    )

    def __init__(self, count: int, since: datetime) -> None:
        super().__init__(count=count, since=f"{since.astimezone(ALMATY):%d.%m.%Y}")


class RegistersDiffer(BookRefused):
    """A register of the day, or of one before, differs from the book and nobody said why."""

    message = _(
        "Differences from registers without an explanation: {count}. Explain each, then close the"
        " day."
    )


class BookIsWrong(BookRefused):
    """The book breaks one of its own rules: nobody closes a day over that."""

    message = _("The book is wrong: {fault}. Call the engineer on duty.")

    def __init__(self, fault: str) -> None:
        super().__init__(fault=fault)
