"""Card authorisations over ISO 8583: a terminal's bytes over TCP, a hold placed, an answer back.

As many hosts as the machine has cores, each a process of its own (`manage.py cardhost`); clients
are spread over them.
"""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.contenders import Contender
from benchmarks.contenders.bank import top_up
from benchmarks.people import open_cards
from homebank.lib.embedded import CHECKOUT


class CardHost(Contender):
    """Purchases in shops, each of another amount, on cards drawn at random."""

    def prepare(self) -> None:
        from django.core.management import call_command

        from ledger.accounts import bank_account

        call_command("migrate", verbosity=0, skip_checks=True)
        bank_account("cash")
        top_up([card.account_id for card in open_cards(max(self.world.payers // 10, 10))])
        self.ports = [_start_host() for _ in range(os.cpu_count() or 1)]

    def open(self, client: int) -> None:
        from cards.models import Card
        from homebank.demo_bank.terminal import Terminal

        self.numbers = [card.number for card in Card.objects.order_by("pk")]
        # Entered once and open as long as the client's process lives.
        self.terminal = Terminal(self.ports[client % len(self.ports)]).__enter__()

    def pay(self) -> None:
        number = self.draw.choice(self.numbers)
        asked = self.terminal.request(number, self.draw.randrange(100, 10_000))
        code = self.terminal.ask(asked).get(39)
        if code != "00":
            raise RuntimeError(f"an authorisation was answered {code}")

    def wrong(self, paid: int) -> list[str]:
        from cards.models import Authorization
        from ledger.checking import find_wrongs
        from ledger.models import Hold

        found = [each.text for each in find_wrongs()]
        counts = {
            "holds": Hold.objects.open().count(),
            "authorisations": Authorization.objects.filter(outcome="held").count(),
        }
        return found + [f"{n} {what}, not {paid}" for what, n in counts.items() if n != paid]


def _start_host() -> int:
    """A host in the worker's own process group, which is ended with it; its port."""
    host = subprocess.Popen(
        [sys.executable, "manage.py", "cardhost", "--port", "0", "--skip-checks"],
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.bank_settings"},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert host.stdout is not None
    return int(host.stdout.readline().split(":")[1].split()[0])
