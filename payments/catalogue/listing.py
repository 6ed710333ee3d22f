"""What the catalogue shows: categories with their fee, services found by words and city.

Each page costs a fixed number of queries, however many services there are.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homebank.lib import clock
from homebank.lib.amounts import show
from homebank.lib.money import Money
from payments.catalogue.subjects import priced_as
from payments.catalogue.words import search_key
from payments.models import Category, Service
from tariffs.errors import NoTariff
from tariffs.fees import FIXED, PERCENT, Rule, rate_shown
from tariffs.resolution import find_line
from tariffs.subjects import Subject
from tariffs.tables import Table, table_at

MOST_FOUND = 60
LONGEST_QUESTION = 80


@dataclass(frozen=True, slots=True)
class Priced:
    """A category or a service with its fee in a few signs, for the right edge of its row."""

    thing: Category | Service
    fee: str


def categories() -> list[Priced]:
    """Categories that have something to pay for, in the order of table VI."""
    open_services = Count("services", filter=Q(services__is_open=True))
    rows = Category.objects.annotate(open_services=open_services).filter(open_services__gt=0)
    table = table_at(clock.now())
    return [Priced(row, _fee(table, Subject(category=row.tariff))) for row in rows]


def services(*, question: str = "", city: str = "", category: str = "") -> list[Priced]:
    """Open services that have every word of the question, in the city or everywhere."""
    rows = Service.objects.filter(is_open=True).select_related("category", "biller", "city")
    for word in search_key(question[:LONGEST_QUESTION]).split():
        rows = rows.filter(search_key__contains=word)
    if city:
        rows = rows.filter(Q(city=None) | Q(city__key=city))
    if category:
        rows = rows.filter(category__key=category)
    table = table_at(clock.now())
    ordered = rows.order_by("category__position", "position")[:MOST_FOUND]
    return [Priced(row, _fee(table, priced_as(row))) for row in ordered]


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
        return _percent(rate_shown(rule.rate or 0))
    fees = [tier.fee_minor for tier in rule.tiers]
    least, most = Money(min(fees)), Money(max(fees))
    return f"{show(least, short=True)} – {show(most, short=True)}"


def _percent(rate: str) -> str:
    english = (get_language() or "ru").startswith("en")
    return _("{rate}%").format(rate=rate if english else rate.replace(".", ","))
