"""What the database refuses by itself: to the site's role, and to the owner of the book."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import errors, sql
from psycopg.sql import SQL

from ledger import sql as book_sql
from ledger.models import Entry
from tests import environment
from tests.ledger.book import account_with, cash, keep, move, tenge

TABLES = ["account", "balance", "transfer", "entry", "hold", "holdresolution"]
WRITTEN = ["transfer", "entry", "hold", "holdresolution"]
VERBS = {"open", "post", "hold", "settle", "release", "reverse"}


def connect(role: str) -> psycopg.Connection:
    name = connection.settings_dict["NAME"]
    return psycopg.connect(environment.postgres().url(role, name))


@pytest.fixture
def site(committed: None) -> Iterator[psycopg.Connection]:
    """The database as the site's role sees it; nothing stays."""
    with connect("homebank_web") as each:
        yield each
        each.rollback()


@pytest.fixture
def owner(committed: None) -> Iterator[psycopg.Connection]:
    """The database as the owner of the tables sees it; nothing stays."""
    with connect("homebank_owner") as each:
        yield each
        each.rollback()


def table(name: str) -> sql.Identifier:
    return sql.Identifier(f"ledger_{name}")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "deed", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "INSERT INTO {} DEFAULT VALUES"]
)
def test_the_site_may_not_write_a_table(site: psycopg.Connection, name: str, deed: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        site.execute(SQL(deed).format(table(name)))


@pytest.mark.parametrize("name", TABLES)
def test_the_site_reads_but_does_not_change(site: psycopg.Connection, name: str) -> None:
    site.execute(SQL("SELECT count(*) FROM {}").format(table(name)))
    column = {"account": "kind", "balance": "amount_minor", "holdresolution": "outcome"}
    change = SQL("UPDATE {0} SET {1} = {1}").format(
        table(name), sql.Identifier(column.get(name, "id"))
    )
    with pytest.raises(errors.InsufficientPrivilege):
        site.execute(change)


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_owner_may_not_take_from_the_book(
    owner: psycopg.Connection, name: str, deed: str
) -> None:
    with pytest.raises(psycopg.DatabaseError) as refused:
        owner.execute(SQL(deed).format(table(name)))
    assert refused.value.sqlstate == "LB010"


@pytest.mark.parametrize(
    "change",
    ["ledger_transfer SET memo = 'x'", "ledger_entry SET amount_minor = 1",
     "ledger_hold SET amount_minor = 1", "ledger_holdresolution SET outcome = 'released'"],
)  # fmt: skip
def test_the_owner_may_not_edit_the_book(owner: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.DatabaseError) as refused:
        owner.execute(f"UPDATE {change}".encode())
    assert refused.value.sqlstate == "LB010"


@pytest.mark.parametrize("name", ["account", "balance"])
def test_the_owner_may_not_drop_accounts(owner: psycopg.Connection, name: str) -> None:
    with pytest.raises(psycopg.DatabaseError) as refused:
        owner.execute(SQL("DELETE FROM {}").format(table(name)))
    assert refused.value.sqlstate == "LB010"


def test_the_owner_may_not_add_a_leg_that_does_not_sum_to_zero(owner: psycopg.Connection) -> None:
    posted = move(cash(), account_with(), tenge(1))
    leg = Entry.objects.filter(transfer=posted.transfer_id).first()
    assert leg is not None
    other = account_with()
    with pytest.raises(psycopg.DatabaseError) as refused:
        owner.execute(
            "INSERT INTO ledger_entry (transfer_id, account_id, shard, sequence, amount_minor,"
            " currency, balance_after_minor, at) VALUES (%s, %s, 0, 1, 1, 'KZT', 1, %s)",
            [posted.transfer_id, other.pk, leg.at],
        )
    assert refused.value.sqlstate == "LB005"


def test_the_owner_may_not_lower_a_balance_under_its_floor(owner: psycopg.Connection) -> None:
    anna = account_with(tenge(10))
    keep(anna, tenge(8))
    with pytest.raises(errors.CheckViolation):
        owner.execute(
            "UPDATE ledger_balance SET amount_minor = 799 WHERE account_id = %s", [anna.pk]
        )


def test_the_site_calls_the_verbs_and_nothing_else(site: psycopg.Connection) -> None:
    rows = site.execute(
        "SELECT proname, has_function_privilege(current_user, oid, 'EXECUTE'),"
        " has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc WHERE proname ~ '^ledger_'"
    ).fetchall()
    assert {name for name, may, _public in rows if may} == {f"ledger_{verb}" for verb in VERBS}
    assert not any(public for _name, _may, public in rows)
    assert len(rows) > len(VERBS)


def test_verbs_run_as_the_owner_with_a_fixed_path(site: psycopg.Connection) -> None:
    rows = site.execute(
        "SELECT proname, prosecdef, proconfig, proowner::regrole::text FROM pg_proc"
        " WHERE proname = ANY (%s)", [[f"ledger_{verb}" for verb in VERBS]],
    ).fetchall()  # fmt: skip
    for name, definer, config, role in rows:
        assert definer, name
        assert config == ["search_path=pg_catalog, public, pg_temp"], name
        assert role == "homebank_owner", name


def test_a_table_of_the_sites_own_does_not_stand_in_for_the_books(site: psycopg.Connection) -> None:
    anna, payee = account_with(tenge(10)), account_with()
    site.execute("CREATE TEMP TABLE ledger_balance (account_id bigint, amount_minor bigint)")
    with pytest.raises(psycopg.DatabaseError) as refused:
        site.execute(
            "SELECT ledger_post(gen_random_uuid(), NULL, 'x', NULL, '', %s::bigint[],"
            " '{-2000,2000}', '{KZT,KZT}', '0')", [[anna.pk, payee.pk]],
        )  # fmt: skip
    assert refused.value.sqlstate == "LB001"


@pytest.mark.parametrize("name", [n for n in book_sql.FILES if n not in ("storage", "rights")])
def test_a_function_in_the_database_is_the_one_in_its_file(
    owner: psycopg.Connection, name: str
) -> None:
    text = book_sql.read(name, web_role=str(settings.DATABASES["default"]["USER"]))
    functions = re.findall(r"CREATE OR REPLACE FUNCTION (\w+)", text)
    before = definitions(owner, functions)
    owner.execute(text.encode())
    assert functions
    assert definitions(owner, functions) == before


def definitions(owner: psycopg.Connection, functions: list[str]) -> list[tuple[str, str]]:
    return owner.execute(
        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE proname = ANY (%s) ORDER BY 1",
        [functions],
    ).fetchall()


def test_every_function_of_the_book_has_a_file(owner: psycopg.Connection) -> None:
    files = "".join(book_sql.read(name, web_role="x") for name in book_sql.FILES)
    rows = owner.execute("SELECT proname FROM pg_proc WHERE proname ~ '^ledger_'").fetchall()
    assert {name for (name,) in rows} == set(re.findall(r"CREATE OR REPLACE FUNCTION (\w+)", files))
