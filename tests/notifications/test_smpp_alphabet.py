"""Texts as the phones count them: alphabets, lengths, parts; checked against smpplib's tables."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from smpplib import gsm

from notifications.gateways.smpp.alphabet import BASIC, EXTENDED, TooLong, write_message
from notifications.gateways.smpp_centre import wire

LETTERS = BASIC.replace("\x1b", "") + "".join(EXTENDED)
# What smpplib's table does not have or has in a wrong place.
SMPPLIB_KNOWS = "".join(x for x in LETTERS if x in gsm.GSM_CHARACTER_TABLE and x not in "`§\f")


def parts_of(text: str) -> int:
    return len(write_message(text).parts)


@pytest.mark.parametrize(
    ("letter", "length", "parts"),
    [("a", 160, 1), ("a", 161, 2), ("a", 306, 2), ("a", 307, 3), ("a", 459, 3), ("a", 460, 4),
     ("я", 70, 1), ("я", 71, 2), ("я", 134, 2), ("я", 135, 3), ("Ғ", 201, 3), ("₸", 202, 4),
     ("€", 80, 1), ("€", 81, 2), ("€", 152, 2), ("€", 153, 3), ("😀", 35, 1), ("😀", 36, 2),
     ("😀", 66, 2), ("😀", 67, 3)],
)  # fmt: skip
def test_parts_are_counted_as_the_operator_counts(letter: str, length: int, parts: int) -> None:
    assert parts_of(letter * length) == parts


def test_a_sign_of_the_extension_table_costs_two_and_is_never_torn() -> None:
    message = write_message("a" * 152 + "€" + "b" * 20)
    assert [len(part) for part in message.parts] == [152, 22]
    assert message.parts[1][:2] == b"\x1be"


def test_a_surrogate_pair_is_never_torn() -> None:
    message = write_message("я" * 66 + "😀" + "я" * 10)
    assert [len(part) for part in message.parts] == [132, 24]


@pytest.mark.parametrize("text", ["₸", "Қазақ", "привет", "`", "ø😀", "\t"])
def test_what_the_phones_alphabet_lacks_goes_as_ucs2(text: str) -> None:
    message = write_message(text)
    assert message.data_coding == 8
    assert b"".join(message.parts).decode("utf-16-be") == text


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    assert write_message("\ud83dя").parts == ("?я".encode("utf-16-be"),)


def test_a_text_of_more_than_ten_parts_is_refused() -> None:
    assert parts_of("я" * 670) == 10
    with pytest.raises(TooLong):
        write_message("я" * 671)


def test_headers_join_the_parts() -> None:
    message = write_message("я" * 135)
    heads = [content[:6] for content in message.with_headers(0x1234)]
    assert heads == [bytes((5, 0, 3, 0x34, 3, n)) for n in (1, 2, 3)]
    assert all(len(content) <= 140 for content in message.with_headers(7))


@given(st.text(alphabet=SMPPLIB_KNOWS, max_size=160))
def test_septets_are_those_of_smpplib(text: str) -> None:
    message = write_message(text)
    assert b"".join(message.parts) == gsm.gsm_encode(text)


@given(st.text(alphabet=LETTERS, min_size=1, max_size=600))
def test_the_centre_reads_what_the_gateway_wrote(text: str) -> None:
    message = write_message(text)
    assert message.data_coding == 0
    assert "".join(map(wire.read_septets, message.parts)) == text
    assert len(message.parts) == 1 or all(len(part) <= 153 for part in message.parts)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_text_is_lost_in_parts(text: str) -> None:
    message = write_message(text)
    assume(message.data_coding == 8)
    assert "".join(part.decode("utf-16-be") for part in message.parts) == text
    assert len(message.parts) == 1 or all(len(part) <= 134 for part in message.parts)
