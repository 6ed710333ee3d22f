"""Lines of an account's card in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from homebank.lib import desk_words
from homebank.lib.desk_values import sum_text, time_text
from homebank.lib.iban import spaced
from ledger.account_cards import CardLine, CardPage
from ledger.models import Account


@dataclass(frozen=True, slots=True)
class Shown:
    """One line: what moved, when, how much, what was left."""

    line: CardLine
    title: str
    at: SafeString
    amount: SafeString
    after: SafeString


def named(account: Account) -> str:
    """The IBAN of a customer's account, the word for the bank's own."""
    return spaced(account.iban) if account.iban else desk_words.own_account(account.name)


def shown_lines(page: CardPage) -> Iterator[Shown]:
    """Each line of the page."""
    for line in page.lines:
        yield Shown(line, desk_words.word("book", line.kind), time_text(line.at),
                    sum_text(line.amount), sum_text(line.after))  # fmt: skip
