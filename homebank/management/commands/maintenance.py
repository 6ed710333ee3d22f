"""`maintenance`: closes the site for customers during planned works, and opens it again."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.works import REASONS, begin_works, end_works, works_now


class Command(BaseCommand):
    help = (
        "Closes the site for customers: every address answers 503 with a page in three languages,"
        " while the desk, static files, health and the workers go on. Nobody is signed out and no"
        " draft is lost. It opens again by `maintenance off`, never by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off", "now"])
        parser.add_argument(
            "--until", metavar='"2026-11-22 04:00"', help="what customers are told, Almaty time"
        )
        parser.add_argument("--reason", choices=[*REASONS], default="update")

    def handle(
        self, *args: Any, state: str, until: str | None, reason: str, **options: Any
    ) -> None:
        if state == "on":
            self._close(until, reason)
        elif state == "off":
            self._open()
        self._tell()

    def _close(self, until: str | None, reason: str) -> None:
        moment = _moment(until) if until else None
        if moment and moment <= clock.now():
            raise CommandError("That time has passed. Write a later one, Almaty time.")
        try:
            begin_works(until=moment, reason=reason)
        except OSError as fault:
            raise CommandError(f"{settings.MAINTENANCE_FILE} cannot be written: {fault}") from None

    def _open(self) -> None:
        try:
            end_works()
        except OSError as fault:
            raise CommandError(f"{settings.MAINTENANCE_FILE} stays: {fault}") from None

    def _tell(self) -> None:
        going_on = works_now()
        if going_on is None:
            self.stdout.write("The site is open.")
            return
        until = going_on.until
        told = f"until {until.astimezone(ALMATY):%d.%m.%Y %H:%M}, Almaty" if until else "no end"
        self.stdout.write(f"The site is closed for customers. They are told: {told}.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f'{text!r} is no time. Write "2026-11-22 04:00".') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)
