"""What the catalogue shows: categories with their fee, services found by words and city, in pages.

Each page costs a fixed number of queries, however many services there are.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homebank.lib import clock
from homebank.lib.amounts import show
from homebank.lib.money import Money
from payments.catalogue.subjects import priced_as
from payments.catalogue.words import readings, words_like
from payments.models import Category, Service
from tariffs.errors import NoTariff
from tariffs.fees import FIXED, PERCENT, Rule, rate_shown
from tariffs.resolution import find_line
from tariffs.subjects import Subject
from tariffs.tables import Table, table_at

PAGE = 48
LONGEST_QUESTION = 80
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Priced:
    """A category or a service with its fee in a few signs, for the right edge of its row."""

    thing: Category | Service
    fee: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of services, how many there are in all, and the numbers of the pages around it.

    `is_guess`: nothing had the words as they were typed, these have words like them.
    """

    services: list[Priced]
    total: int
    page: int = 1
    pages: int = 1
    is_guess: bool = False

    @property
    def before(self) -> int | None:
        """The page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The page after this one."""
        return self.page + 1 if self.page < self.pages else None


def categories(*, city: str = "") -> list[Priced]:
    """Categories that have something to pay for there, in the order of table VI."""
    here = Q(services__is_open=True)
    if city:
        here &= Q(services__city=None) | Q(services__city__key=city)
    rows = Category.objects.annotate(
        open_services=Count("services", filter=here),
        biller_tariffs=ArrayAgg("services__biller__tariff", filter=here, distinct=True),
    )
    table = table_at(clock.now())
    shown = rows.filter(open_services__gt=0).order_by("position")  # grouping forgets Meta's order
    return [Priced(row, _fees(table, row.tariff, row.biller_tariffs)) for row in shown]


def services(*, question: str = "", city: str = "", category: str = "", page: int = 1) -> Found:
    """Open services that have every word of the question, in the city or everywhere.

    If there are none, those that have words like the ones typed. A page beyond the last is the
    last.
    """
    there = _open(city, category)
    asked = readings(question[:LONGEST_QUESTION])[:MOST_WORDS]
    found = _page(there & reduce(and_, map(_has, asked), Q()), page)
    if found.total or not asked:
        return found
    guessed = _guess(there, asked)
    return _page(there & guessed, page, is_guess=True) if guessed else found


def _open(city: str, category: str) -> Q:
    there = Q(is_open=True)
    if city:
        there &= Q(city=None) | Q(city__key=city)
    return there & Q(category__key=category) if category else there


def _has(word: tuple[tuple[str, ...], ...]) -> Q:
    """A row that has the typed word in one of its readings; a word of mere signs has none."""
    meant = [reduce(and_, (Q(search_key__contains=part) for part in reading)) for reading in word]
    return reduce(or_, meant, Q(pk__in=[]))


def _guess(there: Q, asked: list[tuple[tuple[str, ...], ...]]) -> Q | None:
    """The same question with each word replaced by known words like it; None if one has none."""
    keys = Service.objects.filter(there).values_list("search_key", flat=True)
    known = sorted({word for key in keys for word in key.split()})
    wanted = Q()
    for word in asked:
        parts = [part for reading in word for part in reading]
        like = {one for part in parts for one in words_like(part, known)}
        if not like:
            return None
        wanted &= reduce(or_, (Q(search_key__contains=one) for one in sorted(like)))
    return wanted


def _page(wanted: Q, page: int, *, is_guess: bool = False) -> Found:
    rows = Service.objects.filter(wanted)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    shown = rows.select_related("category", "biller", "city", "account_kind")
    ordered = shown.order_by("category__position", "position", "key")
    table = table_at(clock.now())
    priced = [Priced(row, _fee(table, priced_as(row)))
              for row in ordered[(page - 1) * PAGE : page * PAGE]]  # fmt: skip
    return Found(priced, total, page, pages, is_guess)


def _fees(table: Table, category: str, billers: Iterable[str]) -> str:
    """What the open services of a category cost: the tariff names some billers apart."""
    rules: dict[str, Rule] = {}
    for biller in billers:
        with suppress(NoTariff):
            rule = find_line(Subject(category=category, biller=biller), table.lines).rule
            rules[_in_signs(rule)] = rule
    if len(rules) < 2:
        return "".join(rules)
    fixed = [Money(rule.fixed_minor or 0) for rule in rules.values() if rule.model == FIXED]
    shares = {_percent(rate_shown(r.rate or 0)) for r in rules.values() if r.model == PERCENT}
    tiers = {signs for signs, rule in rules.items() if rule.model not in (FIXED, PERCENT)}
    return " · ".join([*([_span(fixed)] if fixed else []), *sorted(shares), *sorted(tiers)])


def _fee(table: Table, subject: Subject) -> str:
    try:
        return _in_signs(find_line(subject, table.lines).rule)
    except NoTariff:
        return ""


def _in_signs(rule: Rule) -> str:
    """`35 ₸`, `0,5 %`, or the span of a line with tiers: `0 ₸ – 500 ₸`."""
    if rule.model == FIXED:
        return show(Money(rule.fixed_minor or 0), short=True)
    if rule.model == PERCENT:
        rate = _percent(rate_shown(rule.rate or 0))
        if not rule.minimum_minor:
            return rate
        smallest = show(Money(rule.minimum_minor), short=True)
        return _("{rate}, at least {smallest}").format(rate=rate, smallest=smallest)
    return _span([Money(tier.fee_minor) for tier in rule.tiers])


def _span(fees: list[Money]) -> str:
    least, most = min(fees, key=lambda fee: fee.minor), max(fees, key=lambda fee: fee.minor)
    first, last = show(least, short=True), show(most, short=True)
    return first if first == last else f"{first} – {last}"


def _percent(rate: str) -> str:
    english = (get_language() or "ru").startswith("en")
    return _("{rate}%").format(rate=rate if english else rate.replace(".", ","))
