"""A passkey in software: what a device and its browser do, and how either may cheat."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url, encode_cbor

from accounts.models import Customer, Passkey, credential_fingerprint
from homebank.lib import clock

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key pair for this site. Its fields may be set otherwise, to cheat."""

    host: str = field(default_factory=lambda: settings.PASSKEY_HOST)
    origin: str = field(default_factory=lambda: settings.PASSKEY_ORIGINS[0])
    count: int = 0
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    cross_origin: bool = False
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: os.urandom(32))

    @property
    def name(self) -> str:
        """Its id as browsers write it."""
        return bytes_to_base64url(self.id)

    @property
    def public(self) -> bytes:
        """The COSE key that the bank keeps."""
        numbers = self.key.public_key().public_numbers()
        x, y = (n.to_bytes(32, "big") for n in (numbers.x, numbers.y))
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def in_force(self, customer: Customer) -> Passkey:
        """The row of this passkey as the customer's."""
        return Passkey.objects.create(
            customer=customer, name="Phone", credential_id=self.name, public_key=self.public,
            fingerprint=credential_fingerprint(self.name), made_at=clock.now(),
        )  # fmt: skip

    def make(self, page: Any, **other: Any) -> str:
        """The answer to the question on a page that makes a passkey."""
        asked = question_on(page)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(with_key=True), **other}
        response = {"clientDataJSON": self._client("webauthn.create", asked),
                    "attestationObject": bytes_to_base64url(encode_cbor(statement))}  # fmt: skip
        return self._credential(response)

    def sign(self, page: Any) -> str:
        """The answer to the question on a page that asks for the passkey."""
        return self.answer(question_on(page))

    def answer(self, asked: dict[str, Any]) -> str:
        client, data = self._client("webauthn.get", asked), self._data()
        signed = data + hashlib.sha256(base64url_to_bytes(client)).digest()
        response = {"clientDataJSON": client, "authenticatorData": bytes_to_base64url(data),
                    "signature": bytes_to_base64url(self._signature(signed))}  # fmt: skip
        if self.handle:
            response["userHandle"] = bytes_to_base64url(self.handle)
        return self._credential(response)

    def _credential(self, response: dict[str, str]) -> str:
        said = {"id": self.name, "rawId": self.name, "type": "public-key", "response": response}
        return json.dumps(said)

    def _client(self, kind: str, asked: dict[str, Any]) -> str:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin,
                "crossOrigin": self.cross_origin}  # fmt: skip
        return bytes_to_base64url(json.dumps(said).encode())

    def _data(self, *, with_key: bool = False) -> bytes:
        self.count += self.counts
        flags = self.flags | (HAS_KEY if with_key else 0)
        head = hashlib.sha256(self.host.encode()).digest()
        head += bytes([flags]) + self.count.to_bytes(4, "big")
        return head + (self._key_data() if with_key else b"")

    def _key_data(self) -> bytes:
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.public

    def _signature(self, signed: bytes) -> bytes:
        return self.key.sign(signed, ec.ECDSA(hashes.SHA256()))


def question_on(page: Any) -> dict[str, Any]:
    """What the page asks the browser, as the script reads it."""
    found = re.search(r'data-question="([^"]*)"', page.content.decode())
    assert found is not None, "the page asks no passkey"
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


def asks_passkey(page: Any) -> bool:
    """Whether the page asks for a passkey that is in force."""
    return 'data-passkey="get"' in page.content.decode()
