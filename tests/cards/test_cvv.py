"""The verification value against the published vectors, the second pass included."""

from datetime import date
from typing import Any

import pytest

from cards.cvv import cvv2, verification_value

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")


@pytest.mark.parametrize(
    ("number", "expiry", "service_code", "value"),
    [
        ("1234567890123456", "9912", "220", "170"),
        ("4405645000006150", "2512", "201", "882"),
        ("4405645000006150", "2512", "000", "648"),
        ("4405645000006150", "2512", "999", "848"),
        ("5483185000000293", "2512", "201", "615"),
        ("5483185000000293", "2512", "000", "146"),
        ("5483185000000293", "2512", "999", "815"),
    ],
)
def test_the_published_vectors_come_out(
    number: str, expiry: str, service_code: str, value: str
) -> None:
    assert verification_value(KEY, number, expiry, service_code) == value


@pytest.mark.parametrize(
    ("number", "value"),
    [("4000000000359614", "750"), ("4000000000406555", "184"), ("4000000001172628", "552")],
)
def test_a_second_pass_makes_up_for_missing_digits(number: str, value: str) -> None:
    assert verification_value(KEY, number, "2912", "000") == value


def test_cvv2_has_service_code_000_and_the_expiry_year_first(settings: Any) -> None:
    settings.CARD_VERIFICATION_KEY = KEY
    assert cvv2("4405645000006150", date(2025, 12, 31)) == "648"


@pytest.mark.parametrize("number", ["", "44056450000061ab", "٤٤٠٥٦٤٥٠٠٠٠٠٦١٥٠", "4" * 20])
def test_what_is_no_number_is_refused_by_name(number: str) -> None:
    with pytest.raises(ValueError):
        verification_value(KEY, number, "2912", "000")
