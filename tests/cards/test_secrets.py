"""What may be kept nowhere: the CVV in no column, the full number in no column and no log."""

import logging
import re

import pytest
from django.db import connection

from cards.holders import find_holder
from cards.models import Card
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    """Somebody whose card was just looked up, with the right CVV and with a wrong one."""
    person = new_person(registered=False)
    find_holder(number=person.number, expiry=person.expiry, cvv=person.cvv)
    find_holder(number=person.number, expiry=person.expiry, cvv="000")
    return person


def tables() -> list[str]:
    return [t for t in connection.introspection.table_names() if not t.startswith("pg_")]


def rows_with(text: str) -> list[str]:
    """Tables in which some row, written as JSON, holds the text."""
    found = []
    with connection.cursor() as cursor:
        for table in tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT 1 FROM {name} t WHERE to_jsonb(t)::text LIKE %s", [text])
            found += [table] if cursor.fetchone() else []
    return found


def test_no_table_holds_the_full_number_of_a_card(anna: Person) -> None:
    assert rows_with(f"%{anna.number}%") == []
    assert rows_with(f"%{anna.number[:4]} {anna.number[4:8]}%") == []


def test_no_column_of_cards_holds_a_cvv(anna: Person) -> None:
    columns = {str(field.column) for field in Card._meta.concrete_fields}
    assert columns == {
        "id", "customer_id", "account_id", "number", "number_fingerprint", "first6", "last4",
        "brand", "expiry", "service_code", "name", "kind", "state", "opened_at", "blocked_for",
        "replaces_id",
    }  # fmt: skip
    assert Card._meta.get_field("service_code").get_default() == "201"
    row: dict[str, object] = dict(Card.objects.filter(pk=anna.card.pk).values().get())
    assert anna.cvv not in {row[c] for c in columns - {"service_code"}}


def test_looking_a_holder_up_writes_the_cvv_nowhere(anna: Person) -> None:
    quoted = f'%"{anna.cvv}"%'
    before = rows_with(quoted)
    find_holder(number=anna.number, expiry=anna.expiry, cvv=anna.cvv)
    assert rows_with(quoted) == before


def test_a_look_up_logs_nothing_of_the_card(anna: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        find_holder(number=anna.number, expiry=anna.expiry, cvv=anna.cvv)
    assert not any(anna.number in r.getMessage() for r in caplog.records)
    told = [r.getMessage() for r in caplog.records if r.name != "django.db.backends"]
    assert not any(re.search(rf"(?<!\d){anna.cvv}(?!\d)", line) for line in told)
