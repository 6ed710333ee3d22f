"""Why a fee is what it is, in words: what a page, a receipt and an operator's screen show alike."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homebank.lib.amounts import show, split
from homebank.lib.money import Money
from tariffs.fees import (
    EXACT,
    FIXED,
    HALF_UP,
    NOTHING_TO_ROUND,
    PERCENT,
    WHOLE_TENGE,
    Rule,
    Tier,
    rate_shown,
)
from tariffs.models import Quote
from tariffs.quotes import Price


@dataclass(frozen=True, slots=True)
class Explanation:
    """The derivation of a fee in the reader's language; `formula` has digits and signs only."""

    line: str  # as printed, down to the tier: "21", "25.2"
    title: str
    rule: str
    formula: str
    rounding: str
    version: int
    version_title: str
    in_force_from: date
    valid_until: datetime


def explain(quote: Quote | Price) -> Explanation:
    """The parts of the derivation, in the active language, from what the quote itself stored."""
    rule = Rule.from_json(quote.inputs["rule"])
    tier = next((tier for tier in rule.tiers if tier.number == quote.inputs["tier"]), None)
    return Explanation(
        line=printed_line(quote),
        title=quote.title,
        rule=_rule(rule, tier, quote.fee.currency, vat_included=quote.inputs["vat"] == "included"),
        formula=_localised(quote.formula),
        rounding=_rounding(quote.rounding),
        version=quote.version.number,
        version_title=quote.version.title,
        in_force_from=quote.version.in_force_from,
        valid_until=quote.valid_until,
    )


def printed_line(quote: Quote | Price) -> str:
    """The number of the line as printed, down to the tier: "21", "25.2"."""
    tiers = [tier["number"] for tier in quote.inputs["rule"].get("tiers", ())]
    tier: str = quote.inputs["tier"]
    return tier if tier in tiers else quote.line


def percent_in_words(rule: Rule, currency: str) -> str:
    """`0.5%, at least ₸50`: the rate of a rule with its bounds."""
    rate = _number(rate_shown(rule.rate or 0))
    least = _sum(rule.minimum_minor, currency)
    most = _sum(rule.maximum_minor, currency)
    if rule.minimum_minor is not None and rule.maximum_minor is not None:
        return _("{rate}%, at least {minimum}, at most {maximum}").format(
            rate=rate, minimum=least, maximum=most
        )
    if rule.minimum_minor is not None:
        return _("{rate}%, at least {minimum}").format(rate=rate, minimum=least)
    if rule.maximum_minor is not None:
        return _("{rate}%, at most {maximum}").format(rate=rate, maximum=most)
    return _("{rate}% of the amount").format(rate=rate)


def _rule(rule: Rule, tier: Tier | None, currency: str, *, vat_included: bool) -> str:
    if tier is not None:
        return _tier(tier, currency)
    if rule.model == PERCENT:
        return percent_in_words(rule, currency)
    if rule.model == FIXED and rule.fixed_minor == 0:
        return _("no fee")
    fee = _sum(rule.fixed_minor, currency)
    if vat_included:
        return _("{fee}, VAT included").format(fee=fee)
    return _("{fee} whatever the amount").format(fee=fee)


def _tier(tier: Tier, currency: str) -> str:
    fee, first = _sum(tier.fee_minor, currency), _sum(tier.from_minor, currency)
    if tier.to_minor is None:
        return _("{fee} for a tax of {first} or more").format(fee=fee, first=first)
    last = _sum(tier.to_minor, currency)
    return _("{fee} for a tax of {first} to {last}").format(fee=fee, first=first, last=last)


def _rounding(key: str) -> str:
    sentences = {
        NOTHING_TO_ROUND: _("The fee is fixed, there is nothing to round."),
        EXACT: _("No rounding was needed."),
        HALF_UP: _("Rounded to a whole tiyn, half a tiyn up."),
        WHOLE_TENGE: _("The tax is cut to whole tenge before its row is looked up."),
    }
    return sentences[key]


def _sum(minor: int | None, currency: str) -> str:
    return show(Money(minor or 0, currency), short=True)


def _localised(formula: str) -> str:
    """The stored formula with the reader's decimal sign, groups of three digits and per cent."""
    told = re.sub(r"\d+(\.\d+)?", lambda found: _number(found[0]), formula)
    return told if (get_language() or "ru").startswith("ru") else told.replace(" %", "%")


def _number(text: str) -> str:
    whole, _point, decimals = text.partition(".")
    grouped = split(Money(int(whole) * 100))[0]
    if not decimals:
        return grouped
    return f"{grouped}{'.' if (get_language() or 'ru').startswith('en') else ','}{decimals}"
