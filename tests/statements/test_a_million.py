"""A page of a statement in a book of a million entries: what PostgreSQL reads for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from cards.models import Card
from cards.statements.finding import ADDED_UP, PAGE, WINDOW, Statement
from cards.statements.periods import Period
from cards.statements.tables import csv_pieces, xlsx_pieces
from cards.statements.wishes import Wish
from homebank.lib import clock
from homebank.lib.money import Money
from ledger import statements
from ledger.models import Account
from tests import environment

# One million is enough: without a group each of two workers would fill a book of its own.
pytestmark = pytest.mark.xdist_group("million")
MILLION = 1_000_000
WHALE, OTHER = 10**9, 10**9 + 1
# As the book writes them, a minute apart; the other account's lie among the whale's.
FILL = f"""
SET session_replication_role = replica;
INSERT INTO ledger_transfer (id, kind, memo, digest, at)
SELECT lpad(to_hex(n), 32, '0')::uuid,
       (ARRAY['card-purchase', 'bill-payment', 'top-up', 'alerts-fee'])[1 + n % 4], '', '',
       timestamptz '2001-01-01' + n * interval '1 minute'
FROM generate_series(1, {MILLION + 50_000}) AS n;
INSERT INTO ledger_entry (transfer_id, account_id, shard, sequence, amount_minor, currency,
                          balance_after_minor, at)
SELECT lpad(to_hex(n), 32, '0')::uuid, CASE WHEN n % 21 = 0 THEN {OTHER} ELSE {WHALE} END, 0,
       CASE WHEN n % 21 = 0 THEN n / 21 ELSE n - n / 21 END,
       CASE WHEN n % 2 = 0 THEN 100 ELSE -1 END, 'KZT', n,
       timestamptz '2001-01-01' + n * interval '1 minute'
FROM generate_series(1, {MILLION + 50_000}) AS n;
INSERT INTO ledger_balance (account_id, shard, amount_minor, held_minor, sequence)
VALUES ({WHALE}, 0, 0, 0, {MILLION}), ({OTHER}, 0, 0, 0, 50000);
"""
INDEXES = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint AS c
WHERE c.conrelid IN ('ledger_entry'::regclass, 'ledger_transfer'::regclass)
  AND c.contype IN ('p', 'u')
"""


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    """A copy of the test database with the million in it, thrown away afterwards."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connections.close_all()
    copy, cluster_url = f"{name}_million", environment.postgres().url("postgres", "postgres")
    with psycopg.connect(cluster_url, autocommit=True) as cluster:
        run(cluster, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        run(cluster, f"CREATE DATABASE {copy} TEMPLATE {name}")
        with psycopg.connect(environment.postgres().url("postgres", copy), autocommit=True) as made:
            fill(made)
            yield made
        run(cluster, f"DROP DATABASE {copy} WITH (FORCE)")


def run(where: psycopg.Connection[Any], text: str, values: Any = None) -> list[tuple[Any, ...]]:
    done = where.execute(text.encode(), values)
    return done.fetchall() if done.description else []


def fill(made: psycopg.Connection[Any]) -> None:
    """Rows first and their indexes afterwards, the same ones: ten times faster."""
    kept = run(made, INDEXES)
    for table, name, _definition in kept:
        run(made, f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    run(made, FILL)
    for table, name, definition in kept:
        if "REFERENCES" not in definition:
            run(made, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    run(made, "VACUUM ANALYZE ledger_entry, ledger_transfer")


def plans(book: psycopg.Connection[Any], statement: str, values: dict[str, Any]) -> list[Any]:
    """What happened with a plan for these values, and with the one that is kept for any."""
    explain = "EXPLAIN (ANALYZE, BUFFERS OFF, FORMAT JSON) "
    custom = run(book, explain + statement, values)
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
    numbered = re.sub(r"%\((\w+)\)s", lambda m: f"${names.index(m[1]) + 1}", statement)
    run(book, "SET plan_cache_mode = force_generic_plan")
    run(book, f"PREPARE asked AS {numbered}".replace("%%", "%"))
    said = ", ".join(psycopg.sql.Literal(values[name]).as_string(book) for name in names)
    generic = run(book, f"{explain} EXECUTE asked({said})".replace("%", "%%"), {})
    run(book, "DEALLOCATE asked")
    return [rows[0][0][0]["Plan"] for rows in (custom, generic)]


def nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def read(plan: Any, table: str) -> int:
    """How many rows of a table were looked at."""
    scans = [node for node in nodes(plan) if node.get("Relation Name") == table]
    return sum(
        round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
        for node in scans
    )


def only_by_index(plan: Any) -> bool:
    kinds = {node["Node Type"] for node in nodes(plan)}
    return not kinds & {"Seq Scan", "Sort", "Incremental Sort", "Bitmap Heap Scan", "Hash Join"}


def page(first: int, last: int, count: int = PAGE + 1, **sieve: Any) -> dict[str, Any]:
    nothing = {"sign": 0, "least": None, "most": None, "kinds": None, "other": None}
    return {"account": WHALE, "shard": 0, "first": first, "last": last, "count": count,
            **nothing, **sieve}  # fmt: skip


@pytest.mark.parametrize("order", ["DESC", "ASC"])
@pytest.mark.parametrize("depth", [MILLION, MILLION // 2, PAGE + 1])
def test_a_page_reads_one_row_more_than_it_shows_at_any_depth(
    book: psycopg.Connection[Any], order: str, depth: int
) -> None:
    first, last = (1, depth) if order == "DESC" else (MILLION - depth + 1, MILLION)
    for plan in plans(book, statements.BETWEEN.format(order=order), page(first, last)):
        assert only_by_index(plan), plan
        assert read(plan, "ledger_entry") == read(plan, "ledger_transfer") == PAGE + 1


@pytest.mark.parametrize(
    "sieve",
    [{"sign": 1}, {"least": 10**9}, {"kinds": ["none-%"]}, {"other": ["%"]}, {"kinds": ["card-%"]}],
)
def test_a_narrowed_page_reads_no_more_than_its_window(
    book: psycopg.Connection[Any], sieve: dict[str, Any]
) -> None:
    last = MILLION - 5_000
    asked = page(last - WINDOW + 1, last, **sieve)
    for plan in plans(book, statements.BETWEEN.format(order="DESC"), asked):
        assert only_by_index(plan), plan
        assert read(plan, "ledger_entry") <= WINDOW
        assert read(plan, "ledger_transfer") <= WINDOW


def test_the_ends_of_a_period_are_found_by_halving(book: psycopg.Connection[Any]) -> None:
    asked = {"account": WHALE, "shard": 0, "since": "2001-06-01", "until": "2002-02-02"}
    for plan in plans(book, statements.STRETCH, asked):
        assert read(plan, "ledger_entry") <= 2 * 21 + 2
        kinds = {n["Node Type"] for n in nodes(plan) if n.get("Relation Name") == "ledger_entry"}
        assert kinds <= {"Index Scan", "Index Only Scan"}
    (before, _opening), (last, _closing) = run(book, statements.STRETCH, asked)
    at = "SELECT at FROM ledger_entry WHERE account_id = %s AND sequence = %s"
    [(older,)], [(first,)] = run(book, at, [WHALE, before]), run(book, at, [WHALE, before + 1])
    assert older < first
    assert run(book, "SELECT %s < '2001-06-01' AND %s >= '2001-06-01'", [older, first]) == [(True,)]
    assert last > before


def test_sums_of_a_period_read_its_entries_once(book: psycopg.Connection[Any]) -> None:
    asked = {"account": WHALE, "shard": 0, "first": 1, "last": ADDED_UP}
    for plan in plans(book, statements.TURNOVER, asked):
        assert read(plan, "ledger_entry") == ADDED_UP
        assert "Seq Scan" not in {node["Node Type"] for node in nodes(plan)}


@pytest.fixture
def in_book(book: psycopg.Connection[Any], django_db_blocker: Any) -> Iterator[None]:
    """Django's connection leads into the book of a million."""
    with django_db_blocker.unblock():
        before, connection.settings_dict["NAME"] = (
            connection.settings_dict["NAME"], book.info.dbname,
        )  # fmt: skip
        connection.close()
        yield
        connection.close()
        connection.settings_dict["NAME"] = before


def peak() -> int:
    """The most memory that this process has held since the last look, in kilobytes."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])  # type: ignore[index]


def spent(pieces: Callable[[Statement], Iterator[bytes]], count: int) -> int:
    """The peak while the file of so many entries is written, piece by piece."""
    day = clock.today()
    stretch = statements.Stretch(1, count, Money(0), Money(0))
    account = Account(pk=WHALE, currency="KZT")
    peak()
    wanted = Statement(account, Wish(Period(day, day)), stretch, {})
    size = sum(len(piece) for piece in pieces(wanted))
    assert size > count * 4
    return peak()


@pytest.mark.parametrize(
    "pieces",
    [lambda made: csv_pieces(made, lambda _seen: None),
     lambda made: xlsx_pieces(made, Card(first6="440564", last4="1234"), lambda _seen: None)],
    ids=["csv", "xlsx"],
)  # fmt: skip
def test_a_file_takes_as_much_memory_for_twenty_thousand_as_for_two(
    in_book: None, pieces: Callable[[Statement], Iterator[bytes]]
) -> None:
    small = spent(pieces, 2_000)
    assert spent(pieces, 20_000) < small + 16 * 1024
