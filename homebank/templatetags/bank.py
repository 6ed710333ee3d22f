"""Tags that every template may use: icons, money, times, numbers, fields."""

import re
from datetime import date, datetime

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from homebank.lib import amounts, phone
from homebank.lib.money import Money

register = template.Library()

BLANK_IN_A_NUMBER = re.compile(r"(?<=\d) (?=[\d•])")


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """A drawing from the sprite, silent to a screen reader: words always stand beside it."""
    classes = f"i {kind}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes, static("img/icons.svg"), name,
    )  # fmt: skip


@register.filter(name="sum")
def sum_(money: Money | None, kind: str = "") -> SafeString | str:
    """The amount with small tiyn. `kind`: big, held, in (with a plus), joined by blanks."""
    if money is None:
        return ""
    text = amounts.show(money)
    _whole, decimals, _sign = amounts.split(money)
    cut = text.rindex(decimals) - 1
    plus = "+" if "in" in kind.split() and money.minor > 0 else ""
    return format_html(
        '<span class="{}">{}{}<span class="t">{}</span>{}</span>',
        f"sum {kind}".strip(), plus, text[:cut], text[cut : cut + 3], text[cut + 3 :],
    )  # fmt: skip


@register.filter
def amount(money: Money | None) -> str:
    """The amount as text with two decimals: receipts, tables, sentences."""
    return "" if money is None else amounts.show(money)


@register.filter
def short_amount(money: Money | None) -> str:
    """The amount as text without zero decimals: buttons."""
    return "" if money is None else amounts.show(money, short=True)


@register.filter
def clock_time(when: datetime | None) -> str:
    """`14:05`, Almaty."""
    return "" if when is None else timezone.localtime(when).strftime("%H:%M")


@register.filter
def exact_time(when: datetime | None) -> str:
    """`14:05:30`, Almaty: where a minute is too coarse."""
    return "" if when is None else timezone.localtime(when).strftime("%H:%M:%S")


@register.filter
def long_date(when: date | None) -> str:
    """`21 ноября 2026 г.`, `21 қараша 2026 ж.`, `21 November 2026`."""
    return "" if when is None else date_format(_local(when), "DATE_FORMAT")


@register.filter
def table_date(when: date | None) -> str:
    """`21.11.2026` in every language: columns of dates."""
    return "" if when is None else _local(when).strftime("%d.%m.%Y")


@register.filter
def masked_phone(e164: str) -> str:
    """`+7 700 ••• •• 12`."""
    return phone.masked(e164) if e164 else ""


@register.filter
def spaced_phone(e164: str) -> str:
    """`+7 700 000 00 12`."""
    return phone.spaced(e164) if e164 else ""


@register.filter
def unbroken(text: object) -> SafeString:
    """The sentence with its numbers kept on one line: `+7 700 000 00 12`, `12 500`."""
    return conditional_escape(BLANK_IN_A_NUMBER.sub("\u00a0", str(text)))


@register.filter
def spaced_iban(iban: str) -> str:
    """`KZ95 888A 0000 0006 7890`, with blanks that do not wrap."""
    return "\u00a0".join(iban[start : start + 4] for start in range(0, len(iban), 4))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """The field whole: label, hint, error, box. parts/field.html"""
    return bound.as_field_group()


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What is to be corrected, with links to the fields; nothing for a form without errors."""
    fields = [bound for bound in form if bound.errors]
    return SafeString(
        render_to_string("parts/error_summary.html", {"form": form, "fields": fields})
    )


def _local(when: date) -> date:
    return timezone.localtime(when) if isinstance(when, datetime) else when
