"""The value by which 3-D Secure proves to the host that the cardholder was asked (CAVV, AAV).

The schemes' own formats are closed. Both ends are ours, the access control server that makes it
and the host that checks it, so it is: 4 random bytes, then 16 bytes of a keyed hash over them,
the card, the amount and the currency; 28 characters of base64, as the field asks.
"""

import base64
import binascii
import secrets

from homebank.lib import crypto
from homebank.lib.currencies import Currency

COLUMN = "cards_authorization.authentication"
NONCE, LENGTH = 4, 20


def make_proof(*, number: str, amount_minor: int, currency: Currency) -> str:
    """A value for one purchase of this card, amount and currency."""
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _hash(nonce, number, amount_minor, currency)).decode()


def is_proof(proof: str, *, number: str, amount_minor: int, currency: Currency) -> bool:
    """Whether the value was made by us for exactly this, and is spelt as we spell it.

    Two bits of its last letter stand for no byte: four spellings would be four uses of one value.
    """
    try:
        raw = base64.b64decode(proof, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(raw) != LENGTH or base64.b64encode(raw).decode() != proof:
        return False
    right = _hash(raw[:NONCE], number, amount_minor, currency)
    return crypto.same(right.hex(), raw[NONCE:].hex())


def fingerprint_of(proof: str) -> str:
    """By which a value that was used is known again."""
    return crypto.fingerprint(proof, column=COLUMN)


def _hash(nonce: bytes, number: str, amount_minor: int, currency: Currency) -> bytes:
    said = f"{nonce.hex()}|{number}|{amount_minor}|{currency.number}"
    return bytes.fromhex(crypto.fingerprint(said, column=COLUMN))[: LENGTH - NONCE]
