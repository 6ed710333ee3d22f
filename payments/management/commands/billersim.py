"""The billers' simulator as a process of its own, on loopback."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payments.billers.moods import BEHAVIOURS
from payments.billers.simulator import PATHS, Simulator
from payments.catalogue.examples import account_ending
from payments.models import AccountKind


class Command(BaseCommand):
    help = "Serves the demo's billers on 127.0.0.1 until it is stopped (docs/billers.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8090, help="where to listen (8090)")
        parser.add_argument(
            "--state", type=Path, default=settings.STATE_FOLDER / "billersim.jsonl",
            help="the journal of what was credited (in the checkout's state folder)",
        )  # fmt: skip
        parser.add_argument(
            "--accounts", metavar="KIND",
            help="print an account of this kind for each behaviour, and serve nothing",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._print_accounts(options["accounts"])
        else:
            self._serve(options)

    def _print_accounts(self, key: str) -> None:
        kind = AccountKind.objects.filter(key=key).first()
        if kind is None:
            known = ", ".join(AccountKind.objects.values_list("key", flat=True))
            raise CommandError(f"no kind of account {key!r}; there are {known}")
        for ending in BEHAVIOURS:
            shown = kind.rules.shown(account_ending(kind, ending)).replace("\u00a0", " ")
            self.stdout.write(f"{ending}  {shown}")

    def _serve(self, options: dict[str, Any]) -> None:
        try:
            server = Simulator(options["port"], options["state"])
        except OSError as reason:
            raise CommandError(f"port {options['port']}: {reason.strerror}") from None
        addresses = " and ".join(PATHS.values())
        self.stdout.write(f"billers on http://127.0.0.1:{server.server_port}, {addresses}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("billers closed")
