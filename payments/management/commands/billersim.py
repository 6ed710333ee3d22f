"""The biller simulator as a process of its own: it speaks OSMP on loopback."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payments.billers.simulator import PATH, Simulator


class Command(BaseCommand):
    help = "Serves the demo billers over OSMP on 127.0.0.1 until it is stopped (docs/billers.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8090, help="where to listen (8090)")
        parser.add_argument(
            "--state", type=Path, default=settings.STATE_FOLDER / "billersim.jsonl",
            help="the journal of what was credited (in the checkout's state folder)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = Simulator(options["port"], options["state"])
        except OSError as reason:
            raise CommandError(f"port {options['port']}: {reason.strerror}") from None
        self.stdout.write(f"billers on http://127.0.0.1:{server.server_port}{PATH}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("billers closed")
