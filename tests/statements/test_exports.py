"""Long files: asked for by URL, made by a worker, watched, taken by their owner only, purged."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cards.models import StatementExport, StatementPart
from cards.models.exports import ExportState, FileForm
from cards.statements import limits, working
from cards.statements.asking import request_file, wanted_of
from cards.statements.tasks import sweep_files
from homebank.lib import clock
from homebank.lib.money import Money
from notifications.models import Event, Sms
from tests.people import Person, new_person
from tests.statements.book import bought, client_of, file_address, move, taken, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    person = new_person(balance=Money(0), language="en")
    move(person.card, 9_000_00)
    bought(person.card, "Magnum", 1_500_00)
    return person


@pytest.fixture
def her(anna: Person) -> Client:
    return client_of(anna)


def asked(person: Person, form: str = "csv", **query: str) -> StatementExport:
    """An export, as the page asks for it."""
    wish = QueryDict(mutable=True)
    wish.update(query)
    statement = wanted_of(person.card, wish)
    assert statement is not None
    return request_file(statement=statement, card=person.card, customer=person.customer,
                        form=FileForm(form), language="en")  # fmt: skip


def made(person: Person, form: str = "csv", **query: str) -> StatementExport:
    export = asked(person, form, **query)
    working.make_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def place_of(export: StatementExport, name: str = "export") -> str:
    return reverse(f"cards:{name}", args=[export.card_id, export.pk])


def bytes_of(client: Client, export: StatementExport) -> bytes:
    answer: Any = client.get(place_of(export, "export-file"))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.requirement("CRD-04", "PDF, CSV, XLSX export what is shown")
def test_a_long_statement_is_made_by_a_worker_and_says_when_it_is_ready(
    anna: Person, her: Client
) -> None:
    for _each in range(limits.AT_ONCE):
        move(anna.card, 1_00)
    place = file_address(anna.card, "csv")
    assert "Make the file" in her.get(place).content.decode()
    watched = her.post(place, follow=True)
    assert 'http-equiv="refresh"' in watched.content.decode()
    export = StatementExport.objects.get(customer=anna.customer)
    working.make_export(export_id=export.pk)
    assert 'http-equiv="refresh"' not in her.get(place_of(export)).content.decode()
    assert bytes_of(her, export).count(b"\r\n") == export.total + 1
    assert Sms.objects.filter(customer=anna.customer, purpose="statement-ready").count() == 1


@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_a_worker_makes_the_file_that_the_page_makes(anna: Person, her: Client, form: str) -> None:
    query = {"way": "out", "since": str(clock.today()), "until": str(clock.today())}
    export = made(anna, form, **query)
    assert bytes_of(her, export) == taken(her, anna.card, form, **query)


def test_a_spreadsheet_is_kept_in_parts(anna: Person, her: Client) -> None:
    export = made(anna, "xlsx")
    assert bytes_of(her, export)[:2] == b"PK"
    assert len(bytes_of(her, export)) == export.size


def test_what_moves_after_the_asking_is_not_in_the_file(anna: Person, her: Client) -> None:
    export = asked(anna)
    bought(anna.card, "Yandex", 5_00)
    working.make_export(export_id=export.pk)
    export.refresh_from_db()
    assert b"Yandex" not in bytes_of(her, export)


def test_a_file_is_its_owners_only_and_not_there_before_it_is_ready(
    anna: Person, her: Client
) -> None:
    export = asked(anna)
    assert her.get(place_of(export, "export-file")).status_code == 302
    working.make_export(export_id=export.pk)
    mallory = client_of(new_person())
    for name in ("export", "export-file"):
        assert mallory.get(place_of(export, name)).status_code == 404
        assert Client().get(place_of(export, name)).status_code == 302
    other = reverse("cards:export", args=[new_person().card.pk, export.pk])
    assert her.get(other).status_code == 404


def test_files_lie_sealed(anna: Person) -> None:
    export = made(anna, q="magnum")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM cards_statementpart WHERE export_id = %s", [export.pk])
        parts = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT wish FROM cards_statementexport WHERE id = %s", [export.pk])
        [wish] = cursor.fetchone() or [""]
    assert "Magnum" not in parts
    assert "magnum" not in wish


def test_a_dead_workers_file_is_made_by_the_next_one(anna: Person, her: Client) -> None:
    export = asked(anna)
    dead = working._claim(export.pk)
    assert dead is not None
    working._keep(dead, iter([b"half of "]))
    working.make_export(export_id=export.pk)  # its lease lasts: nobody else has it
    assert working.due_exports() == []
    with clock.moved(working.LEASE + timedelta(seconds=1)):
        assert working.due_exports() == [export.pk]
        working.make_export(export_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
    assert b"half of" not in bytes_of(client_of(anna), export)


def test_a_worker_that_was_thought_dead_writes_and_ends_nothing(anna: Person) -> None:
    export = asked(anna)
    slow = working._claim(export.pk)
    assert slow is not None
    with clock.moved(working.LEASE + timedelta(seconds=1)):
        working.make_export(export_id=export.pk)
    with pytest.raises(working.TakenOver):
        working._keep(slow, iter([b"late"]))
    working._end(slow, ExportState.FAILED)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
    assert Event.objects.filter(customer=anna.customer, kind="card.statement-ready").count() == 1


def test_what_kills_each_worker_is_given_up(anna: Person, her: Client) -> None:
    export, passed = asked(anna), timedelta()
    for _ in range(working.ATTEMPTS):
        with clock.moved(passed):
            assert working._claim(export.pk) is not None
        passed += working.LEASE + timedelta(seconds=1)
    with clock.moved(passed):
        working.make_export(export_id=export.pk)
    assert "The file was not made" in text_of(her.get(place_of(export)).content.decode())


def test_three_may_wait_at_once(anna: Person, her: Client) -> None:
    for _each in range(limits.WAITING):
        asked(anna)
    answer = her.post(file_address(anna.card, "csv"), follow=True)
    assert "files are being made already" in text_of(answer.content.decode())


def test_long_files_are_limited_in_a_day_and_then_possible_again(anna: Person, her: Client) -> None:
    for _each in range(limits.LONG_FILES.count):
        made(anna)
    answer = her.post(file_address(anna.card, "csv"), follow=True)
    assert "the next one is possible at" in text_of(answer.content.decode())
    with clock.moved(timedelta(days=1, minutes=1)):
        assert asked(anna).pk


def test_a_file_is_purged_when_its_days_are_over(anna: Person, her: Client) -> None:
    export = made(anna)
    with clock.moved(limits.KEPT - timedelta(minutes=1)):
        working.purge_exports()
        assert StatementPart.objects.filter(export=export).exists()
    with clock.moved(limits.KEPT + timedelta(minutes=1)):
        sweep_files()
    assert not StatementPart.objects.filter(export=export).exists()
    assert her.get(place_of(export)).status_code == 404


def test_an_unknown_export_is_nobodys_work() -> None:
    working.make_export(export_id=UUID(int=7))
