"""A door does the same work whether the bank knows somebody or not: statements, and hashes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection

from accounts.models import Customer
from accounts.sign_in.passwords import password_matches
from homebank.lib import clock
from tests.accounts.cardless import DOOR as CARDLESS
from tests.accounts.cardless import new_name, new_phone
from tests.accounts.cardless import typed as typed_cardless
from tests.accounts.pages import Browser, facts, from_network, user_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
STRANGER = "+77019990001"
TABLES = re.compile(r'(?:FROM|INTO|UPDATE|JOIN) "?(\w+)')
WRONG = {"password": "not this one"}


@pytest.fixture
def ben() -> Person:
    person = new_person()
    # A branch lets him choose another codeword: that door knows him.
    soon = clock.now() + timedelta(days=1)
    Customer.objects.filter(pk=person.customer.pk).update(codeword_reset_until=soon)
    return person


def doors(ben: Person) -> dict[str, tuple[str, dict[str, str], dict[str, str]]]:
    """Address, what is typed of somebody known, what of somebody unknown."""
    name, user = new_name(), user_of(ben)
    nobody = facts(ben, number="4405640000000006", codeword="another word")
    return {
        "phone": ("/sign-in/?by=phone", {"typed": ben.phone, **WRONG},
                  {"typed": STRANGER, **WRONG}),
        "id": ("/sign-in/?by=id", {"typed": user.spaced_id, **WRONG},
               {"typed": "9999 9998", **WRONG}),
        "card": ("/register/", facts(ben, codeword="another word"), nobody),
        "another phone": ("/register/", facts(ben, phone=STRANGER),
                          facts(ben, number="4405640000000006", phone=STRANGER)),
        "recovery": ("/recover/", {"phone": ben.phone}, {"phone": STRANGER}),
        "codeword": ("/codeword/", {"phone": ben.phone}, {"phone": STRANGER}),
        "cardless": (CARDLESS, typed_cardless(ben.phone, login_name=name),
                     typed_cardless(new_phone(), login_name=name)),
    }  # fmt: skip


def work(address: str, typed: dict[str, str], hashes: list[str]) -> tuple[int, int, list[Any]]:
    """The status, how many hashes, and each statement's verb and tables."""
    told: list[tuple[str, list[str]]] = []

    def listen(execute: Any, statement: str, *rest: Any) -> Any:
        told.append((str(statement).split(None, 1)[0], TABLES.findall(str(statement))))
        return execute(statement, *rest)

    hashes.clear()
    with connection.execute_wrapper(listen):
        answer = Browser(REMOTE_ADDR=from_network(61)).post(address, typed)
    # A decoy's message is undone where another's waits to be sent: as many, of other names.
    touching = [(verb, tables) for verb, tables in told if tables]
    return answer.status_code, len(hashes), [len(told), *touching]


@pytest.mark.parametrize(
    "door", ["phone", "id", "card", "another phone", "recovery", "codeword", "cardless"]
)
def test_known_and_unknown_cost_the_same_statements_and_hashes(
    ben: Person, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    hashes: list[str] = []
    real = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashes.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    password_matches(None, "makes nobody's hash, once in a process")
    address, known, unknown = doors(ben)[door]
    first, second = (work(address, typed, hashes) for typed in (known, unknown))
    assert first == second
    assert first[2]
