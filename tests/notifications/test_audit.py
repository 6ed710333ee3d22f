"""What a superuser rewrites in the trail of events is found by the seals of the nights before."""

import io
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from homebank.database import as_owner
from homebank.lib import clock, crypto
from homebank.lib.ids import uuid7
from homebank.lib.signed_sentences import publish
from notifications.audit import lines
from notifications.audit.sealing import (
    SealsDisagree,
    seal_due_events,
    seal_events,
    stored_seals,
)
from notifications.events import record
from notifications.models import AuditBatch, AuditSeal
from notifications.tasks import seal_events as nightly
from tests.rewriting import Superuser, rewritten

KEY = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"  # RFC 8032, 7.1, test 2
TABLES = ("notifications_event", "notifications_auditseal", "notifications_auditbatch")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A key, and a folder with the seals that the database has from tests before."""
    settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = KEY, str(tmp_path / "roots")
    (tmp_path / "roots").mkdir()
    for seal in stored_seals():
        publish("audit", seal)
    return tmp_path / "roots"


@pytest.fixture
def events(committed: None, folder: Path) -> list[UUID]:
    """Three events under a seal."""
    made = [record(kind="test.happened", customer_id=None, facts={"n": n}).pk for n in "123"]
    assert seal_events() is not None
    return made


def verify(**options: str) -> str:
    """What the command says of a trail that is right."""
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def faults() -> str:
    """What the command names; it must have ended with exit code 1."""
    out = io.StringIO()
    with pytest.raises(CommandError, match="wrong in"):
        call_command("verify_audit", stdout=out)
    return out.getvalue()


@pytest.mark.requirement("OPS-02", "recorded in a sealed trail")
def test_the_events_are_as_their_seals_say(events: list[UUID]) -> None:
    assert "seals say" in verify()
    record(kind="test.happened", customer_id=None)
    assert "seals say" in verify(), "what no seal covers yet is no fault"
    assert "seals say" in verify(key=crypto.public_key_of(KEY))


@pytest.mark.requirement("OPS-02", "recorded in a sealed trail")
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE {event} SET facts = '{{\"n\": \"9\"}}' WHERE id = '{id}'", "event {id}: not what"),
        ("UPDATE {event} SET kind = 'test.other' WHERE id = '{id}'", "event {id}: not what"),
        ("UPDATE {event} SET at = at + interval '1 second' WHERE id = '{id}'", "event {id}: not"),
        ("UPDATE {event} SET subject = '{id}' WHERE id = '{id}'", "event {id}: not what"),
        ("DELETE FROM {event} WHERE id = '{id}'", "event {id}: sealed by seal"),
        ("DELETE FROM notifications_auditbatch WHERE seal_id = {last}", "here are 0"),
        ("UPDATE notifications_auditbatch SET ids = ids[2:] WHERE seal_id = {last}", "here are"),
        ("UPDATE notifications_auditseal SET text = text || 'x: y' WHERE number = {last}",
         "the database keeps"),
    ],
)  # fmt: skip
def test_whatever_a_superuser_changes_is_named(
    events: list[UUID], superuser: Superuser, harm: str, told: str
) -> None:
    names = {"event": TABLES[0], "id": events[1], "last": len(stored_seals())}
    with rewritten(superuser, TABLES, harm.format(**names)):
        assert told.format(**names) in faults()
    assert "seals say" in verify()


@pytest.mark.requirement("OPS-02", "recorded in a sealed trail")
def test_a_trail_rewritten_whole_is_caught_by_the_published_seal(
    events: list[UUID], folder: Path, superuser: Superuser, settings: Any
) -> None:
    """The event, its digest, the chain and the seal fit each other: only the signature does not."""
    last = len(stored_seals())
    with rewritten(
        superuser,
        TABLES,
        f"UPDATE notifications_event SET kind = 'test.forged' WHERE id = '{events[0]}'",
        f"DELETE FROM notifications_auditbatch WHERE seal_id = {last}",
        f"DELETE FROM notifications_auditseal WHERE number = {last}",
    ):
        with pytest.raises(SealsDisagree):
            seal_events()
        settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = "22" * 32, ""  # a key of the forger's own
        assert seal_events() is not None
        settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = KEY, str(folder)
        found = faults()
    assert f"the database keeps {last} seals" in found
    assert f"seal {last}: its events are not those that were signed" in found


def test_a_seal_that_was_changed_taken_away_or_signed_by_another_is_named(
    events: list[UUID], folder: Path
) -> None:
    last = sorted(folder.glob("audit-*.txt"))[-1]
    whole, number = last.read_text(), int(last.stem.split("-")[1])
    last.write_text(whole.replace("total: ", "total: 9"))
    assert f"seal {number}: the signature is not of this key" in faults()
    last.unlink()
    assert "the database keeps" in faults()
    last.write_text(whole)
    with pytest.raises(CommandError):
        verify(key=crypto.public_key_of("22" * 32))


def test_what_a_late_transaction_wrote_is_sealed_by_the_next_night(
    committed: None, folder: Path
) -> None:
    """An event with an earlier id may come to light after the seal: nobody waits, none is lost."""
    began, sealed = threading.Event(), threading.Event()
    late: list[UUID] = []

    def write() -> None:
        with transaction.atomic():
            late.append(record(kind="test.late", customer_id=None).pk)
            began.set()
            assert sealed.wait(60)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(60)
    record(kind="test.early", customer_id=None)
    first = seal_events()
    sealed.set()
    writer.join()
    second = seal_events()
    assert first is not None
    assert second is not None
    assert late[0] not in _ids_of(first)
    assert late[0] in _ids_of(second)
    assert "seals say" in verify()


@pytest.mark.django_db
def test_many_events_are_sealed_a_batch_at_a_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_events()
    monkeypatch.setattr("notifications.audit.sealing.BATCH", 2)
    made = {record(kind="test.happened", customer_id=None).pk for _ in range(5)}
    seal = seal_events()
    assert seal is not None
    assert [len(batch.ids) for batch in seal.batches.order_by("id")] == [2, 2, 1]
    assert made == _ids_of(seal)


@pytest.mark.django_db
def test_events_are_sealed_once_a_day_and_not_without_a_key(folder: Path, settings: Any) -> None:
    settings.BOOK_KEY = ""
    assert seal_due_events() is None
    settings.BOOK_KEY = KEY
    nightly()
    assert seal_due_events() is None
    assert seal_events(only_if_due=True) is None
    with clock.moved(timedelta(days=1)):
        assert seal_due_events() is not None


def test_a_seal_that_was_not_published_is_published_by_the_next(
    committed: None, folder: Path
) -> None:
    seal_events()
    newest = sorted(folder.glob("audit-*.txt"))[-1]
    newest.unlink()
    seal_events()
    assert newest.exists()


CHANGES = ["UPDATE {} SET {} = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
SEALED = [("notifications_auditseal", "text"), ("notifications_auditbatch", "head")]


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("table", "column"), SEALED)
def test_the_site_changes_no_seal(folder: Path, change: str, table: str, column: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("table", "column"), SEALED)
def test_the_owner_of_the_tables_is_refused_too(
    committed: None, change: str, table: str, column: str
) -> None:
    with (
        as_owner() as owner,
        pytest.raises(DatabaseError, match="never changed"),
        owner.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column))


def test_no_command_works_without_a_key_and_says_so(settings: Any) -> None:
    settings.BOOK_KEY = ""
    for name in ("verify_audit", "seal_audit"):
        with pytest.raises(CommandError, match="HOMEBANK_BOOK_KEY"):
            call_command(name)


def test_the_chain_is_of_the_digests_in_their_order() -> None:
    """So that who checks the trail elsewhere knows what to compute."""
    one, two = b"\x01" * 32, b"\x02" * 32
    there = lines.next_head(lines.next_head(lines.START, one), two)
    back = lines.next_head(lines.next_head(lines.START, two), one)
    assert there != back
    assert len(there) == 64


@pytest.mark.django_db
def test_a_command_seals_at_once(folder: Path) -> None:
    subject = uuid7()
    record(kind="test.happened", customer_id=None, subject=subject)
    out = io.StringIO()
    call_command("seal_audit", stdout=out)
    assert out.getvalue().startswith("homebank-audit 1\n")
    assert AuditBatch.objects.filter(seal=AuditSeal.objects.latest("number")).exists()


def _ids_of(seal: AuditSeal) -> set[UUID]:
    return {each for batch in seal.batches.all() for each in batch.ids}
