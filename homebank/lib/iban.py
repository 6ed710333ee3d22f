"""IBAN of Kazakhstan: KZ, two check digits, three of the bank, thirteen of the account."""

import re

from stdnum import iban


def make(bank_code: str, account: str) -> str:
    """The IBAN of a 13-character account in the bank with the three-digit code."""
    if not re.fullmatch(r"[0-9]{3}", bank_code) or not re.fullmatch(r"[0-9A-Z]{13}", account):
        raise ValueError("a bank code has 3 digits, an account 13 letters or digits")
    bban = bank_code + account
    return f"KZ{iban.calc_check_digits('KZ00' + bban)}{bban}"


def is_valid(text: str) -> bool:
    """Whether the text (blanks allowed, any case) is an IBAN of Kazakhstan."""
    compact = iban.compact(text).upper()
    shape = re.fullmatch(r"KZ([0-9]{2})[0-9]{3}[0-9A-Z]{13}", compact)
    if shape is None or shape[1] in {"00", "01", "99"}:
        return False
    return bool(iban.is_valid(compact, check_country=False))


def spaced(iban_text: str) -> str:
    """In groups of four, for reading."""
    groups = (iban_text[i : i + 4] for i in range(0, len(iban_text), 4))
    return "\u00a0".join(groups)
