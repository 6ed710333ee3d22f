"""`demo_clock`: moves the clock of every process of a demo."""

import re
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.lib import clock

MOVE = r"(?P<sign>[+-])(?P<count>[0-9]{1,5})(?P<unit>[smhdw])"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# Beyond this the calendar of forms and cards ends; nobody needs a demo there.
FARTHEST = timedelta(days=20 * 365)


class Command(BaseCommand):
    help = (
        "Moves the clock of every process of the demo, and prints the bank's time. +30d and -2h"
        " move it (s, m, h, d, w) and add up, `now` only prints it, `reset` brings it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("move", metavar="+30d | -2h | now | reset")

    def run_from_argv(self, argv: list[str]) -> None:
        """Let `-2h` be a move: argparse would take it for an option."""
        if re.fullmatch(MOVE, argv[-1]):
            argv = [*argv[:-1], "--", argv[-1]]
        super().run_from_argv(argv)

    def handle(self, *args: Any, move: str, **options: Any) -> None:
        if not settings.DEMO or not settings.CLOCK_FILE:
            raise CommandError("Only a demo moves its clock: HOMEBANK_DEMO is not on.")
        by = self._step(move)
        if abs(clock.offset() + by) > FARTHEST:
            raise CommandError("That is more than 20 years away from today. Move less.")
        if by:
            clock.move_all(by)
        local = clock.now().astimezone(clock.ALMATY)
        self.stdout.write(f"The bank's time is {local:%d.%m.%Y %H:%M:%S}, Almaty.")

    def _step(self, move: str) -> timedelta:
        if move == "now":
            return timedelta()
        if move == "reset":
            return -clock.offset()
        found = re.fullmatch(MOVE, move, re.ASCII)
        if found is None:
            raise CommandError(f"{move!r} is no move. Write +30d, -2h, now or reset.")
        step = timedelta(**{UNITS[found["unit"]]: int(found["count"])})
        return -step if found["sign"] == "-" else step
