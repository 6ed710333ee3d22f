"""How the desk writes values: sums in columns, times in Almaty, facts as rows, codes as words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from homebank.lib import desk_words
from homebank.lib.amounts import show
from homebank.lib.money import KZT, Money

# Called with the row; as a method of an admin's class with the admin before it.
Column = Callable[..., Any]
NOTHING = "—"
# Facts that hold several codes with blanks between them.
SPACED = {"roles"}


def sum_column(name: str, heading: Any, ordering: str | None = None) -> Column:
    """A column with the row's `name`, a Money or None; named `sum_…`, so that it stands right.

    A row without that attribute has `<name>_minor`, and the row's currency or tenge.
    """

    @admin.display(description=heading, ordering=ordering)
    def column(*given: Any) -> str:
        row = given[-1]
        money = getattr(row, name, None)
        minor = getattr(row, f"{name}_minor", None)
        if money is None and minor is not None:
            money = Money(minor, getattr(row, "currency", KZT))
        return NOTHING if money is None else sum_text(money)

    return column


def time_column(name: str, heading: Any) -> Column:
    """A column with the row's moment, Almaty time to the second."""

    @admin.display(description=heading, ordering=name)
    def column(*given: Any) -> str:
        moment = getattr(given[-1], name)
        return NOTHING if moment is None else time_text(moment)

    return column


def facts_column(name: str, heading: Any) -> Column:
    """A column with the row's flat JSON object as rows "label: value"."""

    @admin.display(description=heading)
    def column(*given: Any) -> Any:
        facts = getattr(given[-1], name)
        return facts_rows(facts) if isinstance(facts, dict) else facts

    return column


def flag_column(name: str, heading: Any) -> Column:
    """A column with yes or no."""

    @admin.display(description=heading, ordering=name)
    def column(*given: Any) -> str:
        return str(_("yes") if getattr(given[-1], name) else _("no"))

    return column


def word_column(name: str, heading: Any, family: str) -> Column:
    """A column with the word for the row's code (homebank.lib.desk_words)."""

    @admin.display(description=heading, ordering=name)
    def column(*given: Any) -> str:
        return desk_words.word(family, getattr(given[-1], name)) or NOTHING

    return column


def words_filter(family: str) -> type[admin.FieldListFilter]:
    """For `list_filter`: `("kind", words_filter("event"))` offers each word, asks no database."""

    class ByWord(admin.FieldListFilter):
        """One choice a code of the family."""

        def __init__(
            self,
            field: Any,
            request: HttpRequest,
            params: Any,
            model: Any,
            model_admin: Any,
            field_path: str,
        ) -> None:
            self.parameter = f"{field_path}__exact"
            self.chosen = params.get(self.parameter, [None])[-1]
            super().__init__(field, request, params, model, model_admin, field_path)

        def expected_parameters(self) -> list[str | None]:
            return [self.parameter]

        def choices(self, changelist: ChangeList) -> Iterator[Any]:
            choices: list[tuple[str | None, Any]] = [(None, _("All"))]
            choices += desk_words.FAMILIES[family].items()
            for code, word in choices:
                asked = {} if code is None else {self.parameter: code}
                address = changelist.get_query_string(asked, remove=[self.parameter])
                yield {"selected": code == self.chosen, "display": word, "query_string": address}

    return ByWord


def sum_text(money: Money) -> SafeString:
    """The sum with its sign and currency, never wrapped."""
    return format_html('<span class="sum">{}</span>', show(money))


def plain_time(moment: datetime | None) -> str:
    """`21.11.2026 14:06`, Almaty, as plain text; a dash for none."""
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M") if moment else NOTHING


def time_text(moment: datetime) -> SafeString:
    """`21.11.2026 14:06:30`, Almaty."""
    local = timezone.localtime(moment)
    return format_html(
        '<time class="num" datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"), local.strftime("%d.%m.%Y %H:%M:%S"),
    )  # fmt: skip


def facts_rows(facts: Mapping[str, Any]) -> SafeString:
    """A flat object as rows "label: value", in the order it was written in."""
    rows = format_html_join(
        "", "<div><dt>{}</dt><dd>{}</dd></div>",
        ((_label(name), _value(name, value, facts)) for name, value in facts.items()),
    )  # fmt: skip
    return format_html('<dl class="facts">{}</dl>', rows) if facts else SafeString(NOTHING)


def _label(name: str) -> str:
    return desk_words.word("fact", name.removesuffix("_minor"))


def _value(name: str, value: Any, facts: Mapping[str, Any]) -> Any:
    """A sum, a moment, a word, or the text as it stands."""
    text = NOTHING if value in (None, "") else str(value)
    if name.endswith("_minor") and text.lstrip("-").isdigit():
        return sum_text(Money(int(text), facts.get("currency", KZT)))
    moment = _moment(text)
    if moment is not None:
        return time_text(moment)
    if isinstance(value, dict):
        return facts_rows({"currency": facts.get("currency", KZT), **value}) if value else NOTHING
    if isinstance(value, list | tuple):
        each = [(_value(name, one, facts),) for one in value]
        return format_html_join(", ", "{}", each) or NOTHING
    family = f"fact {name}"
    if name in SPACED:
        return ", ".join(desk_words.word(family, part) for part in text.split())
    return desk_words.word(family, text)


def _moment(text: str) -> datetime | None:
    """The aware moment that an ISO text says, if it says one."""
    try:
        found = parse_datetime(text) if "T" in text else None
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
