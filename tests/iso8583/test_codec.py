"""The codec against the facts of the domain, against pyiso8583, and against rubbish."""

from string import ascii_letters, digits

import iso8583
import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso8583.specs import default_ascii

from homebank.lib.iso8583 import Message, Wrong, decode, encode
from homebank.lib.iso8583.formats import FORMATS, Format

ASKED = (
    b"0100723C448108E0800016440564500000615000000000000025000011211200000001231700001121251257328"
    b"125906400563632517000123TERM0001MERCHANT0000001KAZSHOP.KZ               ALMATY       KZ398"
)
ANSWERED = (
    b"0110723800010EC08000164405645000006150000000000000250000112112000000012317000011210640056363"
    b"2517000123A1B2C300TERM0001MERCHANT0000001398"
)
REVERSED = (
    b"0400F22000010EC08000000000400000000016440564500000615000000000000025000011211205000001240640"
    b"0563632517000123A1B2C368TERM0001MERCHANT0000001398010000012311211200000000040056300000000000"
)
PRINTABLE = "".join(map(chr, range(32, 127)))
LETTERS = {"n": digits, "an": digits + ascii_letters, "ans": PRINTABLE, "z": digits + "=D",
           "b": "0123456789ABCDEF"}  # fmt: skip


def values_of(form: Format) -> st.SearchStrategy[str]:
    letters = form.written.lstrip("x").rstrip("0123456789.")
    sign = 1 if form.written.startswith("x") else 0
    longest = form.longest - sign
    text = st.text(LETTERS[letters], min_size=longest if form.is_fixed else 0, max_size=longest)
    return st.tuples(st.sampled_from("CD"), text).map("".join) if sign else text


@st.composite
def messages(draw: st.DrawFn) -> Message:
    numbers = draw(st.sets(st.sampled_from(sorted(FORMATS)), max_size=12))
    kind = draw(st.sampled_from(["0100", "0120", "0220", "0400", "0420", "0800", "0110"]))
    return Message(kind, {number: draw(values_of(FORMATS[number])) for number in numbers})


@pytest.mark.parametrize("raw", [ASKED, ANSWERED, REVERSED])
def test_the_vectors_of_the_domain_are_read_and_written_as_they_are(raw: bytes) -> None:
    message = decode(raw)
    assert encode(message) == raw
    assert message.get(2) == "4405645000006150"
    assert message.get(4) == "000000250000"
    assert message.get(49) == "398"


def test_the_vector_of_a_reversal_names_its_original() -> None:
    message = decode(REVERSED)
    assert message.get(39) == "68"
    assert message.get(90) == "010000012311211200000000040056300000000000"


def test_a_field_is_as_long_as_the_oracle_has_it() -> None:
    ours = {number: (field.prefix, field.longest) for number, field in FORMATS.items()}
    theirs = {number: default_ascii[str(number)] for number in FORMATS}
    assert ours == {number: (its["len_type"], its["max_len"]) for number, its in theirs.items()}


@given(messages())
def test_what_we_write_we_read(message: Message) -> None:
    assert decode(encode(message)) == message


@given(messages())
def test_the_oracle_reads_what_we_write_and_writes_what_we_read(message: Message) -> None:
    theirs, _parts = iso8583.decode(encode(message), default_ascii)
    said = {int(k): v for k, v in theirs.items() if k.isdigit() and k != "1"}
    assert (theirs["t"], said) == (message.mti, dict(message.fields))
    raw, _parts = iso8583.encode(theirs, default_ascii)
    assert decode(bytes(raw)) == message


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_refused_by_name(raw: bytes) -> None:
    try:
        assert decode(raw).mti
    except Wrong as reason:
        assert reason.place
        assert reason.reason


@given(st.sampled_from([ASKED, ANSWERED, REVERSED]), st.integers(0, 400), st.binary(max_size=3))
def test_a_message_with_a_few_bytes_changed_is_read_or_refused(
    raw: bytes, place: int, put: bytes
) -> None:
    place = min(place, len(raw))
    try:
        assert encode(decode(raw[:place] + put + raw[place + len(put) :]))
    except Wrong as reason:
        assert reason.reason


def test_a_truncated_message_is_refused() -> None:
    for length in range(len(ASKED)):
        with pytest.raises(Wrong):
            pytest.fail(f"read from {length} bytes: {decode(ASKED[:length])}")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"", "mti"),
        (b"010", "mti"),
        (b"9100723C448108E08000", "mti"),
        (b"0100723C", "bitmap"),
        (b"0100723C448108E0800G", "bitmap"),
        (b"0100F23C448108E08000723C", "bitmap"),
        (b"0800800000000000000080000000000000001", "65"),
        (b"01004000000000000000204405645000006150000", "2"),
        (b"01004000000000000000x64405645000006150", "2"),
        (b"010040000000000000001644056450000061X0", "2"),
        (b"0100100000000000000000000025000-", "4"),
        (b"0800002000000000000000012399", "message"),
        ("0100٤".encode(), "message"),
    ],
)
def test_a_fault_is_told_by_its_field(raw: bytes, place: str) -> None:
    with pytest.raises(Wrong) as told:
        decode(raw)
    assert told.value.place == place


def test_what_stood_before_a_fault_is_kept_so_that_it_can_be_answered() -> None:
    with pytest.raises(Wrong) as told:
        decode(ASKED[:-1])
    assert told.value.begun is not None
    assert told.value.begun.get(11) == "000123"


def test_neither_a_fault_nor_a_message_tells_a_card_number() -> None:
    with pytest.raises(Wrong) as told:
        decode(ASKED.replace(b"4405645000006150", b"44056450000061X0"))
    assert "440564" not in f"{told.value} {told.value.begun!r} {decode(ASKED)!r}"


@pytest.mark.parametrize(("number", "value"), [(4, "1"), (2, "4" * 20), (3, "00000a"), (1, "1")])
def test_what_does_not_fit_a_field_is_not_written(number: int, value: str) -> None:
    with pytest.raises(Wrong) as told:
        encode(Message("0100", {number: value}))
    assert told.value.place == str(number)
