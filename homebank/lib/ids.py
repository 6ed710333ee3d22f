"""Identifiers: time-ordered UUIDs (RFC 9562, version 7) and check digits."""

import os
import time
import uuid

from stdnum import luhn


def uuid7() -> uuid.UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, then random bits. Python 3.11 has none."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return uuid.UUID(int=value)


def with_check_digit(digits: str) -> str:
    """The digits followed by their Luhn check digit."""
    return digits + luhn.calc_check_digit(digits)


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    return digits.isascii() and digits.isdigit() and luhn.is_valid(digits)
