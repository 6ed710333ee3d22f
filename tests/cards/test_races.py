"""Many at once, with real commits: one number makes one card."""

from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow

import pytest
from django.db import connection

from cards.errors import NumberTaken
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.ids import with_check_digit
from ledger.models import Account
from tests.people import Person, new_person

THREADS = 8


def try_to_issue(person: Person, number: str) -> bool:
    try:
        issue_card(customer=person.customer, number=number)
    except NumberTaken:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.usefixtures("committed")
def test_one_number_asked_for_at_once_makes_one_card_and_one_account() -> None:
    anna = new_person(registered=False)
    number = with_check_digit(f"440564{randbelow(10**9):09d}")
    with ThreadPoolExecutor(THREADS) as pool:
        won = list(pool.map(lambda _: try_to_issue(anna, number), range(THREADS)))
    assert won.count(True) == 1
    assert Card.objects.filter(number_fingerprint=number_fingerprint(number)).count() == 1
    assert Account.objects.filter(owner=anna.customer).count() == 2
