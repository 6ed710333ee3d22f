"""The card verification value: computed from the key whenever it is needed, kept nowhere."""

import re
from datetime import date

from django.conf import settings

from homebank.lib import crypto

CVV2_SERVICE_CODE = "000"


def cvv2(number: str, expiry: date) -> str:
    """The three digits on the back of a card, under settings.CARD_VERIFICATION_KEY."""
    key = settings.CARD_VERIFICATION_KEY
    return verification_value(key, number, f"{expiry:%y%m}", CVV2_SERVICE_CODE)


def verification_value(key: bytes, number: str, expiry: str, service_code: str) -> str:
    """The value for a 16-byte key, a number of 12 to 19 digits, expiry YYMM and service code.

    Service code 000 gives CVV2, 999 the chip's, the card's own the magnetic stripe's. ValueError
    if anything but digits is given.
    """
    digits = f"{number}{expiry}{service_code}"
    if not re.fullmatch(r"[0-9]{12,19}[0-9]{4}[0-9]{3}", digits, re.ASCII):
        raise ValueError("a verification value is made of a number, YYMM and three digits")
    padded = bytes.fromhex(digits.ljust(32, "0"))
    left = crypto.des_encrypt(key[:8], padded[:8])
    mixed = bytes(a ^ b for a, b in zip(left, padded[8:], strict=True))
    return _three_digits(crypto.triple_des_encrypt(key, mixed).hex())


def _three_digits(hexadecimal: str) -> str:
    """First pass: the decimal digits from the left; second pass: a to f less ten."""
    decimals = [c for c in hexadecimal if c.isdigit()]
    letters = [str(int(c, 16) - 10) for c in hexadecimal if not c.isdigit()]
    return "".join((decimals + letters)[:3])
