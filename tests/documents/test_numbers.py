"""Numbers and codes: made, shown, read back as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.masks import masked_name
from documents.numbers import (
    SIGNS,
    fresh_code,
    next_number,
    read_code,
    read_number,
    shown_code,
    shown_number,
)
from homebank.lib import clock
from homebank.lib.ids import with_check_digit


@given(st.integers(min_value=10**10, max_value=10**14))
def test_a_number_is_read_as_it_is_shown(running: int) -> None:
    number = int(with_check_digit(str(running)))
    assert read_number(shown_number(number)) == number


@given(st.text(SIGNS, min_size=10, max_size=10))
def test_a_code_is_read_as_it_is_shown(code: str) -> None:
    assert read_code(shown_code(code)) == code
    assert read_code(f" {shown_code(code).lower()} ") == code


@pytest.mark.parametrize(
    "typed", ["D-2611-0000-0411", "d2611 0000 0411", "261100000411", "Д-2611–0000–0411"]
)
def test_a_number_may_be_typed_without_its_dashes(typed: str) -> None:
    assert read_number(typed) == 261100000411


@pytest.mark.parametrize(
    "typed", ["", "D-", "D-2611-0000-0412", "1" * 40, "٢٦١١٠٠٠٠٠٤١٨", "2611-0000-041", "x" * 5000]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


def test_look_alikes_and_cyrillic_letters_are_read_as_what_they_were_taken_for() -> None:
    assert read_code("O1IL-АВЕК-МН") == "0111ABEKMH"


@pytest.mark.parametrize("typed", ["", "7K4M-92QX", "7K4M-92QX-3FF", "7K4M-92QX-3!", "Ж" * 10])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_no_two_codes_are_alike() -> None:
    assert len({fresh_code() for _each in range(2_000)}) == 2_000


@pytest.mark.django_db
def test_numbers_go_up_and_bear_their_month() -> None:
    at = clock.now()
    first, second = next_number(at), next_number(at)
    assert second > first
    assert shown_number(first).startswith(f"D-{at.astimezone(clock.ALMATY):%y%m}-")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Касымова Айгерим Маратовна", "Кас••••• А. М."),
        ("Ли Анна", "Л• А."),
        ("", ""),
        ("O", "O"),
    ],
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked
