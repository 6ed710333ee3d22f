"""Events are added and never changed, by nobody."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from homebank.database import as_owner
from homebank.lib.ids import uuid7
from notifications.events import SecretFact, record
from notifications.models import Event

CHANGES = [
    "UPDATE notifications_event SET kind = 'x'",
    "DELETE FROM notifications_event",
    "TRUNCATE notifications_event",
]


@pytest.mark.django_db
def test_an_event_says_what_happened_to_what_and_when() -> None:
    subject = uuid7()
    record(kind="payment.settled", customer_id=None, subject=subject, facts={"fee": "25.00"})
    event = Event.objects.get(subject=subject)
    assert (event.kind, event.facts) == ("payment.settled", {"fee": "25.00"})


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_the_site_may_not_change_an_event(change: str) -> None:
    record(kind="test.happened", customer_id=None)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_superuser_is_refused_by_the_trigger(
    superuser: Callable[[], psycopg.Connection], change: str
) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="never changed"):
        superuser().execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_tables_is_refused_too(committed: None, change: str) -> None:
    with (
        as_owner() as owner,
        pytest.raises(DatabaseError, match="never changed"),
        owner.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [{"code": "482915"}, {"password": "x"}, {"note": "card 4405645000006150"},
     {"note": "4405 6450 0000 6150"}],
)  # fmt: skip
def test_a_secret_is_no_fact(facts: dict[str, Any]) -> None:
    with pytest.raises(SecretFact):
        record(kind="test.happened", customer_id=None, facts=facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["staff.7d9095314802534463ae", "01a20272-9095-7148-8253-444634440562"]
)
def test_random_digits_of_an_id_are_no_card_number(value: str) -> None:
    assert record(kind="test.happened", customer_id=None, facts={"login": value}).facts
