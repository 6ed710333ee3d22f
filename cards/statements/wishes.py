"""What of an account somebody wants to see: a period, words to find, sizes, directions, kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.statements.periods import Period
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.money import Money
from ledger.statements import EVERYTHING, Sieve

# Kinds of the book by what a customer calls them: patterns of LIKE.
GROUPS: dict[str, tuple[str, ...]] = {
    "payments": ("bill-%",),
    "transfers": ("%transfer%",),
    "cards": ("card-%",),
    "fees": ("%fee%",),
}
OTHER = "other"
GROUP_WORDS: dict[str, str | Promise] = {
    "": _("All"),
    "payments": _("Payments"),
    "transfers": _("Transfers"),
    "cards": _("By card"),
    "fees": _("Fees"),
    OTHER: pgettext_lazy("statement", "Other"),
}
WAY_WORDS: dict[str, str | Promise] = {
    "": _("In and out"),
    "in": _("Came in"),
    "out": _("Went out"),
}
SIGNS = {"": 0, "in": 1, "out": -1}


@dataclass(frozen=True, slots=True)
class Wish:
    """`words` are looked for in what a line tells; sizes are without a sign, both included."""

    period: Period
    words: str = ""
    way: str = ""
    kind: str = ""
    least: Money | None = None
    most: Money | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether less is wanted than everything of the period."""
        return bool(self.words) or self.sieve != EVERYTHING

    @property
    def sieve(self) -> Sieve:
        """What of it the book itself can tell."""
        known = self.kind in GROUPS
        others = tuple(pattern for group in GROUPS.values() for pattern in group)
        return Sieve(
            sign=SIGNS[self.way],
            least=self.least.minor if self.least else None,
            most=self.most.minor if self.most else None,
            kinds=GROUPS[self.kind] if known else None,
            other=others if self.kind == OTHER else None,
        )

    @property
    def query(self) -> dict[str, str]:
        """The same as an address says it: fixed days, so that it means the same tomorrow."""
        facts = {
            "since": f"{self.period.first_day:%Y-%m-%d}",
            "until": f"{self.period.last_day:%Y-%m-%d}",
            **self.narrowing,
        }
        return {name: value for name, value in facts.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """All of the address but the days."""
        facts = {
            "q": self.words,
            "way": self.way,
            "kind": self.kind,
            "least": _typed(self.least),
            "most": _typed(self.most),
        }
        return {name: value for name, value in facts.items() if value}

    @property
    def address(self) -> str:
        """`since=2026-11-01&until=2026-11-30&q=Magnum`."""
        return urlencode(self.query)


def fits(words: str, told: Mapping[str, str], amount: Money) -> bool:
    """Whether each of the words stands in what is told, or they are the amount itself."""
    sought = plain(words)
    if not sought:
        return True
    asked = _amount_of(words)
    if asked is not None and asked.minor == abs(amount.minor):
        return True
    text = plain(" ".join(told.values()))
    return all(word in text for word in sought.split())


def plain(text: str) -> str:
    """Without what people type one way or the other: capitals, ё, blanks of any width."""
    return " ".join(text.casefold().replace("ё", "е").split())


def _amount_of(words: str) -> Money | None:
    try:
        return parse_amount(words.lstrip("+-\u2212"))
    except AmountRefused:
        return None


def _typed(amount: Money | None) -> str:
    return "" if amount is None else str(amount.amount)
