"""Interleaved rounds: A B C, A B C, …, so that a slow minute of the machine slows all alike."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.cluster import Cluster
from homebank.lib.embedded import CHECKOUT


class WrongBook(Exception):
    """A contender's book is not what its payments say: its speed means nothing."""


@dataclass
class Entrant:
    """A contender's process, and what its rounds gave, by number of clients."""

    name: str
    process: subprocess.Popen[str]
    paid: int = 0
    rounds: dict[int, list[dict[str, float]]] = field(default_factory=dict)

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Give an order and wait for its answer. RuntimeError if the process died."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} died on {do!r}; its last words are above")
        found: dict[str, Any] = json.loads(answer)
        return found

    def stop(self) -> None:
        """End the process with its clients."""
        with self.process:
            os.killpg(self.process.pid, signal.SIGKILL)

    def run(self, clients: int, seconds: float) -> dict[str, Any]:
        """One round of so many clients; remembered."""
        told = self.ask("run", clients=clients, seconds=seconds)
        self.paid += int(told["paid"])
        self.rounds.setdefault(clients, []).append(told)
        return told

    def median(self, clients: int, what: str = "a_second") -> float:
        return statistics.median(each[what] for each in self.rounds[clients])

    def summary(self) -> dict[str, dict[str, float]]:
        """By number of clients: medians, and the least and the most payments a second."""
        return {str(clients): _summary(rounds) for clients, rounds in self.rounds.items()}


@contextmanager
def entrants(
    cluster: Cluster, names: list[str], *, clients: int, world: dict[str, int]
) -> Iterator[dict[str, Entrant]]:
    """The contenders, each prepared in a fresh database, with so many clients that wait.

    WrongBook at the end for one whose book does not prove what it claims to have paid.
    """
    started: dict[str, Entrant] = {}
    try:
        for name in names:
            started[name] = entrant = _start(cluster, name, world)
            entrant.ask("prepare")
            cluster.analyse(name)
            entrant.paid += sum(entrant.ask("open", clients=clients)["ready"])
        yield started
        for entrant in started.values():
            if wrong := entrant.ask("prove", paid=entrant.paid)["wrong"]:
                raise WrongBook(f"{entrant.name}: {'; '.join(wrong[:5])}")
    finally:
        for entrant in started.values():
            entrant.stop()


def interleave(
    racing: list[Entrant], *, clients: int, seconds: float, rounds: int, warm_up: bool = True
) -> None:
    """Each in turn, so many times over; a round beforehand warms caches and is forgotten."""
    for number in range(rounds + warm_up):
        for entrant in racing:
            entrant.run(clients, seconds)
            if number == 0 and warm_up:
                entrant.rounds[clients].pop()


def _start(cluster: Cluster, name: str, world: dict[str, int]) -> Entrant:
    command = [sys.executable, "-m", "benchmarks.worker", name, json.dumps(world)]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env=cluster.database(name), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    return Entrant(name, process)


def _summary(rounds: list[dict[str, float]]) -> dict[str, float]:
    rates = [each["a_second"] for each in rounds]
    medians = {
        what: round(statistics.median(each[what] for each in rounds), 3)
        for what in ("a_second", "p50_ms", "p95_ms", "client_cpu_ms", "server_cpu_ms")
    }
    return {**medians, "least": round(min(rates), 1), "most": round(max(rates), 1),
            "rounds": len(rounds)}  # fmt: skip
