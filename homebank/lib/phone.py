"""Numbers of Kazakhstan, mobile and landline, kept as E.164: +77XXXXXXXXX."""

import phonenumbers
from phonenumbers import PhoneNumberType


def parse_mobile(text: str) -> str | None:
    """The number as E.164, or None if it is no mobile number of Kazakhstan.

    Takes +7 7xx, 8 7xx, 7 7xx and the bare ten digits, with blanks, dashes and brackets. The
    library shares +7 with Russia, hence the demand for a 7 after it.
    """
    return _parse(text, PhoneNumberType.MOBILE)


def parse_landline(text: str) -> str | None:
    """The same for a city's number with its area code: 8 7172 55 12 34, 7272 50 00 00."""
    return _parse(text, PhoneNumberType.FIXED_LINE)


def _parse(text: str, wanted: int) -> str | None:
    kept = "".join(c for c in text if c not in " \t\u00a0\u202f()-.‑–")
    if not kept.removeprefix("+").isascii() or not kept.removeprefix("+").isdigit():
        return None
    if len(kept) == 10:
        kept = "+7" + kept
    try:
        number = phonenumbers.parse(kept, "KZ")
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    of_the_kind = phonenumbers.number_type(number) == wanted
    valid = phonenumbers.is_valid_number_for_region(number, "KZ")
    return e164 if of_the_kind and valid and e164.startswith("+77") else None


def masked(e164: str) -> str:
    """`+7 700 ••• •• 12`: what a page may show of a number."""
    return f"+7\u00a0{e164[2:5]}\u00a0•••\u00a0••\u00a0{e164[-2:]}"


def spaced(e164: str) -> str:
    """`+7 700 000 00 12`, a landline with its city's code: `+7 7172 55 12 34`."""
    d = e164[2:]
    # Codes of cities begin with 71 or 72 and have four digits, Almaty's alone has three: 727.
    if d.startswith(("71", "72")) and not d.startswith("727"):
        return f"+7\u00a0{d[:4]}\u00a0{d[4:6]}\u00a0{d[6:8]}\u00a0{d[8:]}"
    return f"+7\u00a0{d[:3]}\u00a0{d[3:6]}\u00a0{d[6:8]}\u00a0{d[8:]}"
