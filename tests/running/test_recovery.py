"""PITR as docs/operating.md tells it: archive, base backup, recovery to a moment, what follows."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from homebank.lib.embedded import CHECKOUT, Postgres
from homebank.lib.ports import free_port
from tests import environment
from tests.running.conftest import Elsewhere

pytestmark = [pytest.mark.xdist_group("backup")]
DOCUMENT = (CHECKOUT / "docs/operating.md").read_text()
DEED = """
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.posting import Leg, post
legs = [Leg(bank_account("cash").pk, Money(-100)), Leg(bank_account("suspense").pk, Money(100))]
post(transfer_id=uuid7(), kind="{kind}", legs=legs, customer_id=None)
"""


@pytest.fixture(scope="module")
def recovered(
    second_cluster: Postgres, empty_database: Callable[[str], Elsewhere]
) -> Iterator[tuple[Elsewhere, str]]:
    """A bank that was brought back to the moment between two deeds, and what was said of it."""
    bank = empty_database("archived")
    place = Place(second_cluster)
    archive_from_now_on(second_cluster, place)
    assert bank.manage("migrate", "--verbosity=0").returncode == 0
    place.run(told("pg_basebackup"))
    deed(bank, "kept")
    [(moment,)] = bank.query("SELECT clock_timestamp()::text")
    deed(bank, "lost")
    bank.query("SELECT pg_switch_wal()")
    second_cluster.stop()
    later = place.start_at(str(moment))
    back = Elsewhere(later, "archived")
    done = back.manage("after_recovery")
    assert done.returncode == 0, done.stdout + done.stderr
    yield back, done.stdout
    later.stop()
    place.stop_archiving()
    shutil.rmtree(place.folder)


def test_what_was_done_before_the_moment_is_there_and_nothing_after_it(
    recovered: tuple[Elsewhere, str],
) -> None:
    bank, _told = recovered
    kinds = bank.query("SELECT kind FROM ledger_transfer WHERE kind IN ('kept', 'lost')")
    assert kinds == [("kept",)]


def test_the_book_is_right_and_numbers_go_on_later(recovered: tuple[Elsewhere, str]) -> None:
    bank, said = recovered
    checked = bank.manage("check_ledger", "--json")
    assert json.loads(checked.stdout)["ok"] is True
    assert "payments_number goes on 1,000,000 later" in said
    [(number,)] = bank.query("SELECT nextval('payments_number')")
    assert int(str(number)) > 1_000_000


def test_the_site_works_on_it_again(recovered: tuple[Elsewhere, str]) -> None:
    bank, _told = recovered
    deed(bank, "after")
    assert bank.query("SELECT count(*) FROM ledger_transfer WHERE kind = 'after'") == [(1,)]


class Place:
    """Where the archive and the base backup lie: a folder of the servers' own user."""

    def __init__(self, primary: Postgres) -> None:
        self.primary = primary
        self.folder = primary.data.parent / "recovery"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.archive = self.folder / "archive"
        self.archive.mkdir(parents=True)
        for path in (self.folder, self.archive):
            self._give(path)

    def fill(self, line: str) -> str:
        """A line of the document with this test's folders and port."""
        port = str(self.primary.made()["port"])
        here = {"/archive": str(self.archive), "5432": port,
                "/basebackup": str(self.folder / "data")}  # fmt: skip
        return re.sub("|".join(here), lambda found: here[found[0]], line)

    def run(self, line: str) -> None:
        """One of PostgreSQL's programs, as its own user."""
        program, *arguments = shlex.split(self.fill(line))
        made = self.primary.made()
        done = subprocess.run(
            [self.primary.prefix / "bin" / program, *arguments], cwd=self.folder, check=False,
            capture_output=True, text=True, **self.primary._as,
            env={"PATH": os.defpath, "PGPASSWORD": made["postgres"]},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def start_at(self, moment: str) -> Postgres:
        """A cluster of the base backup, recovered to the moment."""
        root = environment.STATE / f"recovered-{environment.WORKER}"
        shutil.rmtree(root, ignore_errors=True)
        later = Postgres(root, fast=True)
        made = {**self.primary.made(), "port": free_port()}
        (root / "made.json").write_text(json.dumps(made))
        shutil.rmtree(later.data, ignore_errors=True)
        (self.folder / "data").rename(later.data)
        lines = [self.fill(told(name)) for name in ("restore_command", "recovery_target_action")]
        lines.append(re.sub("'.*'", f"'{moment}'", told("recovery_target_time")))
        lines.append("archive_mode = off")
        with (later.data / "postgresql.auto.conf").open("a") as file:
            file.write("\n".join(lines) + "\n")
        (later.data / told("touch").split()[1]).touch()
        for path in (later.data / "recovery.signal", later.data / "postgresql.auto.conf"):
            self._give(path)
        later.start()
        return later

    def stop_archiving(self) -> None:
        """Leave the primary as it was found."""
        (self.primary.data / "postgresql.auto.conf").write_text("")
        self.primary.start()

    def _give(self, path: Path) -> None:
        if self.primary._as:
            os.chown(path, self.primary._as["user"], self.primary._as["group"])


def told(word: str) -> str:
    """The line of the document that begins with the word."""
    [line] = re.findall(rf"^{word} .*$", DOCUMENT, re.M)
    return str(line)


def archive_from_now_on(cluster: Postgres, place: Place) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        for line in (told("archive_mode"), told("archive_timeout"), told("archive_command")):
            connection.execute(f"ALTER SYSTEM SET {place.fill(line)}")
    cluster.stop()
    cluster.start()


def deed(bank: Elsewhere, kind: str) -> None:
    """A transfer of one tenge, so called."""
    done = bank.manage("shell", "--no-imports", "-c", DEED.format(kind=kind))
    assert done.returncode == 0, done.stderr
