"""Every sealed value is sealed anew under a newer key: while people pay, and after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from homebank.lib import crypto
from homebank.lib.embedded import CHECKOUT
from homebank.rotation import sealed_tables
from tests import environment
from tests.flows import ask_for_code, draft, ended, pay, sign_in
from tests.system import LiveBank, end_bank, start_bank, wait_for
from tests.visitor import Visitor

pytestmark = [pytest.mark.xdist_group("rotation")]
# The rotation itself, waiting for the row that is held.
WAITS = """
SELECT pid FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = %s AND strpos(query, 'starts_with') > 0
"""


@pytest.fixture(scope="module")
def live() -> Iterator[LiveBank]:
    """A running bank of its own: no walk waits for rows that are being sealed."""
    name = f"rotation_{environment.WORKER}"
    bank = start_bank(environment.STATE / name, environment.postgres(), name, watched=False)
    yield bank
    end_bank(bank)


def test_all_is_sealed_anew_while_people_pay_and_after_a_kill(live: LiveBank) -> None:
    visitor, person, other = Visitor(live), live.person(), live.person()
    sign_in(visitor, person)
    with someone_changing(live, other["customer"]) as changing:
        torn = rotation(live, "k2,k1", "--batch=3")
        wait_for(lambda: live.query(WAITS, database(live)))  # all but one person are done
        payment = draft(visitor)
        code = ask_for_code(visitor, person, payment)
        os.kill(torn.pid, signal.SIGKILL)
        torn.communicate()
        changing.commit()
    half = standing(live)
    assert half["k1"]
    assert half["k2"]
    visitor.fill("/confirmation/", code=code)
    assert ended(live, payment) == "done"
    told = whole(live, "k2,k1")
    assert "accounts_customer: " in told
    assert value(live, other, "accounts_customer", "latin_name", key="k2") == "CHANGED MEANWHILE"
    pay(visitor, person)  # all is under the new key, and the site still puts the old one first
    assert standing(live)["k1"]
    whole(live, "k1,k2")
    assert set(standing(live)) == {"k1"}


def test_a_check_counts_changes_nothing_and_fails_while_old_keys_stand(live: LiveBank) -> None:
    before = wait_for(lambda: standing(live))
    told = rotation(live, "k2,k1", "--check")
    out, err = told.communicate(timeout=600)
    assert told.returncode == 1
    assert "Key k2 (the newest): 0 values" in out
    assert "Key k1: " in out
    assert "cards_card.number" in out
    assert "Values stand under other keys than 'k2': k1." in err
    assert set(standing(live)) == set(before)


def test_a_missing_key_is_named_and_nothing_is_changed(live: LiveBank) -> None:
    told = rotation(live, "k2")
    _out, err = told.communicate(timeout=600)
    assert told.returncode == 1
    assert "There is no key 'k1' in HOMEBANK_FIELD_KEYS" in err
    assert "accounts_customer.iin" in err
    assert "k2" not in standing(live)


class someone_changing:  # noqa: N801 (reads as a clause)
    """Holds a customer's row, changed and not committed."""

    def __init__(self, live: LiveBank, customer: str) -> None:
        self.connection = psycopg.connect(live.postgres.url("postgres", database(live)))
        name = crypto.seal(b"CHANGED MEANWHILE", column="accounts_customer.latin_name")
        self.connection.execute(
            "UPDATE accounts_customer SET latin_name = %s WHERE id = %s", [name, customer]
        )

    def __enter__(self) -> psycopg.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def database(live: LiveBank) -> str:
    return live.environment["DATABASE_URL"].rsplit("/", 1)[1]


def keys_of(live: LiveBank) -> dict[str, str]:
    pairs = live.environment["HOMEBANK_FIELD_KEYS"].split(",")
    return {pair.split(":")[0]: pair for pair in pairs}


def rotation(live: LiveBank, order: str, *arguments: str) -> subprocess.Popen[str]:
    """`rotate_keys` as a process that has these keys, the first of which seals."""
    keys = ",".join(keys_of(live)[key_id] for key_id in order.split(","))
    return subprocess.Popen(
        [sys.executable, "manage.py", "rotate_keys", *arguments], cwd=CHECKOUT, text=True,
        env={**live.environment, "HOMEBANK_FIELD_KEYS": keys},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def whole(live: LiveBank, order: str) -> str:
    """Rotate until nothing is left: workers of the running bank write under its own first key."""

    def done() -> str | None:
        process = rotation(live, order)
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0 or "Values stand under other keys" in err, err
        told.append(out)
        return None if process.returncode else "".join(told)

    told: list[str] = []
    return wait_for(done)


def standing(live: LiveBank) -> Counter[str]:
    """How many values stand under which key; each is read."""
    found: Counter[str] = Counter()
    for table in sealed_tables():
        for column in table.columns:
            rows = live.query(f"SELECT {column} FROM {table.name} WHERE {column} IS NOT NULL")
            found.update(token.split("$")[1] for (token,) in rows)
    return found


def value(live: LiveBank, person: dict[str, Any], table: str, column: str, *, key: str) -> str:
    """What stands in the person's row, which must be under the key."""
    [(token,)] = live.query(f"SELECT {column} FROM {table} WHERE id = %s", person["customer"])
    assert token.split("$")[1] == key
    secret = bytes.fromhex(keys_of(live)[key].split(":")[1])
    before, settings.FIELD_KEYS = settings.FIELD_KEYS, {key: secret}
    try:
        return crypto.unseal(token, column=f"{table}.{column}").decode()
    finally:
        settings.FIELD_KEYS = before
