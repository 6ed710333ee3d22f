"""`manage.py check_ledger` names what a superuser with the triggers off has planted."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import CommandError, call_command

from homebank.lib.ids import uuid7
from ledger.models import Account, Entry
from ledger.posting import Posted, reverse, settle
from tests.ledger.book import account_with, cash, fees, keep, legs, move, tenge

Superuser = Callable[[], psycopg.Connection]


@contextmanager
def planted(superuser: Superuser, harm: str, cure: str, *values: object) -> Iterator[None]:
    """The harm is committed with the triggers off, and repaired after the block."""
    with superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(harm.encode(), values).rowcount == 1
        connection.commit()
        try:
            yield
        finally:
            connection.execute(cure.encode(), values)
            connection.commit()


def findings() -> list[dict[str, Any]]:
    """What the command prints as JSON. It must have ended with exit code 1."""
    out = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("check_ledger", json=True, stdout=out)
    assert ended.value.returncode == 1
    found: list[dict[str, Any]] = json.loads(out.getvalue())["findings"]
    return found


def named(found: list[dict[str, Any]], proof: str) -> list[dict[str, Any]]:
    return [each["place"] for each in found if str(each["proof"]).startswith(proof)]


@pytest.fixture
def anna(committed: None) -> Account:
    account = account_with(tenge(100))
    move(account, cash(), tenge(1))
    move(account, cash(), tenge(1))
    return account


def middle(account: Account) -> Entry:
    return Entry.objects.get(account=account, sequence=2)


@pytest.mark.requirement("OPS-07", "all sums to zero")
def test_a_right_book_is_said_to_be_right(anna: Account) -> None:
    out = io.StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue().startswith("The book is right: ")
    out = io.StringIO()
    call_command("check_ledger", json=True, stdout=out)
    report = json.loads(out.getvalue())
    assert report["ok"] is True
    assert report["entries"] >= 6


@pytest.mark.requirement("OPS-07", "all sums to zero")
def test_a_changed_tiyn_is_named(anna: Account, superuser: Superuser) -> None:
    entry = middle(anna)
    harm = "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE id = %s"
    cure = "UPDATE ledger_entry SET amount_minor = amount_minor - 1 WHERE id = %s"
    with planted(superuser, harm, cure, entry.pk):
        found = findings()
    assert named(found, "transfers sum") == [
        {"transfer": str(entry.transfer_id), "currency": "KZT"}
    ]
    assert {"account": anna.pk, "shard": 0} in named(found, "balances equal")
    assert {"account": anna.pk, "shard": 0, "transfer": str(entry.transfer_id)} in named(
        found, "entries follow"
    )


def test_two_changed_tiyns_that_cancel_out_are_named(anna: Account, superuser: Superuser) -> None:
    change = "UPDATE ledger_entry SET amount_minor = amount_minor {} sign(amount_minor) WHERE {}"
    where = f"id = {middle(anna).pk} AND %s::text IS NOT NULL"
    with planted(superuser, change.format("+", where), change.format("-", where), "x"):
        other = Entry.objects.get(transfer=middle(anna).transfer_id, account=cash())
        where = f"id = {other.pk} AND %s::text IS NOT NULL"
        with planted(superuser, change.format("+", where), change.format("-", where), "x"):
            found = findings()
    assert not named(found, "transfers sum")
    assert {"transfer": str(other.transfer_id)} in named(found, "transfers are as")
    assert len(named(found, "balances equal")) == 2


def test_a_deleted_entry_is_named(anna: Account, superuser: Superuser) -> None:
    entry = middle(anna)
    harm = "DELETE FROM ledger_entry WHERE id = %s"
    cure = back(superuser, "ledger_entry", entry.pk)
    with planted(superuser, harm, cure, entry.pk):
        found = findings()
    assert {"transfer": str(entry.transfer_id), "currency": "KZT"} in named(found, "transfers sum")
    assert {"account": anna.pk, "shard": 0} in named(found, "balances equal")
    assert any(place["account"] == anna.pk for place in named(found, "entries follow"))


def back(superuser: Superuser, table: str, key: object) -> str:
    """The statement that puts a deleted row back as it was; it takes the key and ignores it."""
    with superuser() as connection:
        row = connection.execute(
            f"SELECT quote_literal(t::text) FROM {table} t WHERE id = %s".encode(), [key]
        ).fetchone()
    assert row is not None
    text = row[0].replace("%", "%%")
    return f"INSERT INTO {table} SELECT ({text}::{table}).* WHERE %s IS NOT NULL"


def test_a_wrong_balance_is_named(anna: Account, superuser: Superuser) -> None:
    harm = "UPDATE ledger_balance SET amount_minor = amount_minor + 1 WHERE account_id = %s"
    cure = "UPDATE ledger_balance SET amount_minor = amount_minor - 1 WHERE account_id = %s"
    with planted(superuser, harm, cure, anna.pk):
        found = findings()
    assert named(found, "balances equal") == [{"account": anna.pk, "shard": 0}]
    assert named(found, "all balances") == [{"currency": "KZT"}]
    assert f"account {anna.pk}, shard 0: the balance is 9801" in str(found[0]["text"])


def plant_hold(account_id: int) -> tuple[str, str]:
    harm = (
        "INSERT INTO ledger_hold (id, account_id, amount_minor, currency, kind, digest, placed_at)"
        f" VALUES (%s, {account_id}, 100, 'KZT', 'x', '', clock_timestamp())"
    )
    return harm, "DELETE FROM ledger_hold WHERE id = %s"


def test_an_orphan_hold_is_named(anna: Account, superuser: Superuser) -> None:
    hold_id = uuid7()
    with planted(superuser, *plant_hold(anna.pk), hold_id):
        found = findings()
    assert named(found, "held sums") == [{"account": anna.pk}]
    assert str(hold_id) in str(found[0]["text"])
    assert named(found, "holds are as") == [{"hold": str(hold_id)}]


def test_a_hold_without_an_account_is_named(anna: Account, superuser: Superuser) -> None:
    hold_id = uuid7()
    with planted(superuser, *plant_hold(0), hold_id):
        found = findings()
    assert {"hold": str(hold_id)} in named(found, "holds belong")


def test_a_held_sum_without_a_hold_is_named(anna: Account, superuser: Superuser) -> None:
    harm = "UPDATE ledger_balance SET held_minor = held_minor + 1 WHERE account_id = %s"
    cure = "UPDATE ledger_balance SET held_minor = held_minor - 1 WHERE account_id = %s"
    with planted(superuser, harm, cure, anna.pk):
        found = findings()
    assert named(found, "held sums") == [{"account": anna.pk}]


def test_a_lost_balance_is_named(anna: Account, superuser: Superuser) -> None:
    harm = "UPDATE ledger_balance SET shard = 9 WHERE account_id = %s"
    cure = "UPDATE ledger_balance SET shard = 0 WHERE account_id = %s"
    with planted(superuser, harm, cure, anna.pk):
        found = findings()
    assert {"account": anna.pk} in named(found, "accounts have")
    assert {"account": anna.pk, "shard": 9} in named(found, "balances equal")


def test_a_moved_floor_is_named(anna: Account, superuser: Superuser) -> None:
    harm = "UPDATE ledger_balance SET floor_minor = -500 WHERE account_id = %s"
    cure = "UPDATE ledger_balance SET floor_minor = 0 WHERE account_id = %s"
    with planted(superuser, harm, cure, anna.pk):
        assert named(findings(), "accounts have") == [{"account": anna.pk}]


def kinds_of_transfers(anna: Account) -> list[Posted]:
    """One posted, one that settled a hold, one that reversed."""
    posted = move(anna, fees(), tenge(1))
    held = keep(anna, tenge(2))
    settled = settle(
        hold_id=held.hold_id, transfer_id=uuid7(), kind="bill", legs=legs(anna, fees(), tenge(2))
    )
    reversal = reverse(transfer_id=posted.transfer_id, reversal_id=uuid7(), reason="x")
    return [posted, settled, reversal]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_changed_memo_is_named(anna: Account, superuser: Superuser, which: int) -> None:
    changed: UUID = kinds_of_transfers(anna)[which].transfer_id
    harm = "UPDATE ledger_transfer SET memo = memo || '!' WHERE id = %s"
    cure = "UPDATE ledger_transfer SET memo = rtrim(memo, '!') WHERE id = %s"
    with planted(superuser, harm, cure, changed):
        assert named(findings(), "transfers are as") == [{"transfer": str(changed)}]


def test_a_reversal_of_something_else_is_named(anna: Account, superuser: Superuser) -> None:
    posted, settled, reversal = (each.transfer_id for each in kinds_of_transfers(anna))
    change = "UPDATE ledger_transfer SET reverses_id = '{}' WHERE id = %s"
    with planted(superuser, change.format(settled), change.format(posted), reversal):
        assert named(findings(), "reversals are") == [{"transfer": str(reversal)}]


def test_no_more_is_printed_than_asked(anna: Account, superuser: Superuser) -> None:
    harm = "UPDATE ledger_balance SET amount_minor = amount_minor + 1 WHERE account_id = %s"
    cure = "UPDATE ledger_balance SET amount_minor = amount_minor - 1 WHERE account_id = %s"
    out = io.StringIO()
    with planted(superuser, harm, cure, anna.pk), pytest.raises(CommandError, match="2 places"):
        call_command("check_ledger", limit=1, stdout=out)
    assert len(out.getvalue().splitlines()) == 1
