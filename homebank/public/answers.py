"""The simulator's answer: the fee as it would be charged, why, what lies beside, what is cheaper.

Every figure comes out of `tariffs.quotes`, which works out what is charged. Nothing is stored.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from homebank.lib.amounts import show
from homebank.lib.money import Money
from homebank.public.things import (
    OPERATION,
    QUESTIONS,
    Thing,
    facts,
    in_words,
    operations,
)
from tariffs.explanations import Explanation, explain
from tariffs.fees import WHOLE_RATE, Rule, work_out
from tariffs.quotes import Price, compare, price

# What the payer may choose. Where the payee banks, or whose account it is, nobody chooses.
CHOSEN = {"source", "destination"}
CHOSEN_OPERATIONS = {"", "universal_transfer"}
# Operations that are another deed; told with the condition under which they are the same.
ON_CONDITION = {"own_accounts"}


@dataclass(frozen=True, slots=True)
class Way:
    """A cheaper way to the same end: what to choose instead, and what it saves.

    `query` asks the simulator for it; empty for a service, which is what it is.
    """

    price: Price
    saving: Money
    differs: tuple[tuple[StrOrPromise, StrOrPromise], ...]
    query: str
    if_own: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The same amount in two payments, where tiers make that cheaper."""

    first: Money
    second: Money
    fee: Money
    saving: Money


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page says of one question."""

    thing: Thing
    price: Price
    why: Explanation
    beside: tuple[str, ...]
    ways: tuple[Way, ...]
    parts: Parts | None

    @property
    def is_cheapest(self) -> bool:
        """The tariff knows no cheaper way, whoever asks."""
        return not self.ways and self.parts is None


def answer(*, thing: Thing, answers: Mapping[str, str], amount: Money) -> Answer:
    """What the thing costs, with the reasons. TariffRefused as `tariffs.quotes.price` raises it."""
    subject = thing.with_answers(answers) if thing.asks else thing.subject
    told = price(subject=subject, amount=amount)
    return Answer(
        thing=thing,
        price=told,
        why=explain(told),
        beside=tuple(_beside(told)),
        ways=_cheaper(thing, answers, told) if told.fee else (),
        parts=_in_parts(told),
    )


def _cheaper(thing: Thing, answers: Mapping[str, str], told: Price) -> tuple[Way, ...]:
    """Each line that costs less and can be reached by choosing, the cheapest first."""
    others = [other for other in _alternatives(thing, answers) if other != dict(answers)]
    compared = compare(subjects=[thing.with_answers(o) for o in others], amount=told.amount,
                       at=told.made_at)  # fmt: skip
    found: dict[str, Way] = {}
    for other, cost in zip(others, compared, strict=True):
        if cost is not None and cost.fee < told.fee:
            way = _way(thing, answers, other, cost, told)
            best = found.setdefault(cost.line, way)
            found[cost.line] = min(best, way, key=lambda one: len(one.differs))
    return tuple(sorted(found.values(), key=lambda way: (way.if_own, way.price.fee.minor)))


def _alternatives(thing: Thing, answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every set of answers that the payer may choose instead."""
    now = answers.get(OPERATION, thing.subject.operation)
    allowed = CHOSEN_OPERATIONS | ON_CONDITION
    if now not in CHOSEN_OPERATIONS:
        return
    for operation in operations(thing):
        if operation not in allowed:
            continue
        words = facts(thing, operation)
        open_words = [
            words[name] if name in CHOSEN or name not in answers else [answers[name]]
            for name in words
        ]
        for chosen in product(*open_words):
            kind = {OPERATION: operation} if len(operations(thing)) > 1 else {}
            yield {**kind, **dict(zip(words, chosen, strict=True))}


def _way(
    thing: Thing, answers: Mapping[str, str], other: Mapping[str, str], cost: Price, told: Price
) -> Way:
    category = thing.subject.category
    differs = tuple(
        (QUESTIONS.get(name, name), in_words(name, word, category))
        for name, word in other.items()
        if answers.get(name, "") != word
    )
    if_own = other.get(OPERATION) in ON_CONDITION
    query = _query(thing, other, told.amount) if thing.asks else ""
    return Way(cost, told.fee - cost.fee, differs, query, if_own)


def _query(thing: Thing, answers: Mapping[str, str], amount: Money) -> str:
    return urlencode({"what": thing.key, **answers, "amount": str(amount.amount)})


def _in_parts(told: Price) -> Parts | None:
    """Two payments instead of one, cut where a tier ends, if that is cheaper."""
    rule, currency = Rule.from_json(told.inputs["rule"]), told.fee.currency
    found: list[Parts] = []
    for tier in rule.tiers:
        if tier.to_minor is None or not 0 < tier.to_minor < told.amount.minor:
            continue
        first = Money(tier.to_minor, currency)
        second = told.amount - first
        fee = sum(work_out(rule, part.minor).fee_minor for part in (first, second))
        found.append(Parts(first, second, Money(fee, currency), told.fee - Money(fee, currency)))
    cheaper = [parts for parts in found if parts.saving.minor > 0]
    # Of equals the cut that leaves the smallest rest.
    return min(cheaper, key=lambda parts: (parts.fee.minor, parts.second.minor), default=None)


def _beside(told: Price) -> Iterator[str]:
    """Where the fee becomes another one: the tiers beside, the edge of a minimum or maximum."""
    rule, currency = Rule.from_json(told.inputs["rule"]), told.fee.currency
    yield from _tiers_beside(rule, told.inputs["tier"], currency)
    if rule.rate and rule.minimum_minor is not None:
        last = _last_at(rule.minimum_minor, rule.rate)
        yield _("Up to {amount} the fee is the least one: {fee}.").format(
            amount=_sum(last, currency), fee=_sum(rule.minimum_minor, currency)
        )
    if rule.rate and rule.maximum_minor is not None:
        first = _last_at(rule.maximum_minor - 1, rule.rate) + 1
        yield _("From {amount} the fee is the greatest one: {fee}.").format(
            amount=_sum(first, currency), fee=_sum(rule.maximum_minor, currency)
        )


def _tiers_beside(rule: Rule, number: str, currency: str) -> Iterator[str]:
    place = next((n for n, tier in enumerate(rule.tiers) if tier.number == number), None)
    if place is None:
        return
    if place > 0:
        below, here = rule.tiers[place - 1], rule.tiers[place]
        # An amount is cut to whole tenge first: the tier below ends one tiyn before this one.
        yield _("Up to {amount} the fee is {fee}.").format(
            amount=_sum(here.from_minor - 1, currency), fee=_sum(below.fee_minor, currency)
        )
    if place + 1 < len(rule.tiers):
        above = rule.tiers[place + 1]
        yield _("From {amount} the fee is {fee}.").format(
            amount=_sum(above.from_minor, currency), fee=_sum(above.fee_minor, currency)
        )


def _last_at(fee_minor: int, rate: int) -> int:
    """The largest amount whose percentage, rounded half up, is not above the fee."""
    return (2 * WHOLE_RATE * fee_minor + WHOLE_RATE - 1) // (2 * rate)


def _sum(minor: int, currency: str) -> str:
    return show(Money(minor, currency), short=True)
