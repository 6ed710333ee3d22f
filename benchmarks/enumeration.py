"""Does the time of an answer tell whom the bank knows? `python -m benchmarks.enumeration` (S6).

Each door before sign-in is asked for people it knows and for people it does not, in turns that a
shuffle decides, each time from a network of its own. The known ones are two halves: what differs
between those is chance, and what differs between known and unknown is to be no more than that.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import django

from benchmarks import cluster, machine

RESULTS = Path(__file__).resolve().parent / "results"
# So many that nobody is asked for often enough to wait or to be slowed down.
PEOPLE, TRIES, WARM = 160, 200, 10
WORD, PASSWORD, WRONG = "тау самалы", "Aq-boz-at-2026", "not this one"
LEVEL = 0.01
SHORT = 5
CHEAP = "django.contrib.auth.hashers.MD5PasswordHasher"
GROUPS = ("known", "known too", "unknown")


@dataclass
class Person:
    """What a stranger may type of somebody. Of the unknown, nothing is on file."""

    phone: str
    homebank_id: str
    login_name: str
    card: dict[str, str]


@dataclass(frozen=True)
class Door:
    """An address and what is posted there about a person."""

    name: str
    address: str
    typed: Callable[[Person], dict[str, str]]


@dataclass
class Answers:
    """Of one group at one door: milliseconds, and what answers looked like."""

    times: list[float] = field(default_factory=list)
    looks: set[tuple[int, int]] = field(default_factory=set)


DOORS = [
    Door("sign-in by phone", "/sign-in/?by=phone",
         lambda who: {"typed": who.phone, "password": WRONG}),
    Door("sign-in by Homebank ID", "/sign-in/?by=id",
         lambda who: {"typed": who.homebank_id, "password": WRONG}),
    Door("sign-in by login name", "/sign-in/?by=login",
         lambda who: {"typed": who.login_name, "password": WRONG}),
    Door("registration, wrong codeword", "/register/",
         lambda who: {**who.card, "phone": who.phone, "codeword": "another word"}),
    Door("registration, another phone", "/register/",
         lambda who: {**who.card, "phone": "+77010000000", "codeword": WORD}),
    Door("recovery", "/recover/", lambda who: {"phone": who.phone}),
]  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure every door and print the table; exit code 1 if one tells whom the bank knows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enumeration", description=__doc__)
    parser.add_argument("--tries", type=int, default=TRIES, help="answers in each group")
    asked = parser.parse_args(arguments)
    servers = cluster.start()
    os.environ.update(servers.database("doors"), DJANGO_SETTINGS_MODULE="homebank.settings",
                      HOMEBANK_LOG_LEVEL="ERROR")  # fmt: skip
    django.setup()
    people = _open_bank()
    told = {door.name: _judge(_ask(door, people, asked.tries)) for door in DOORS}
    run = {"machine": machine.describe(), "tries": asked.tries, "doors": told}
    sys.stdout.write(table(run))
    file = RESULTS / f"{run['machine']['day']}-{run['machine']['name']}-enumeration.json"
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    sys.exit(not all(each["tells nothing"] for each in told.values()))


def table(run: dict[str, Any]) -> str:
    """A row for each door, in Markdown."""
    where = run["machine"]
    lines = [
        f"{where['day']}, {where['processor']}, {where['cores']} cores, Python {where['python']}, "
        f"Django {where['django']}; load average before: {where['load before']}; "
        f"{run['tries']} answers in each group.", "",
        "| door | known, ms | unknown, ms | gap | gap of two halves of the known | p "
        "| status and bytes | |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, told in run["doors"].items():
        same = "the same" if told["looks alike"] else "**differ**"
        verdict = "tells nothing" if told["tells nothing"] else "**tells**"
        lines.append(
            f"| {name} | {told['known ms']:.2f} | {told['unknown ms']:.2f} | {told['gap ms']:.3f} "
            f"| {told['control gap ms']:.3f} | {told['p']:.3f} | {same} | {verdict} |"
        )
    return "\n".join([*lines, ""])


def _open_bank() -> dict[str, list[Person]]:
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django.test import override_settings

    from accounts.models import Customer, User

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    with override_settings(PASSWORD_HASHERS=[CHEAP]):
        known = list(_known(PEOPLE))
    # Nobody's secrets are typed right here: one hash of the full price does for all.
    User.objects.update(password=make_password(PASSWORD))
    Customer.objects.update(codeword_hash=make_password(WORD))
    half = len(known) // 2
    sys.stderr.write(f"{len(known)} people are on file.\n")
    return dict(zip(GROUPS, (known[:half], known[half:], list(_unknown(half))), strict=True))


def _known(wanted: int) -> Iterator[Person]:
    """Customers with a card and an access."""
    from accounts.registration.access import give_access
    from benchmarks.people import open_cards
    from cards.cvv import cvv2

    for number, card in enumerate(open_cards(wanted)):
        login = f"person.{number}"
        user = give_access(customer=card.customer, password=PASSWORD, login_name=login)
        facts = {"number": card.number, "expiry": f"{card.expiry:%m/%y}",
                 "cvv": cvv2(card.number, card.expiry), "birth_date": "01.01.1990"}  # fmt: skip
        yield Person(str(card.customer.phone), str(user.homebank_id), login, facts)


def _unknown(wanted: int) -> Iterator[Person]:
    from homebank.lib.ids import with_check_digit

    for number in range(wanted):
        fifteen = f"440564999{number:06d}"
        facts = {"number": with_check_digit(fifteen), "expiry": "12/29", "cvv": "123",
                 "birth_date": "01.01.1990"}  # fmt: skip
        yield Person(f"+7701{number:07d}", with_check_digit(str(9_900_000 + number)),
                     f"nobody.{number}", facts)  # fmt: skip


def _ask(door: Door, people: dict[str, list[Person]], tries: int) -> dict[str, Answers]:
    """Every group's answers, in an order that a shuffle decides anew for each round."""
    networks, answers = count(), {group: Answers() for group in GROUPS}
    for round_ in range(WARM + tries):
        order = random.sample(GROUPS, len(GROUPS))
        for group in order:
            who = people[group][round_ % len(people[group])]
            taken, look = _post(door, who, next(networks))
            if round_ >= WARM:
                answers[group].times.append(taken)
                answers[group].looks.add(look)
    return answers


def _post(door: Door, who: Person, network: int) -> tuple[float, tuple[int, int]]:
    """How long the site worked on the answer, in ms, and its status and length."""
    from django.test import Client

    address = f"{1 + network // 250 % 220}.{1 + network % 250}.0.7"
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR=address, raise_request_exception=True)
    typed = door.typed(who)
    begun = time.perf_counter()
    answer = client.post(door.address, typed, secure=True)
    taken = (time.perf_counter() - begun) * 1000
    page = answer.content.decode()
    for text in (each for each in typed.values() if len(each) > SHORT):  # "123" stands elsewhere
        page = page.replace(text, "")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return taken, (answer.status_code, len(page.encode()))


def _judge(answers: dict[str, Answers]) -> dict[str, Any]:
    known, too, unknown = (answers[group].times for group in GROUPS)
    medians = {group: statistics.median(answers[group].times) for group in GROUPS}
    p = rank_sum_p(known + too, unknown)
    gap = abs(statistics.median(known + too) - medians["unknown"])
    control = abs(medians["known"] - medians["known too"])
    alike = len(set().union(*(each.looks for each in answers.values()))) == 1
    return {
        "known ms": statistics.median(known + too), "unknown ms": medians["unknown"],
        "gap ms": gap, "control gap ms": control, "p": p, "control p": rank_sum_p(known, too),
        "looks alike": alike, "tells nothing": alike and (p > LEVEL or gap <= control),
        "p95 known": _p95(known + too), "p95 unknown": _p95(unknown),
    }  # fmt: skip


def rank_sum_p(left: list[float], right: list[float]) -> float:
    """Two-sided p of Mann and Whitney's test, by its normal approximation (both above 20)."""
    ranks = {index: rank for rank, (_time, index) in enumerate(
        sorted((time, index) for index, time in enumerate(left + right)), start=1)}  # fmt: skip
    m, n = len(left), len(right)
    u = sum(ranks[index] for index in range(m)) - m * (m + 1) / 2
    z = (u - m * n / 2) / math.sqrt(m * n * (m + n + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
