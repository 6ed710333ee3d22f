"""The value by which 3-D Secure proves to the host that the cardholder was asked (CAVV, AAV).

The schemes' own formats are closed. Both ends are ours, the access control server that makes it
and the host that checks it, so it is: 4 random bytes, then 16 bytes of a keyed hash over them, the
outcome, the card, the amount, the currency and the shop; 28 characters of base64, as it should be.
"""

import base64
import binascii
import secrets

from homebank.lib import crypto
from homebank.lib.currencies import Currency

COLUMN = "cards_authorization.authentication"
NONCE, LENGTH = 4, 20
ASKED, ATTEMPTED = "Y", "A"
# Field 42 of a card message has room for no more of the shop's number.
LONGEST_MERCHANT_ID = 15


def make_proof(
    *, number: str, amount_minor: int, currency: Currency, merchant_id: str, status: str = ASKED
) -> str:
    """A value for one purchase with this card, of this amount and currency, in this shop.

    `status` is ASKED where the cardholder confirmed it, ATTEMPTED where nobody could be asked.
    """
    nonce = secrets.token_bytes(NONCE)
    hashed = _hash(nonce, status, number, amount_minor, currency, merchant_id)
    return base64.b64encode(nonce + hashed).decode()


def status_of(
    proof: str, *, number: str, amount_minor: int, currency: Currency, merchant_id: str
) -> str:
    """ASKED or ATTEMPTED if the value was made by us for exactly this; else nothing.

    It is spelt as we spell it: two bits of its last letter stand for no byte, and four spellings
    would be four uses of one value.
    """
    try:
        raw = base64.b64decode(proof, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if len(raw) != LENGTH or base64.b64encode(raw).decode() != proof:
        return ""
    for status in (ASKED, ATTEMPTED):
        right = _hash(raw[:NONCE], status, number, amount_minor, currency, merchant_id)
        if crypto.same(right.hex(), raw[NONCE:].hex()):
            return status
    return ""


def fingerprint_of(proof: str) -> str:
    """By which a value that was used is known again."""
    return crypto.fingerprint(proof, column=COLUMN)


def _hash(
    nonce: bytes, status: str, number: str, amount_minor: int, currency: Currency, merchant_id: str
) -> bytes:
    shop = merchant_id.strip()[:LONGEST_MERCHANT_ID]
    said = f"{nonce.hex()}|{status}|{number}|{amount_minor}|{currency.number}|{shop}"
    return bytes.fromhex(crypto.fingerprint(said, column=COLUMN))[: LENGTH - NONCE]
