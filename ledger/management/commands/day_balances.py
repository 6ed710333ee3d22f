"""`manage.py day_balances`: the balance of every account at the end of a day, as CSV."""

import csv
import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.lib import clock
from ledger.day_balances import balances_of_day, digest_of_day
from ledger.models import ClosedDay


class Command(BaseCommand):
    help = (
        "Prints what every account had at the end of a day of Almaty, yesterday if none is named. "
        "Exit code 1 if the day is closed and its balances are not those that were kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="the day, YYYY-MM-DD")
        parser.add_argument("--check", action="store_true", help="print nothing, only compare")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["day"] or clock.today() - timedelta(days=1)
        if day >= clock.today():
            raise CommandError("The day is not over yet.")
        if not options["check"]:
            write = csv.writer(self.stdout or sys.stdout, lineterminator="\n").writerow
            write(["account", "name", "currency", "balance"])
            for each in balances_of_day(day):
                balance = each.balance
                write([each.account_id, each.name, balance.currency, balance.amount])
        closed = ClosedDay.objects.filter(day=day).first()
        if closed and digest_of_day(day) != (closed.accounts, closed.accounts_digest):
            raise CommandError(f"{day}: these are not the balances that were kept. The book or the "
                               "day was changed: run verify_ledger.")  # fmt: skip
