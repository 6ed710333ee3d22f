"""The simulator's form: what, how much, and whatever else the price depends on."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from homebank.forms import AmountInput, Form
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.money import Money
from homebank.public.things import Question, Thing, questions, things
from payments.catalogue.subjects import priced_as
from payments.models import Service
from tariffs.errors import NoTariff
from tariffs.lines import Line
from tariffs.resolution import find_line
from tariffs.subjects import Subject
from tariffs.tables import Table

SERVICE = re.compile(r"service/([a-z0-9-]{1,60})", re.ASCII)
LONGEST_AMOUNT = 40


class CalculatorForm(Form):
    """A GET form. Answers that were not given yet are the first ones, and are shown as such."""

    what = forms.ChoiceField(
        label=_("What you pay for"),
        error_messages={
            "required": _("Choose what you pay for."),
            "invalid_choice": _("Choose what you pay for from the list."),
        },
    )
    amount = forms.CharField(
        label=_("Amount, ₸"),
        max_length=LONGEST_AMOUNT,
        widget=AmountInput,
        error_messages={
            "required": _("Enter an amount, for example 1500 or 1500,50."),
            "max_length": _("Write the amount in digits, for example 1500 or 1500,50."),
        },
    )

    def __init__(self, asked: Mapping[str, str], *, table: Table) -> None:
        known = things(table)
        self.thing = _thing(asked.get("what", ""), known, table)
        alone = self.thing is not None and self.thing.stands_alone
        questions_asked = questions(self.thing, asked) if self.thing else []
        first = {question.name: question.answers[0][0] for question in questions_asked}
        told = {**first, **asked}
        # A link that names a thing alone is no answer yet: its amount is still to be typed.
        is_whole = alone or "amount" in asked
        super().__init__(told if is_whole else None, initial=told, auto_id="c-%s")
        if self.thing and self.thing.service:
            known = [self.thing, *known]
        self.fields["what"].choices = _by_part(known)  # type: ignore[attr-defined]
        if alone:
            del self.fields["amount"]
        self._asked = [self._ask(question) for question in questions_asked]
        self.order_fields(["what", *self._asked, "amount"])

    def clean_amount(self) -> Money:
        """The amount, whatever way it is written; the parser has a sentence for each fault."""
        try:
            return parse_amount(self.cleaned_data["amount"])
        except AmountRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def money(self) -> Money:
        """What is priced; nothing for a price that stands alone."""
        return self.cleaned_data.get("amount") or Money(0)

    @property
    def answers(self) -> dict[str, str]:
        """The answers to the questions, by their names."""
        return {name: self.cleaned_data[name] for name in self._asked}

    def _ask(self, question: Question) -> str:
        self.fields[question.name] = forms.TypedChoiceField(
            label=question.label,
            choices=[(word, capfirst(str(told))) for word, told in question.answers],
            required=False,
            empty_value="",
            error_messages={
                "invalid_choice": format_lazy(
                    _("Choose one of the answers in the field “{label}”."), label=question.label
                )
            },
        )
        return question.name


def _thing(asked: str, known: list[Thing], table: Table) -> Thing | None:
    service = SERVICE.fullmatch(asked)
    if service is None:
        return next((thing for thing in known if thing.key == asked), None)
    found = Service.objects.filter(key=service[1], is_open=True).select_related(
        "category", "biller"
    )
    return next((_as_thing(each, known, table) for each in found), None)


def _as_thing(service: Service, known: list[Thing], table: Table) -> Thing | None:
    """The service as a thing: what it is, among the lines that may price its like."""
    subject = priced_as(service)
    try:
        line = find_line(subject, table.lines)
    except NoTariff:
        return None
    lines = next((thing.lines for thing in known if _prices(thing, line, subject)), (line,))
    part = next((thing.part for thing in known if line in thing.lines), "")
    return Thing(f"service/{service.key}", service.name, part, subject, lines, False, service.key)


def _prices(thing: Thing, line: Line, subject: Subject) -> bool:
    return line in thing.lines and thing.subject.category in ("", subject.category)


def _by_part(known: list[Thing]) -> list[Any]:
    parts: dict[str, list[tuple[str, str]]] = {}
    for thing in known:
        parts.setdefault(str(thing.part), []).append((thing.key, thing.label))
    return [("", _("Choose")), *parts.items()]
