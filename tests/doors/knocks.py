"""One visitor at every door: what each answers, and whether the answer is as it must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from tests.doors.addresses import Door, all_doors
from tests.doors.cast import ROLES, World
from tests.doors.rules import DESK, QUERIES, RULES, SIGN_IN

# Doors that send away by themselves, without a way back.
NO_WAY_BACK = (f"{DESK}logout/", "/sign-in/code/", "/sign-in/recovery-code/")
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Tables that a look may change: visits, and tallies of doors that count wrong tries.
UNSTILL = {"django_session", "lib_tally", "accounts_visit"}
# Rows that a look adds: what of a customer's file an operator looked at
# (accounts/staff/openings.py), and that a file of the books, a report or a batch for the bureau
# was taken, or that rows of an import were looked at.
LOOKED = (
    "'file-looked', 'book.file-taken', 'import.report-taken', 'import.rows-looked-at', "
    "'order.batch-taken'"
)
LOOKS = {"notifications_event": f"WHERE kind NOT IN ({LOOKED})"}
# Where an address is a secret, not even our own pages are told it.
REFERRER_POLICIES = {"same-origin", "strict-origin"}
POLICY = {
    "default-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
}
# A customer's photo is no page: nothing is fetched for it, nothing of it runs.
PICTURE_POLICY = {"default-src": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
                  "base-uri": "'none'", "sandbox": ""}  # fmt: skip


@dataclass(frozen=True)
class Knock:
    """A visitor asked for a path behind a door, and this came back."""

    door: Door
    path: str
    answer: Any


def knock_everywhere(world: World, client: Client) -> list[Knock]:
    """GET every address in this visitor's browser."""
    paths = [(door, world.address(door) + QUERIES.get(door.name, "")) for door in all_doors()]
    return [Knock(door, path, client.get(path)) for door, path in paths]


def surprises(world: World, who: str, knocks: list[Knock]) -> list[str]:
    """Where this visitor got something else than the rules say."""
    own, wrong = f"/payments/{world.draft.pk}/", []
    card = f"/cards/{world.anna.person.card.pk}/"
    for knock in knocks:
        address = knock.path.split("?")[0]
        known = {"address": address, "payment": own, "card": card,
                 "order": "/".join(address.split("/")[:4]) + "/",
                 "file": address.removesuffix("file/")}  # fmt: skip
        expected = RULES[knock.door.name](who).format(**known)
        got = in_words(knock)
        wrong += [] if got == expected else [f"{who} at {knock.path}: {got}, not {expected}"]
    return wrong


def in_words(knock: Knock) -> str:
    """The answer in the words of the rules."""
    if knock.answer.status_code != 302:
        return str(knock.answer.status_code)
    path, _, query = knock.answer.url.partition("?")
    sent_away = path in (SIGN_IN, f"{DESK}login/") and knock.path not in NO_WAY_BACK
    if sent_away and query != f"next={knock.path}":
        return f"to {path} without a way back"
    return f"to {path}"


def loose_headers(who: str, knocks: list[Knock]) -> list[str]:
    """Answers that lack a header, or say less than they must."""
    is_private = who in ROLES or "customer" in who
    return [
        f"{who} at {knock.path}: {fault}"
        for knock in knocks
        for fault in faults_of(knock.answer, is_private=is_private)
    ]


def faults_of(answer: Any, *, is_private: bool) -> list[str]:
    """What is wrong with the headers of one answer."""
    faults = [f"{name} is {answer.get(name)}" for name, value in HEADERS.items()
              if answer.get(name) != value]  # fmt: skip
    if answer.get("Referrer-Policy") not in REFERRER_POLICIES:
        faults.append(f"Referrer-Policy is {answer.get('Referrer-Policy')}")
    policy = policy_of(answer)
    is_picture = answer.get("Content-Type") == "image/jpeg"
    wanted = PICTURE_POLICY if is_picture else POLICY
    faults += [f"{name} is {policy.get(name)}" for name, value in wanted.items()
               if policy.get(name) != value]  # fmt: skip
    faults += [f"{name} {said}" for name, said in policy.items() if "unsafe" in said or "*" in said]
    if is_private and "no-store" not in answer.get("Cache-Control", ""):
        faults.append("a cache may keep it")
    return faults


def policy_of(answer: Any) -> dict[str, str]:
    """The Content-Security-Policy by its directives."""
    parts = answer.get("Content-Security-Policy", "").split(";")
    named = [part.strip().partition(" ") for part in parts if part.strip()]
    return {name: said for name, _, said in named}


def fingerprint() -> dict[str, str]:
    """A digest of each table's rows, but for what looking may change: what two moments share."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - UNSTILL)
        digests = " UNION ALL ".join(
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) "
            f'FROM "{table}" t {LOOKS.get(table, "")}'
            for table in tables
        )
        cursor.execute(digests)
        return dict(cursor.fetchall())
