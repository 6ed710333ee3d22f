"""A cash machine or a branch in a test: it signs what it says, and checks what it hears."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.test import Client

from channel.models import Terminal
from channel.signing import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    answer_text,
    sign_request,
    signature,
)
from channel.terminals import add_terminal
from homebank.lib import clock
from homebank.lib.ids import uuid7
from tests.people import Person

BASE = "/channel/v1/"


@dataclass
class Heard:
    """One answer: its status and its JSON."""

    status: int
    told: dict[str, Any]
    response: Any = field(repr=False)

    @property
    def code(self) -> str:
        return str(self.told.get("code", ""))


@dataclass
class Machine:
    """A terminal with its key."""

    terminal: Terminal
    key: str
    language: str = "en"

    def asks(self, person: Person, **other: Any) -> dict[str, Any]:
        """What is asked with a person's card; `None` takes a field away."""
        told = {"id": str(uuid4()), "card": person.number, **other}
        if self.terminal.kind == "machine":
            told = {"verified": "pin", **told}
        return {name: value for name, value in told.items() if value is not None}

    def post(self, function: str, told: Any, **signed: Any) -> Heard:
        """The answer to a signed request, whose own signature was checked."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        headers = self.signed("POST", function, body, **signed)
        return self.send("POST", function, body, headers)

    def get(self, function: str) -> Heard:
        return self.send("GET", function, b"", self.signed("GET", function, b""))

    def signed(self, how: str, function: str, sent: bytes, **other: Any) -> dict[str, str]:
        """The headers of a request; `other` is signed instead of what is right."""
        right: dict[str, Any] = {"key": self.key, "key_id": self.terminal.key_id, "at": clock.now(),
                 "nonce": secrets.token_urlsafe(16), "method": how,
                 "path": f"{BASE}{function}", "body": sent}  # fmt: skip
        return sign_request(**{**right, **other})

    def send(
        self, method: str, function: str, body: bytes, headers: dict[str, str], **how: Any
    ) -> Heard:
        """The same with headers as they are."""
        usual = {"content_type": "application/json"}
        told = {"headers": {**headers, "accept-language": self.language}, **usual, **how}
        answered = Client().generic(method, f"{BASE}{function}", body, **told)
        if SIGNATURE_HEADER in answered:
            assert self.is_signed(answered, headers.get(NONCE_HEADER, ""))
        found = json.loads(answered.content) if answered.content else {}
        return Heard(answered.status_code, found, answered)

    def is_signed(self, answered: Any, nonce: str) -> bool:
        """Whether the answer is the bank's, and to this request."""
        text = answer_text(
            key_id=self.terminal.key_id, time=answered[TIME_HEADER], nonce=nonce,
            status=answered.status_code, body=answered.content,
        )  # fmt: skip
        return bool(signature(self.key, text) == answered[SIGNATURE_HEADER])


def new_machine(kind: str = "machine", **other: str) -> Machine:
    """A terminal of its own."""
    return Machine(*add_terminal(name=f"ATM {uuid7().hex[-8:]}x", kind=kind, **other))
