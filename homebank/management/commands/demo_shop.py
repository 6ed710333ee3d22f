"""`manage.py demo_shop`: a shop on another site that asks the demo bank for 3-D Secure."""

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cards.three_ds.peers import NoSuchPeer, add_peer, close_peer
from homebank.demo_bank.web_shop import Trade
from homebank.demo_bank.web_shop_server import WebShop, new_key

PEER = "demo shop"


class Command(BaseCommand):
    help = (
        "Serves a shop on 127.0.0.1 (another site than localhost) until it is stopped, and adds "
        "itself to the peers of 3-D Secure. Demo only (docs/3-d-secure.md)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8091, help="where to listen (8091)")
        usual = settings.PUBLIC_URL
        parser.add_argument("--site", default=usual, help=f"address of the bank ({usual})")
        port = settings.CARDHOST_PORT
        parser.add_argument("--cardhost", type=int, default=port, help=f"card host ({port})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo plays shops: HOMEBANK_DEMO is not on.")
        here = f"http://127.0.0.1:{options['port']}"
        trade = Trade(options["site"], here, new_key(), options["cardhost"])
        try:
            server = WebShop(options["port"], trade)
        except OSError as reason:
            raise CommandError(f"port {options['port']}: {reason.strerror}") from None
        with suppress(NoSuchPeer):
            close_peer(name=PEER)
        add_peer(name=PEER, results_url=f"{here}/3ds/results", frame_origins=[here],
                 key=trade.key)  # fmt: skip
        self.stdout.write(f"a shop on {here}/")
        self.stdout.flush()
        with suppress(KeyboardInterrupt):
            server.serve_forever()
