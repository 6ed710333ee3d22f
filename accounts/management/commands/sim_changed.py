"""`manage.py sim_changed`: a mobile operator says which numbers have got another SIM."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.recovery.sim import take_operators_word
from homebank.lib.phone import parse_mobile


class Command(BaseCommand):
    """For a mobile operator's feed: numbers, one a line, as arguments or on standard input."""

    help = (
        "Stop codes by SMS to the numbers whose SIM changed, until a branch lifts it. "
        "Numbers stand one a line on standard input, or as arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The numbers, or `-` for standard input."""
        parser.add_argument("numbers", nargs="*", default=["-"], metavar="+77000000012")

    def handle(self, *args: Any, **options: Any) -> None:
        """All that can be read are marked; then CommandError if a line is no number."""
        given = options["numbers"]
        lines = [each.strip() for each in (sys.stdin if given == ["-"] else given)]
        read = [(line, parse_mobile(line)) for line in lines if line]
        marked = sum(take_operators_word(phone=phone) for _line, phone in read if phone)
        self.stdout.write(f"Marked: {marked} of {len(read)}.")
        wrong = sum(phone is None for _line, phone in read)
        if wrong:
            raise CommandError(f"Lines that are no mobile number of Kazakhstan: {wrong}.")
