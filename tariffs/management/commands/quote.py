"""`manage.py quote`: the fee for an amount, by the number of a line or by a service."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import import_string

from homebank.lib.amounts import parse_amount
from homebank.lib.errors import Refusal
from homebank.lib.money import Money
from tariffs.explanations import explain
from tariffs.quotes import Price, price, price_by_line

WRONG_USE = 2


class Command(BaseCommand):
    help = (
        "Tells the fee for an amount, as a payment at this moment would be charged; stores nothing."
        " Name a line of the tariff, or a service to be priced by what it is, or both to check that"
        " they agree. A price that stands alone (line 27)"
        " needs no amount. Exit code 2: no such line or service, no fee, or an amount that is none."
    )

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--line", help='number as printed in the tariff: 3, 9.4.a, "25"')
        parser.add_argument("--service", metavar="SLUG", help="a service of the catalogue")
        parser.add_argument("--amount", help="in tenge: 5000, 5000.50 or 5000,50")
        parser.add_argument(
            "--json", action="store_true", help="line, fee, currency, version, formula"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                told = self._price(options["line"], options["service"], options["amount"])
            except (Refusal, LookupError) as reason:
                raise CommandError(_sentence(reason), returncode=WRONG_USE) from None
            self.stdout.write(_as_json(told) if options["json"] else _as_text(told))

    def _price(self, line: str | None, service: str | None, amount: str | None) -> Price:
        sum_to_pay = Money(0) if amount is None else parse_amount(amount)
        if service is None:
            if line is None:
                raise LookupError("Name a line (--line 3) or a service (--service SLUG).")
            return price_by_line(number=line, amount=sum_to_pay)
        told = _price_of_service(service, sum_to_pay)
        if line not in (None, told.line):
            raise LookupError(f"Service {service} is priced by line {told.line}, not by {line}.")
        return told


def _price_of_service(slug: str, amount: Money) -> Price:
    subject_of = import_string(settings.SERVICE_SUBJECT_LOOKUP)
    try:
        subject = subject_of(slug)
    except LookupError:
        raise LookupError(f"The catalogue has no service {slug!r}.") from None
    return price(subject=subject, amount=amount)


def _as_json(told: Price) -> str:
    return json.dumps(
        {"line": told.line, "fee": str(told.fee.amount), "currency": told.fee.currency,
         "version": told.version.number, "formula": told.formula},
        ensure_ascii=False,
    )  # fmt: skip


def _as_text(told: Price) -> str:
    why = explain(told)
    return (
        f"Fee {told.fee}, total {told.total}\n"
        f"Line {why.line}, {why.title}: {why.rule}\n"
        f"{told.formula}\n"
        f"{why.rounding} Tariff {why.version_title}, version {why.version}, "
        f"in force from {why.in_force_from}."
    )


def _sentence(reason: Exception) -> str:
    """One line: a KeyError would quote its own text."""
    return str(reason.args[0] if isinstance(reason, LookupError) else reason)
