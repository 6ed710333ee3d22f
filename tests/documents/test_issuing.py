"""A paper is issued once, whoever asks at the same time; what was issued is never changed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from documents.errors import AlreadyWithdrawn
from documents.issuing import WrongBytes, issue, sealed_bytes
from documents.models import Document, Reason
from documents.withdrawal import withdraw
from homebank.lib.ids import uuid7
from tests.documents.tools import sample, sample_facts


def issued_with(subject: UUID, **facts: str) -> Document:
    return issue(
        kind="receipt", subject=subject, owner_id=None, language="ru",
        template="receipt.typ", facts=sample_facts(**facts), issued_to="Касымова Айгерим",
    )  # fmt: skip


def issued_in_a_thread(subject: UUID) -> Document:
    try:
        return issued_with(subject)
    finally:
        connections.close_all()


def test_ten_at_once_get_one_number_and_one_file(committed: None) -> None:
    subject = uuid7()
    with ThreadPoolExecutor(10) as pool:
        papers = list(pool.map(lambda _each: issued_in_a_thread(subject), range(10)))
    assert len({(paper.number, paper.sha256, paper.code) for paper in papers}) == 1
    assert Document.objects.filter(subject=subject).count() == 1


@pytest.mark.django_db
def test_asked_again_it_is_the_same_file_whatever_is_said_now() -> None:
    subject = uuid7()
    one = issued_with(subject, title="Квитанция")
    again = issued_with(subject, title="Another")
    assert (again.number, again.sha256) == (one.number, one.sha256)
    assert sealed_bytes(again) == sealed_bytes(one)


@pytest.mark.django_db
def test_two_papers_have_two_numbers_and_two_codes() -> None:
    one, other = sample(), sample()
    assert one.number != other.number
    assert one.code != other.code


@pytest.mark.django_db
def test_the_number_on_record_is_of_the_file_that_is_given_out() -> None:
    paper = sample()
    assert hashlib.sha256(sealed_bytes(paper)).hexdigest() == paper.sha256


@pytest.mark.django_db
def test_the_file_and_the_code_are_sealed_in_the_database() -> None:
    paper = sample(issued_to="Касымова Айгерим")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM documents_document WHERE id = %s", [paper.pk])
        row = " ".join(map(str, cursor.fetchone()))
    for secret in (paper.code, paper.code_shown, "%PDF", "Касымова", "Beeline"):
        assert secret not in row


@pytest.mark.django_db
def test_other_bytes_than_were_issued_are_an_alarm_and_no_answer() -> None:
    paper = sample()
    Document.objects.filter(pk=paper.pk).update(pdf=b"%PDF-1.7 another")
    with pytest.raises(WrongBytes):
        sealed_bytes(Document.objects.get(pk=paper.pk))


FROZEN = {
    "number": 1, "kind": "tariff", "subject": uuid7(), "language": "kk", "sha256": "0" * 64,
    "issued_to_masked": "x", "code_hash": "0" * 64, "issued_at": "2020-01-01T00:00:00Z",
    "checked_count": -1,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("column", FROZEN)
def test_the_database_refuses_to_rewrite_a_paper(column: str) -> None:
    paper = sample()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(**{column: FROZEN[column]})


@pytest.mark.django_db
def test_the_database_refuses_to_delete_a_paper() -> None:
    paper = sample()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).delete()


@pytest.mark.django_db
def test_a_paper_is_withdrawn_once_and_for_one_reason() -> None:
    paper = sample()
    withdraw(paper=paper, reason=Reason.MISTAKE)
    with pytest.raises(AlreadyWithdrawn):
        withdraw(paper=paper, reason=Reason.OWNER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(withdrawn_for="owner")
    paper.refresh_from_db()
    assert (paper.is_withdrawn, paper.withdrawn_for) == (True, "mistake")
