"""Nothing that is sent breaks the channel, signed or not; what is not right does nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channel.functions import CODEWORD_SLIP
from channel.models import TerminalDeed
from channel.shapes import read_body
from homebank.lib.errors import Refusal
from homebank.lib.money import Money
from homebank.lib.phone import parse_mobile
from homebank.lib.throttle import Tally
from tests.channel.machine import Machine, new_machine
from tests.doors.hostile import VALUES
from tests.people import new_mobile, new_person

pytestmark = pytest.mark.django_db
NESTED = "[" * 3_000 + "]" * 3_000
BODIES = [
    b" ", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b'{"id": "\\ud800"}', b"{" * 900,
    NESTED[:4_000].encode(), b'{"id": 1, "id": 2}', b'{"id": NaN}', b'{"id": 1e999}',
    b'{"card": {"$gt": ""}}', b"id=1&card=2", "\ufeff{}".encode(), b'{"a": ' + b"9" * 4_000 + b"}",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner,
                                                                max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize("function", [
    ("machine", "trusted-number"), ("machine", "codeword-slip"), ("branch", "number-proposal"),
    ("branch", "unblocking"),
], ids=lambda function: function[1])  # fmt: skip
def test_no_body_breaks_a_door(function: tuple[str, str]) -> None:
    terminal = new_machine(function[0])
    for body in BODIES:
        heard = terminal.post(function[1], body)
        assert (heard.status, heard.code) == (400, "not-read"), body[:40]
    assert not TerminalDeed.objects.filter(terminal=terminal.terminal).exists()


@pytest.mark.parametrize("function", [
    ("machine", "trusted-number", ["id", "card", "verified", "number"]),
    ("machine", "codeword-slip", ["id", "card", "verified", "again"]),
    ("branch", "number-proposal", ["id", "number", "document", "operator", "operator_code"]),
    ("branch", "unblocking", ["id", "card", "reason", "operator", "operator_code"]),
], ids=lambda function: function[1])  # fmt: skip
def test_no_field_breaks_a_door(function: tuple[str, str, list[str]]) -> None:
    kind, address, names = function
    terminal = new_machine(kind)
    right = _asked(address, terminal)
    for name in names:
        for value in (each for each in VALUES[::5] if parse_mobile(each) is None):
            _forget_limits()
            heard = terminal.post(address, {**right, name: value})
            assert 400 <= heard.status < 500, (name, value[:40])
    assert not TerminalDeed.objects.filter(terminal=terminal.terminal).exists()


def test_no_header_breaks_a_door() -> None:
    machine = new_machine()
    right = machine.signed("GET", "health", b"")
    for name in right:
        for value in VALUES[::5]:
            shown = value.encode().decode("latin-1")[:4_000]
            heard = machine.send("GET", "health", b"", {**right, name: shown})
            assert (heard.status, heard.code) == (401, "not-signed"), (name, value[:40])


@settings(max_examples=150)
@given(JSON)
def test_no_json_is_read_but_of_the_shape(found: Any) -> None:
    with pytest.raises(Refusal):
        read_body(json.dumps(found).encode(), CODEWORD_SLIP.takes)


def _asked(address: str, terminal: Machine) -> dict[str, Any]:
    """A request of the right shape that does nothing in the end: no money, no such operator, a
    number that this customer has."""
    poor = new_person(balance=Money(0))
    if address == "codeword-slip":
        return terminal.asks(poor)
    if address == "trusted-number":
        return terminal.asks(poor, number=poor.phone)
    staff = {"document": "passport", "reason": "lost", "operator": "nobody.at.all",
             "operator_code": "123456"}  # fmt: skip
    number = {"number": new_mobile()} if address == "number-proposal" else {}
    return terminal.asks(poor, **number, **staff)


def _forget_limits() -> None:
    """A limit would hide what lies behind."""
    Tally.objects.all().delete()
