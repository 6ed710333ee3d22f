"""What the tab of a statement shows: period, sums, a page of lines, where its links lead."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cards.declined import latest_declined
from cards.models import Card, StatementExport
from cards.models.exports import FileForm
from cards.movements import Movement, open_holds, with_subjects
from cards.statements.finding import Line, page_of, statement_of, turnover_of
from cards.statements.forms import StatementForm
from cards.statements.periods import named_periods
from homebank.lib import clock

PERIOD_WORDS: dict[str, str | Promise] = {
    "month": _("This month"),
    "last-month": _("Last month"),
    "90": _("90 days"),
}
LARGEST = 2**63 - 1
SHOWN_FILES = 5


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """A period with a name; the rest of the wish stays in its address."""

    word: str | Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """What is blocked, and with which card where several are over the account."""

    movement: Movement
    card: Card | None


def shown_of(card: Card, query: QueryDict) -> dict[str, Any]:
    """The tab for this address. A wrong address shows its form with sentences, and no lines."""
    form = StatementForm(query, account=card.account)
    shown: dict[str, Any] = {"form": form, "holds": holds_of(card), "today": clock.today()}
    shown |= {"forms": FileForm, "exports": kept_exports(card), "declined": latest_declined(card)}
    if not form.is_valid():
        narrowing = {name: value for name, value in form.data.items() if value}
        return {**shown, "periods": _periods({**narrowing, "since": "", "until": ""}, None)}
    wish = form.wish()
    statement = statement_of(account=card.account, wish=wish)
    page = page_of(statement, before=_number(query, "before"), after=_number(query, "after"))
    return {
        **shown,
        "periods": _periods(wish.narrowing, wish.period),
        "wish": wish,
        "statement": statement,
        "turnover": turnover_of(statement),
        "page": page,
        "days": _by_day(page.lines),
        "older": _beside(wish.query, before=page.older),
        "newer": _beside(wish.query, after=page.newer),
    }


def holds_of(card: Card) -> list[Hold]:
    """Each amount that is blocked on the card's account, the newest first. Four queries at most."""
    cards = {each.pk: each for each in card.account.cards.all()}
    held = with_subjects(open_holds([card.account_id]))
    several = len(cards) > 1
    return [Hold(each, cards.get(each.card) if several and each.card else None) for each in held]


def kept_exports(card: Card) -> list[StatementExport]:
    """The last files that a worker made, or is making, of the card's statements."""
    return list(StatementExport.objects.of(card.customer).filter(card=card)[:SHOWN_FILES])


def _periods(narrowing: dict[str, str], current: object) -> list[PeriodLink]:
    kept = {name: value for name, value in narrowing.items() if value}
    return [
        PeriodLink(PERIOD_WORDS[name], "?" + urlencode({"period": name, **kept}), period == current)
        for name, period in named_periods(clock.today()).items()
    ]


def _by_day(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    """The lines below their days."""
    days: list[tuple[date, list[Line]]] = []
    for line in lines:
        if not days or days[-1][0] != line.day:
            days.append((line.day, []))
        days[-1][1].append(line)
    return days


def _beside(query: dict[str, str], **edge: int | None) -> str:
    """The same wish, another page; nothing where there is none."""
    [(name, number)] = edge.items()
    return "" if number is None else "?" + urlencode({**query, name: number})


def _number(query: QueryDict, name: str) -> int | None:
    """A number of an entry; an address that somebody mangled begins with the first page."""
    text = query.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    return min(int(text), LARGEST)
