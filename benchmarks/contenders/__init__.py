"""Who is measured. A contender has a database of its own and knows how to prove its own book.

The worker (benchmarks/worker.py) makes it, prepares its world once, then forks a process for each
client; each opens its own connection and pays as often as the round lasts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.db import connection

# Name: module, class, further apps beside Django's own; None is the bank with its own settings.
CONTENDERS: dict[str, tuple[str, str, tuple[str, ...] | None]] = {
    "minimal": ("raw", "Minimal", ()),
    "whole": ("raw", "Whole", ()),
    "cursor": ("raw", "WholeThroughDjango", ()),
    "typical": ("typical", "Typical", ("benchmarks.typical",)),
    "hordak": ("hordak_book", "GuardedHordak", ("mptt", "hordak")),
    "django-ledger": ("django_ledger_book", "DjangoLedger", ("django_ledger",)),
    "post": ("bank", "PostingVerb", None),
    "hot": ("bank", "OneBiller", None),
    "big-book": ("big_book", "BigBook", None),
    "payment": ("confirming", "ConfirmAndSettle", None),
    "card-host": ("card_host", "CardHost", None),
}


@dataclass(frozen=True)
class World:
    """How many there are to pay, and be paid."""

    payers: int = 10_000
    billers: int = 100
    entries: int = 10_000_000


@dataclass
class Contender:
    """One way to make a payment. Subclasses say how."""

    url: str  # of its own database, as the role that its site would have
    world: World
    draw: random.Random = field(default_factory=random.Random)

    def prepare(self) -> None:
        """Make the world, once; committed before the first round."""

    def open(self, client: int) -> None:
        """In a client's process: connect. Nothing was connected before the fork."""

    def make_ready(self, seconds: float) -> None:
        """Before each round, untimed: what the payments of so many seconds need."""

    def backend_pid(self) -> int:
        """The server's process of this client, whose CPU is counted too."""
        return int(connection.connection.info.backend_pid)

    def pay(self) -> None:
        """One payment. Any exception is a failure of the whole run."""
        raise NotImplementedError

    def measure(self, **more: Any) -> dict[str, Any]:
        """What this contender alone can time, by itself, in the worker's process."""
        raise NotImplementedError

    def wrong(self, paid: int) -> list[str]:
        """What is wrong with the book after so many payments; empty when it is proven."""
        raise NotImplementedError

    def someone(self) -> tuple[int, int, int, int]:
        """Payer and biller by number from 1, amount and fee (1 %) in tiyn."""
        amount = self.draw.randrange(100_00, 10_000_00, 100)
        draw = self.draw.randrange
        return draw(self.world.payers) + 1, draw(self.world.billers) + 1, amount, amount // 100


def make(name: str, url: str, world: World) -> Contender:
    """The contender of that name."""
    module, kind, _apps = CONTENDERS[name]
    found: Contender = getattr(import_module(f"benchmarks.contenders.{module}"), kind)(url, world)
    return found
