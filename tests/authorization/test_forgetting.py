"""Answered messages die after their time, by one function, and nobody else can delete them."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cards.authorization.rules import rules
from cards.models import HostMessage
from cards.tasks import purge
from homebank.database import as_owner
from homebank.lib import clock
from homebank.lib.ids import uuid7


def answered(at: datetime) -> HostMessage:
    return HostMessage.objects.create(
        key=uuid7().hex, digest="d", mti="0100", at=at, answer={"39": "00"}
    )


def is_there(row: HostMessage) -> bool:
    return HostMessage.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_what_is_older_than_the_rules_keep_is_forgotten_and_no_more() -> None:
    kept = timedelta(days=rules().message_days)
    old = answered(clock.now() - kept - timedelta(minutes=1))
    young = answered(clock.now() - kept + timedelta(minutes=1))
    answered(clock.now())
    purge()
    assert not is_there(old)
    assert is_there(young)


@pytest.mark.django_db
def test_a_wrong_clock_forgets_nothing_of_the_last_thirty_days() -> None:
    row = answered(clock.now())
    with clock.moved(timedelta(days=1000)):
        purge()
    assert is_there(row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cards_hostmessage",
        "UPDATE cards_hostmessage SET mti = '0400'",
        "TRUNCATE cards_hostmessage",
        "SELECT set_config('cards.forgets', 'yes', true); DELETE FROM cards_hostmessage",
    ],
)
def test_nobody_deletes_or_changes_them_otherwise(statement: str) -> None:
    row = answered(clock.now() - timedelta(days=400))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert is_there(row)


def test_the_owner_of_the_tables_is_refused_too(committed: None) -> None:
    with pytest.raises(DatabaseError), as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("DELETE FROM cards_hostmessage")
