"""The card host on a real socket over the database of commits, and a terminal that asks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from cards.authorization.host import Host, Patience
from homebank.demo_bank.terminal import Terminal
from tariffs.models import ExchangeRate
from tests.people import Person, new_person

HASTY = Patience(idle=30.0, message=1.0, send=5.0, stop=10.0)
RATES = {"USD": Decimal("500"), "EUR": Decimal("600"), "RUB": Decimal("6.5"), "JPY": Decimal("4"),
         "KWD": Decimal("1600")}  # fmt: skip


class RunningHost:
    """A host in a thread of its own, as the command runs it in a process."""

    def __init__(self, patience: Patience = HASTY) -> None:
        self.loop = asyncio.new_event_loop()
        self.host = Host(threads=4, patience=patience)
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        opening = self.host.listen(0, bind="127.0.0.1")
        self.port = asyncio.run_coroutine_threadsafe(opening, self.loop).result(20)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.host.stop(), self.loop).result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.host._pool.shutdown(wait=True)
        self.loop.close()


@pytest.fixture
def rates(committed: None) -> None:
    """A dollar is 500 tenge, whatever the day."""
    for code, tenge in RATES.items():
        defaults = {"tenge": tenge}
        ExchangeRate.objects.get_or_create(currency=code, day=date(2000, 1, 1), defaults=defaults)


@pytest.fixture
def host(rates: None) -> Iterator[RunningHost]:
    running = RunningHost()
    yield running
    running.stop()


@pytest.fixture
def hosts(rates: None) -> Iterator[Callable[[Patience], RunningHost]]:
    """Hosts with another patience, stopped afterwards."""
    made: list[RunningHost] = []

    def make(patience: Patience) -> RunningHost:
        made.append(RunningHost(patience))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def shop(host: RunningHost) -> Iterator[Terminal]:
    with Terminal(host.port) as terminal:
        yield terminal


@pytest.fixture
def anna(committed: None) -> Person:
    """Fifty thousand tenge on one card."""
    return new_person(registered=False)
