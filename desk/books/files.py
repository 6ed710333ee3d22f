"""The books as CSV: the trial balance, an account's card, the balances of a day's end.

Each is written down in the record of events: who took what, and why.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from desk.csv_files import Rows, csv_answer
from homebank.lib import desk_words
from ledger.account_cards import Edge, every_page
from ledger.books import trial_balances
from ledger.day_balances import balances_of_day
from ledger.models import Account
from notifications.events import record

CHUNK = 1000


def trial_balance_file(*, by: User, why: str) -> FileResponse:
    """Every line of the trial balance, by currency."""
    return csv_answer("trial-balance.csv", _trial_balance(), taken=_taken(by, why, "trial-balance"))


def account_card_file(
    *, account: Account, begin: datetime, until: datetime, by: User, why: str
) -> FileResponse:
    """Every entry of the account in the period, with the balance after each."""
    name = f"account-{account.pk}-{begin:%Y-%m-%d}-{until:%Y-%m-%d}.csv"
    taken = _taken(by, why, "account-card", account)
    return csv_answer(name, _card(account, begin, until), taken=taken)


def day_file(*, day: date, by: User, why: str) -> FileResponse:
    """What every account had at the end of the day."""
    return csv_answer(f"balances-{day}.csv", _day(day), taken=_taken(by, why, "day-balances"))


def _trial_balance() -> Rows:
    yield [_("Currency"), _("Account"), _("Accounts"), _("Debit"), _("Credit")]
    for book in trial_balances():
        for line in book.lines:
            yield [book.currency, line.title, line.accounts, line.debit, line.credit]
        yield [book.currency, _("Total"), "", book.debit, book.credit]


def _card(account: Account, begin: datetime, until: datetime) -> Rows:
    yield [_("Date"), _("Time"), _("Movement"), _("Amount"), _("Balance after"), _("Transfer")]
    for page in every_page(account=account, begin=Edge(begin), until=until, count=CHUNK):
        for line in page.lines:
            local = timezone.localtime(line.at)
            yield [f"{local:%d.%m.%Y}", f"{local:%H:%M:%S}", desk_words.word("book", line.kind),
                   line.amount, line.after, line.transfer_id]  # fmt: skip


def _day(day: date) -> Rows:
    yield [_("Account"), _("Currency"), _("Balance")]
    for each in balances_of_day(day):
        yield [each.name, each.balance.currency, each.balance]


def _taken(
    by: User, why: str, what: str, account: Account | None = None
) -> Callable[[int], object]:
    """Writes down who took how many rows of what, and why."""
    facts = {"operator": by.login_name or "", "file": what, "reason": why}
    if account is not None:
        facts["account"] = str(account.pk)
    owner = account.owner_id if account else None
    return lambda rows: record(kind="book.file-taken", customer_id=owner,
                               facts={**facts, "rows": str(rows)})  # fmt: skip
