"""The SMS centre as a process of its own: it speaks SMPP 3.4 on loopback."""

import asyncio
import contextlib
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.gateways.smpp_centre.page import show
from notifications.gateways.smpp_centre.server import PASSWORD, SYSTEM_ID, Centre


class Command(BaseCommand):
    help = "Serves an SMS centre over SMPP on 127.0.0.1 until it is stopped (docs/smpp.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=2775, help="where to listen (2775)")
        parser.add_argument(
            "--page", type=int, default=0, help="a port for the page with the journal (none)"
        )
        parser.add_argument("--password", default=PASSWORD, help=f"of {SYSTEM_ID} ({PASSWORD})")
        parser.add_argument(
            "--window", type=int, default=1000, help="more submits outstanding are throttled (1000)"
        )
        parser.add_argument(
            "--latency", type=float, default=0.0, help="seconds to each answer (none)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._serve(options))
        except OSError as reason:
            raise CommandError(f"the centre cannot listen: {reason.strerror}") from None

    async def _serve(self, options: dict[str, Any]) -> None:
        centre = Centre(window=options["window"], latency=options["latency"],
                        password=options["password"])  # fmt: skip
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        async with contextlib.AsyncExitStack() as open_doors:
            await open_doors.enter_async_context(await centre.listen(options["port"]))
            if options["page"]:
                await open_doors.enter_async_context(await show(centre, options["page"]))
                self.stdout.write(f"journal on http://127.0.0.1:{options['page']}/")
            self.stdout.write(f"centre on smpp://{SYSTEM_ID}:…@127.0.0.1:{options['port']}")
            self.stdout.flush()
            await ended.wait()
