"""A backup taken while people pay, restored into another cluster: everything is there and right."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, connections

from homebank.backups import keys, manifest
from homebank.backups.errors import BackupRefused
from homebank.backups.restoring import read_backup
from payments import work
from payments.models import Payment
from tests.commits import real_commits
from tests.payments.conftest import Billers
from tests.payments.payer import ending, new_payer, now
from tests.requirement_marks import Done
from tests.running.conftest import Elsewhere

pytestmark = [pytest.mark.xdist_group("backup")]
Make = Callable[[str], Elsewhere]
PAYERS = 3


@dataclass
class Drill:
    """A backup, the bank it was restored into, and payments that were on their way meanwhile."""

    folder: Path
    digest: str
    made: manifest.Manifest
    bank: Elsewhere
    told: str
    accepted: Payment
    refused: Payment
    done_after: int


@pytest.fixture(scope="module")
def drill(
    django_db_setup: None, django_db_blocker: Any, simulator: Billers, empty_database: Make,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Drill]:  # fmt: skip
    """People pay, a backup is taken, they pay on; then all is restored into a second cluster."""
    with django_db_blocker.unblock(), real_commits(), billers_at(simulator):
        accepted, refused = new_payer().sent(), new_payer().sent(account=ending("0005"))
        with people_paying() as paid:
            wait_until(lambda: len(paid) >= PAYERS)
            told = backup(tmp_path_factory.mktemp("backups"))
            seen = len(paid)
            wait_until(lambda: len(paid) >= seen + PAYERS)
        work.work_on_payment(payment_id=accepted.pk)  # the bank that is lost was told so
        assert now(accepted).state == "done"
        bank = empty_database("restored")
        bank.more = {"HOMEBANK_BILLER_SIMULATOR_URL": simulator.url}
        folder, digest = Path(told[-1]), told[-2].split()[-1]
        done = bank.manage("restore", "--from", str(folder), "--manifest", digest)
        assert done.returncode == 0, done.stdout + done.stderr
        made = manifest.read(folder)
        yield Drill(folder, digest, made, bank, done.stdout, accepted, refused, len(paid) - seen)


@pytest.fixture
def torn(drill: Drill, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copytree(drill.folder, tmp_path / "torn"))


def test_the_restored_book_is_right_by_the_banks_own_check(drill: Drill) -> None:
    checked = drill.bank.manage("check_ledger", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert json.loads(checked.stdout)["entries"] == drill.made.lines > 0


def test_every_table_has_the_rows_and_the_book_the_sums_of_one_moment(drill: Drill) -> None:
    assert drill.made.book["KZT"]["sum_minor"] == 0
    assert f"in {len(drill.made.rows)} tables, as many as were backed up" in drill.told
    [(entries,)] = drill.bank.query("SELECT count(*) FROM ledger_entry")
    assert entries == drill.made.rows["ledger_entry"]
    assert drill.done_after >= PAYERS  # the bank did not stand still


def test_sealed_columns_are_read_with_the_keys_of_the_process(drill: Drill) -> None:
    script = (
        "from cards.models import Card; print(all(len(c.number) == 16 for c in Card.objects.all()))"
    )
    assert drill.bank.manage("shell", "--no-imports", "-c", script).stdout.strip() == "True"
    values = sum(sum(found.values()) for found in drill.made.sealed.values())
    assert f"Sealed: {values:,} values read" in drill.told


def test_the_restored_book_is_append_only_and_the_site_does_not_own_it(drill: Drill) -> None:
    checked = drill.bank.manage("check", "--database", "default")
    assert checked.returncode == 0, checked.stderr
    script = "from ledger.models import Entry; Entry.objects.update(amount_minor=1)"
    assert "permission denied" in drill.bank.manage("shell", "--no-imports", "-c", script).stderr
    triggers = drill.bank.query("SELECT count(*) FROM pg_trigger WHERE tgname = 'frozen'")
    assert triggers[0][0] == count("SELECT count(*) FROM pg_trigger WHERE tgname = 'frozen'")


def test_a_payment_on_its_way_is_asked_for_again_and_credited_once(
    drill: Drill, simulator: Billers
) -> None:
    swept = drill.bank.manage("shell", "--no-imports", "-c", SWEEP)
    assert swept.returncode == 0, swept.stderr
    assert state(drill, drill.accepted) == "done"
    assert len(simulator.credited(drill.accepted.number)) == 1


def test_a_refusal_after_a_restore_proves_nothing_so_the_money_stays_held(drill: Drill) -> None:
    """The bank that is lost may have had another answer: an operator asks the biller's register."""
    swept = drill.bank.manage("shell", "--no-imports", "-c", SWEEP)
    assert swept.returncode == 0, swept.stderr
    assert state(drill, drill.refused) == "unknown"


def test_no_number_that_left_the_house_is_given_out_again(drill: Drill) -> None:
    for sequence in ("payments_number", "ledger_account_number"):
        [(restored,)] = drill.bank.query(f"SELECT last_value FROM {sequence}")
        assert int(str(restored)) > count(f"SELECT last_value FROM {sequence}")


def test_nobody_is_signed_in_after_a_restore(drill: Drill) -> None:
    assert Session.objects.exists()
    assert drill.bank.query("SELECT count(*) FROM django_session") == [(0,)]


def test_no_key_and_nothing_sealed_stands_in_the_backup_in_clear(drill: Drill) -> None:
    secrets = [settings.INDEX_KEY.hex(), settings.CODE_KEY.hex(), settings.SECRET_KEY,
               *(key.hex() for key in settings.FIELD_KEYS.values())]  # fmt: skip
    card = drill.accepted.card
    assert card is not None
    secrets += [card.number, drill.accepted.customer.full_name]
    unpacked = "".join(text_of(path) for path in drill.folder.rglob("*") if path.is_file())
    assert card.last4 in unpacked
    assert not [secret for secret in secrets if secret in unpacked]


def test_a_missing_key_is_named_before_anything_is_written(
    drill: Drill, empty_database: Make
) -> None:
    [key_id] = settings.FIELD_KEYS
    bank = empty_database("keyless")
    told = bank.manage(
        "restore", "--from", str(drill.folder), HOMEBANK_FIELD_KEYS=f"k9:{'ab' * 32}"
    )
    assert told.returncode == 1
    assert f"field key '{key_id}' of HOMEBANK_FIELD_KEYS is missing" in told.stderr
    assert bank.query("SELECT count(*) FROM pg_class WHERE relname = 'ledger_entry'") == [(0,)]


def test_another_key_under_the_same_name_is_named_too(drill: Drill) -> None:
    told = drill.bank.manage("restore", "--check", "--from", str(drill.folder),
                             HOMEBANK_INDEX_KEY="cd" * 32)  # fmt: skip
    assert told.returncode == 1
    assert "HOMEBANK_INDEX_KEY is another key" in told.stderr


def test_a_changed_a_missing_and_a_foreign_file_are_each_named(torn: Path) -> None:
    files = sorted((torn / "dump").iterdir())
    flip_a_byte(files[0])
    files[1].unlink()
    (torn / "dump" / "extra.dat").write_bytes(b"x")
    with pytest.raises(BackupRefused) as told:
        read_backup(folder=torn, digest="")
    for path, word in ((files[0], "changed"), (files[1], "missing"), (Path("extra.dat"), "not of")):
        assert any(path.name in reason and word in reason for reason in told.value.reasons)


def test_a_changed_manifest_does_not_have_the_digest_that_was_printed(
    drill: Drill, torn: Path
) -> None:
    told = json.loads((torn / manifest.FILE).read_text())
    told["rows"]["ledger_entry"] -= 2
    (torn / manifest.FILE).write_text(json.dumps(told))
    with pytest.raises(BackupRefused, match="it was changed"):
        read_backup(folder=torn, digest=drill.digest)


def test_a_backup_of_a_newer_program_is_refused_by_the_names_it_does_not_know(torn: Path) -> None:
    told = json.loads((torn / manifest.FILE).read_text())
    told["migrations"].append(["ledger", "0999_the_future"])
    (torn / manifest.FILE).write_text(json.dumps(told))
    with pytest.raises(BackupRefused, match=r"ledger\.0999_the_future"):
        read_backup(folder=torn, digest="")


def test_a_database_that_has_something_in_it_is_refused(drill: Drill) -> None:
    told = drill.bank.manage("restore", "--from", str(drill.folder))
    assert told.returncode == 1
    assert "not empty" in told.stderr


def test_a_cluster_without_the_sites_role_is_refused_by_the_roles_name(
    drill: Drill, torn: Path, empty_database: Make
) -> None:
    told = json.loads((torn / manifest.FILE).read_text())
    told["web_role"] = "somebody_else"
    (torn / manifest.FILE).write_text(json.dumps(told))
    answer = empty_database("roleless").manage("restore", "--from", str(torn))
    assert answer.returncode == 1
    assert "no role somebody_else" in answer.stderr


def test_a_folder_that_is_no_backup_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="no whole backup"):
        read_backup(folder=tmp_path, digest="")


def test_a_backup_that_cannot_be_written_says_why_and_leaves_nothing(
    committed: None, command: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    refused = command("backup", "--to", str(tmp_path / "file" / "below"))
    assert refused.code == 1
    assert "Not a directory" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_backup_is_taken_before_the_tables_of_an_upgrade_are_made(
    committed: None, command: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    future = [("accounts_future", "secret"), *keys.sealed_columns()]
    monkeypatch.setattr(keys, "sealed_columns", lambda: iter(future))
    done = command("backup", "--to", str(tmp_path))
    assert done.code == 0, done.err
    made = manifest.read(Path(done.out.strip().splitlines()[-1]))
    assert "accounts_future.secret" not in made.sealed
    assert "cards_card.number" in made.sealed


def test_a_dump_that_fails_leaves_no_half_backup(
    committed: None, command: Callable[..., Done], tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pg_dump").write_text("#!/bin/sh\necho disk full >&2\nexit 3\n")
    (tmp_path / "bin" / "pg_dump").chmod(0o755)
    settings.POSTGRES_BIN = str(tmp_path / "bin")
    refused = command("backup", "--to", str(tmp_path / "out"))
    assert refused.code == 1
    assert "disk full" in refused.err
    assert list((tmp_path / "out").iterdir()) == []


SWEEP = """
from payments import work
for each in work.due_payments(): work.work_on_payment(payment_id=each)
"""


@contextlib.contextmanager
def billers_at(simulator: Billers) -> Iterator[None]:
    before, settings.BILLER_SIMULATOR_URL = settings.BILLER_SIMULATOR_URL, simulator.url
    yield
    settings.BILLER_SIMULATOR_URL = before


@contextlib.contextmanager
def people_paying() -> Iterator[list[Payment]]:
    """Threads that pay bills one after another while the block runs; what they paid."""
    paid: list[Payment] = []
    over = threading.Event()

    def pay_on() -> None:
        while not over.is_set():
            paid.append(new_payer().done(amount="1000"))
        connections.close_all()

    threads = [threading.Thread(target=pay_on) for _ in range(PAYERS)]
    for thread in threads:
        thread.start()
    try:
        yield paid
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert {payment.state for payment in paid} == {"done"}


def backup(into: Path) -> list[str]:
    """The lines that the command prints; it runs in this process, beside the payers."""
    from io import StringIO

    out = StringIO()
    call_command("backup", "--to", str(into), stdout=out, stderr=StringIO())
    return out.getvalue().strip().splitlines()


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 240
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def state(drill: Drill, payment: Payment) -> str:
    query = "SELECT state FROM payments_payment WHERE id = %s"
    return str(drill.bank.query(query, payment.pk)[0][0])


def count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def text_of(path: Path) -> str:
    import gzip

    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return raw.decode(errors="replace")
