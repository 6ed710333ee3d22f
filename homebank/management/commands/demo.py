"""`manage.py demo`: the whole bank on this machine, with invented people and money."""

import fcntl
import os
import signal
import sys
import time
import traceback
from argparse import ArgumentParser
from io import StringIO
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from homebank.catalogues import compile_catalogues
from homebank.launcher import System
from homebank.lib import embedded, ports
from homebank.static_files import collect_if_changed

WHO_SIGNS = "marat"


class Command(BaseCommand):
    help = "Prepares the demo bank and runs it until Ctrl-C: site, workers, beat, billers, cards."
    requires_system_checks = []  # the database may be empty at this moment

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = os.environ.get("PORT", "8000")
        parser.add_argument("--port", default=default, help="Port of the site (default: 8000).")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: HOMEBANK_DEMO is not set. See docs/operating.md.")
        port = self._port(options["port"])
        self._be_the_only_one(port)
        self._prepare_apart()
        system = self._system(port)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        try:
            system.start()
            system.wait_until_ready()
            self._welcome(port, system.shop_port)
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        except embedded.CannotStart as reason:
            raise CommandError(str(reason)) from None
        finally:
            system.stop()

    def _port(self, text: str) -> int:
        if not text.isdigit() or not 1024 <= int(text) <= 65535:
            raise CommandError(f"PORT={text}: a port is a number from 1024 to 65535.")
        if ports.listens(int(text)):
            raise CommandError(f"Port {text} is taken. Try: make demo PORT={int(text) + 1}")
        return int(text)

    def _be_the_only_one(self, port: int) -> None:
        """Two demos over one database would be two billers that know of each other's half."""
        self._only = open(embedded.state_folder() / "demo", "a+")  # noqa: SIM115 (held to the end)
        try:
            fcntl.flock(self._only, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._only.seek(0)
            address = f"http://localhost:{self._only.read().strip()}/"
            raise CommandError(f"The demo of this checkout already runs: {address}") from None
        self._only.truncate(0)
        self._only.write(str(port))
        self._only.flush()

    def _prepare_apart(self) -> None:
        """In a child: what it loads (50 MB) is gone again when the bank runs."""
        sys.stdout.flush()
        child = os.fork()
        if child:
            _pid, status = os.waitpid(child, 0)
            if status:
                raise CommandError("The demo could not be prepared.")
            return
        try:
            self._prepare()
            code = 0
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        os._exit(code)  # nothing of the parent's is ended by its child

    def _prepare(self) -> None:
        self.stdout.write("Preparing the bank: tables, words, files, people…")
        compile_catalogues()
        call_command("migrate", verbosity=0)
        collect_if_changed()
        call_command("seed_demo", verbosity=0)
        if settings.CERTIFICATE_AUTHORITIES:
            call_command("demo_key", WHO_SIGNS, stdout=StringIO())

    def _system(self, port: int) -> System:
        state = embedded.state_folder()
        servers: tuple[embedded.Postgres | embedded.Valkey, ...] = ()
        if (state / "postgres" / "made.json").exists():
            servers = (embedded.Postgres(state / "postgres"), embedded.Valkey(state / "valkey"))
        log = open(state / "log", "ab")  # noqa: SIM115 (open as long as the processes)
        return System(
            port, state, dict(os.environ), servers, cardhost_port=self._cardhost_port(),
            shop_port=ports.free_port(), log=log,
        )  # fmt: skip

    def _cardhost_port(self) -> int:
        """The usual port, or a free one; kept where commands beside the demo look for it."""
        port = settings.CARDHOST_PORT
        if ports.listens(port):
            port = ports.free_port()
        embedded.keep_cardhost_port(embedded.state_folder(), port)
        return port

    def _welcome(self, port: int, shop_port: int) -> None:
        from homebank.demo_bank.people import print_people

        print_people(self.stdout)
        self.stdout.write(f"\n  The bank        http://localhost:{port}/")
        self.stdout.write(f"  The demo phone  http://localhost:{port}/demo/phone/")
        self.stdout.write(f"  A shop, an ATM  http://localhost:{port}/demo/shop/")
        self.stdout.write(f"  A web shop      http://127.0.0.1:{shop_port}/ (3-D Secure)")
        self.stdout.write(f"  Operators       http://localhost:{port}/{settings.ADMIN_PATH}/")
        if settings.CERTIFICATE_AUTHORITIES:
            self.stdout.write(f"  Certificates    a stand-in of NCALayer signs as {WHO_SIGNS};"
                              " another: manage.py demo_key")  # fmt: skip
        self.stdout.write(f"  What it logs    {embedded.state_folder() / 'log'}")
        self.stdout.write("\nCtrl-C stops everything. `make demo-reset` begins anew.")
        sys.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
