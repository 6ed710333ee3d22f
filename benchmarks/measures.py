"""How each goal is measured: who races whom, for how long, and which ratios come of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.cluster import Cluster
from benchmarks.goals import Line
from benchmarks.race import Entrant, entrants, interleave

PEERS = {"typical": 5.0, "hordak": 12.0, "django-ledger": 65.0}
A_SECOND, MS = "payments/s", "ms"


@dataclass(frozen=True)
class Scale:
    """How long and how large. SMALL is for a look and for the tests, its figures mean little."""

    world: dict[str, int]
    clients: tuple[int, ...] = (2, 8)
    seconds: float = 1.5
    rounds: int = 5
    minute: float = 60.0
    reads: int = 500
    profiled: int = 200


FULL = Scale({"payers": 10_000, "billers": 100, "entries": 10_000_000})
SMALL = Scale({"payers": 200, "billers": 5, "entries": 20_000}, (2,), 0.2, 1, 0.6, 20, 5)
Found = tuple[list[Line], dict[str, Any]]


def measure_payments(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P1, P1b, P2: whole payments, everybody's."""
    names = ["whole", "post"]
    names += ["minimal", "cursor"] if "P1" in wanted else []
    names += ["payment"] if "P1b" in wanted else []
    names += list(PEERS) if "P2" in wanted else ["typical"] if "P1b" in wanted else []
    lines: list[Line] = []
    with entrants(cluster, names, clients=max(scale.clients), world=scale.world) as racing:
        for clients in scale.clients:
            interleave(list(racing.values()), clients=clients, seconds=scale.seconds,
                       rounds=scale.rounds)  # fmt: skip
            lines += _payment_lines(racing, clients)
        detail = {name: entrant.summary() for name, entrant in racing.items()}
    return [line for line in lines if line.goal in {*wanted, "P4"}], detail


def measure_one_biller(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P3: everybody pays one biller; then for a minute, which must be as fast at its end."""
    clients = max(scale.clients)
    with entrants(cluster, ["minimal", "hot"], clients=clients, world=scale.world) as racing:
        minimal, hot = racing.values()
        interleave([minimal, hot], clients=clients, seconds=scale.seconds, rounds=scale.rounds)
        line = Line("P3", f"posting verb, all to one biller, {clients} clients",
                    "minimal function, no hot row", hot.median(clients), minimal.median(clients),
                    A_SECOND, least=0.9)  # fmt: skip
        detail = {name: entrant.summary() for name, entrant in racing.items()}
        windows = [hot.run(clients, scale.minute / 12)["a_second"] for _ in range(12)]
    begun, ended = statistics.median(windows[:4]), statistics.median(windows[-4:])
    flat = Line("P3", "the same for a minute: last third", "its own first third", ended, begun,
                A_SECOND, least=0.9)  # fmt: skip
    return [line, flat], {**detail, "hot for a minute": windows}


def measure_reading(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P5 and P6: a balance, and a page of a statement, in a book of ten million entries."""
    with entrants(cluster, ["big-book"], clients=0, world=scale.world) as racing:
        told = racing["big-book"].ask("measure", what={"times": scale.reads})
    lines = _page_lines(told["pages"]) if "P6" in wanted else []
    balances = told["balances"]
    if "P5" in wanted:
        lines.append(Line("P5", "balance of the whale", "of an account with 1/100 of its entries",
                          balances["many"], balances["few"], MS, most=1.1))  # fmt: skip
        whale = {**scale.world, "payers": 2}
        with entrants(cluster, ["hordak"], clients=0, world=whale) as racing:
            asked = {"legs": scale.world["entries"] // 10, "times": max(scale.reads // 50, 3)}
            theirs = racing["hordak"].ask("measure", what=asked)["balance_ms"]
        ours = 1000 / balances["many"]  # speed against speed: more is better, as in the goal
        lines.append(Line("P5", "balance reads at a million entries", "hordak's", ours,
                          1000 / theirs, "reads/s", least=300))  # fmt: skip
        told["hordak"] = theirs
    return lines, told


def measure_quotes(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P12: what the price costs beside the payment that it belongs to."""
    with entrants(cluster, ["payment"], clients=0, world=scale.world) as racing:
        times = scale.reads // 5
        told = racing["payment"].ask("measure", what={"times": times})
        racing["payment"].paid = times + 3
    return [
        Line("P12", "fee quote", "the payment: confirm and settle", told["price"], told["payment"],
             MS, most=0.05),
        Line("P12", "fee quote", "the posting alone", told["price"], told["post"], MS),
    ], told  # fmt: skip


def measure_authorisations(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P11: card authorisations over TCP, from the terminal's bytes to its answer."""
    lines: list[Line] = []
    with entrants(
        cluster, ["whole", "card-host"], clients=max(scale.clients), world=scale.world
    ) as racing:
        for clients in scale.clients:
            interleave(list(racing.values()), clients=clients, seconds=scale.seconds,
                       rounds=scale.rounds)  # fmt: skip
            lines.append(Line("P11", f"card authorisation over ISO 8583, {clients} clients",
                              "psycopg, whole payment, one call",
                              racing["card-host"].median(clients), racing["whole"].median(clients),
                              A_SECOND, least=0.5))  # fmt: skip
        detail = {name: entrant.summary() for name, entrant in racing.items()}
    return lines, detail


def profile_payment(cluster: Cluster, scale: Scale, wanted: set[str]) -> Found:
    """P1b line by line: the statements and functions of a confirmation with its settlement."""
    with entrants(cluster, ["payment"], clients=0, world=scale.world) as racing:
        told = racing["payment"].ask("profile", payments=scale.profiled)
        racing["payment"].paid = told["payments"]
    return [], told


MEASURES: dict[str, tuple[set[str], Callable[[Cluster, Scale, set[str]], Found]]] = {
    "payments": ({"P1", "P1b", "P2"}, measure_payments),
    "one biller": ({"P3"}, measure_one_biller),
    "reading": ({"P5", "P6"}, measure_reading),
    "quotes": ({"P12"}, measure_quotes),
    "authorisations": ({"P11"}, measure_authorisations),
    "profile": ({"P1b"}, profile_payment),
}


def _payment_lines(racing: dict[str, Entrant], clients: int) -> list[Line]:
    def line(
        goal: str, ours: str, theirs: str, what: str, against: str, least: float | None
    ) -> Line:
        return Line(goal, f"{what}, {clients} clients", against, racing[ours].median(clients),
                    racing[theirs].median(clients), A_SECOND, least)  # fmt: skip

    verb, whole = "posting verb", "psycopg, whole payment, one call"
    lines = [line("P1", "post", "whole", verb, whole, 0.6)]
    if "cursor" in racing:
        lines += [line("P1", "cursor", "whole", "(a bare Django cursor)", whole, None),
                  line("P1", "minimal", "whole", "(psycopg, minimal payment)", whole, None),
                  Line("P4", f"p95 of the {verb}, {clients} clients", whole,
                       racing["post"].median(clients, "p95_ms"),
                       racing["whole"].median(clients, "p95_ms"), MS, most=1.2)]  # fmt: skip
    if "payment" in racing:
        lines.append(line("P1b", "payment", "typical", "confirm and settle", "ORM typical", 0.5))
    lines += [line("P2", "post", peer, verb, peer, least) for peer, least in PEERS.items()
              if peer in racing]  # fmt: skip
    return lines


def _page_lines(pages: dict[str, float]) -> list[Line]:
    lines = []
    for place in (name for name in pages if name.startswith("at ")):
        what = f"statement page, {place} of the whale's depth"
        lines += [
            Line("P6", what, "raw keyset", pages[place], pages[f"raw {place}"], MS, most=3),
            Line("P6", what, "its own first page", pages[place], pages["first"], MS, most=1.1),
        ]
    return lines
