"""`manage.py issue_card`: what it prints where, and how it refuses."""

import io
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cards.cvv import cvv2
from cards.models import Card
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tests import environment
from tests.people import Person, new_person


@pytest.fixture
def anna(db: None) -> Person:
    return new_person(registered=False)


def issue(**options: Any) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("issue_card", stdout=out, **options)
    return out.getvalue()


def newest(person: Person) -> Card:
    card = Card.objects.of(person.customer).last()
    assert card is not None
    return card


def test_a_demo_prints_number_expiry_and_cvv_of_the_new_card(anna: Person) -> None:
    told = issue(customer=str(anna.customer.pk), opening_balance="50000")
    card = newest(anna)
    assert card.pk != anna.card.pk
    for fact in (card.number, card.expiry_text, cvv2(card.number, card.expiry), "₸50,000.00"):
        assert fact in told
    assert balance_of(card.account_id).available == Money(5_000_000)


def test_a_production_prints_the_truncated_number_only(anna: Person, settings: Any) -> None:
    settings.DEMO = False
    told = issue(iin=anna.customer.iin)
    card = newest(anna)
    assert card.truncated in told
    assert card.number not in told
    assert "CVV" not in told


def test_number_and_expiry_may_be_given(anna: Person) -> None:
    number = "4405640000000006"
    issue(iin=anna.customer.iin, number="4405 6400 0000 0006", expiry="12/49", kind="virtual")
    card = newest(anna)
    assert (card.number, card.expiry_text, card.kind) == (number, "12/49", "virtual")


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "4111111111111111"},
        {"expiry": "12/20"},
        {"expiry": "soon"},
        {"opening_balance": "-5"},
        {"opening_balance": "1,234"},
    ],
)
def test_a_wrong_option_is_one_line_and_issues_nothing(anna: Person, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError) as refusal:
        issue(iin=anna.customer.iin, **wrong)
    assert "\n" not in str(refusal.value)
    assert Card.objects.of(anna.customer).count() == 1


def test_an_unknown_customer_is_one_line(db: None) -> None:
    with pytest.raises(CommandError, match="No customer"):
        issue(iin="851111190005")


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--help"], 0, "--opening-balance"),
        ([], 2, "--iin"),
        (["--iin", "851111190005"], 1, "No customer has this IIN or id."),
        (["--customer", "x"], 2, "invalid UUID value"),
    ],
)
def test_the_exit_code_is_honest(options: list[str], code: int, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "issue_card", *options], cwd=environment.checkout(),
        env=environment.process_env(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
