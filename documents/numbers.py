"""A paper's number and verification code: how they are made, shown, and read as people type them.

Number: year, month, a running number, a check digit: `D-2611-0000-0411`. Code: ten signs without
look-alikes, fifty bits that nobody guesses: `7K4M-92QX-3F`.
"""

import secrets
from datetime import datetime

from django.db import connection

from homebank.lib.clock import ALMATY
from homebank.lib.ids import has_check_digit, with_check_digit

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
SHORTEST, LONGEST = 12, 18
SEPARATORS = str.maketrans("", "", " \u00a0\u2009\u202f-\u2010\u2011–—−_.")
# What a hand or a Cyrillic keyboard puts for a sign of the code.
TAKEN_FOR = str.maketrans("OILUАВЕЗКМНОРСТХУ", "011VABE3KMH0PCTXY")


def next_number(at: datetime) -> int:
    """A number that no paper has had: of the month in Almaty, with its check digit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_number')")
        (running,) = cursor.fetchone()
    return int(with_check_digit(f"{at.astimezone(ALMATY):%y%m}{running:07}"))


def fresh_code() -> str:
    """Ten signs by chance."""
    return "".join(secrets.choice(SIGNS) for _each in range(CODE_LENGTH))


def shown_number(number: int) -> str:
    """`D-2611-0000-0411`"""
    digits = f"{number:0{SHORTEST}}"
    return f"D-{digits[:-8]}-{digits[-8:-4]}-{digits[-4:]}"


def shown_code(code: str) -> str:
    """`7K4M-92QX-3F`"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_number(text: str) -> int | None:
    """The number that was typed, with or without its letter and dashes; None if it is none."""
    digits = text.upper().translate(SEPARATORS).removeprefix("D").removeprefix("Д")
    fits = SHORTEST <= len(digits) <= LONGEST and has_check_digit(digits)
    return int(digits) if fits else None


def read_code(text: str) -> str | None:
    """The code that was typed, look-alikes read as what they were taken for; None if it is none."""
    code = text.upper().translate(SEPARATORS).translate(TAKEN_FOR)
    return code if len(code) == CODE_LENGTH and set(code) <= set(SIGNS) else None
