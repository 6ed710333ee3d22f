"""Packets: cut from any pieces, read to their end or refused by one error; smpplib agrees."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib import smpp

from notifications.gateways.smpp.pdu import (
    Address,
    Malformed,
    Pdu,
    Stream,
    bind_body,
    read_deliver,
    read_message_id,
    submit_body,
)

TO, FROM = Address(1, 1, "77000550001"), Address(5, 0, "HOMEBANK")
SUBMIT = submit_body(source=FROM, to=TO, esm_class=0x40, data_coding=8, content=b"\x04\x1f",
                     reference=0xBEEF)  # fmt: skip

pdus = st.builds(
    Pdu, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1),
    st.binary(max_size=60),
)  # fmt: skip


class Numbers:
    """What smpplib wants of a client."""

    sequence = 7

    def next_sequence(self) -> int:
        return self.sequence


def smpplib_reads(pdu: Pdu) -> Any:
    return smpp.parse_pdu(pdu.encode(), client=Numbers(), allow_unknown_opt_params=True)


def test_smpplib_reads_our_submit() -> None:
    read = smpplib_reads(Pdu(4, 7, body=SUBMIT))
    assert (read.source_addr_ton, read.source_addr_npi, read.source_addr) == (5, 0, b"HOMEBANK")
    assert (read.dest_addr_ton, read.dest_addr_npi) == (1, 1)
    assert read.destination_addr == b"77000550001"
    assert (read.esm_class, read.data_coding, read.registered_delivery) == (0x40, 8, 1)
    assert (read.short_message, read.user_message_reference) == (b"\x04\x1f", 0xBEEF)


def test_smpplib_reads_our_bind() -> None:
    body = bind_body(system_id="homebank", password="loopback", system_type="BANK")
    read = smpplib_reads(Pdu(9, 7, body=body))
    assert (read.system_id, read.password, read.system_type) == (b"homebank", b"loopback", b"BANK")
    assert read.interface_version == 0x34


def test_we_read_the_receipt_that_smpplib_writes() -> None:
    made = smpp.make_pdu(
        "deliver_sm", client=Numbers(), source_addr="77000550001", destination_addr="HOMEBANK",
        source_addr_ton=1, source_addr_npi=1, dest_addr_ton=5, dest_addr_npi=0, esm_class=4,
        short_message=b"id:1F stat:DELIVRD", receipted_message_id="1F", message_state=2,
    )  # fmt: skip
    read = read_deliver(made.generate()[16:])
    assert (read.source, read.to, read.esm_class) == ("77000550001", "HOMEBANK", 4)
    assert read.content == b"id:1F stat:DELIVRD"
    assert read.options == {0x1E: b"1F\0", 0x427: b"\x02"}


@given(st.lists(pdus, max_size=8), st.randoms())
def test_packets_arrive_whole_from_any_pieces(sent: list[Pdu], random: Any) -> None:
    raw, stream, arrived = b"".join(pdu.encode() for pdu in sent), Stream(), []
    while raw:
        size = random.randint(1, len(raw))
        arrived += stream.feed(raw[:size])
        raw = raw[size:]
    assert arrived == sent


@pytest.mark.parametrize("length", [0, 1, 15, 64 * 1024 + 1, 2**31, 2**32 - 1])
def test_a_length_that_cannot_be_is_refused_before_anything_is_kept(length: int) -> None:
    with pytest.raises(Malformed):
        Stream().feed(struct.pack(">IIII", length, 5, 0, 1))


@given(st.binary(max_size=200))
def test_a_body_is_read_or_refused_and_nothing_else(body: bytes) -> None:
    for read in (read_deliver, read_message_id):
        try:
            read(body)
        except Malformed:
            continue


def test_a_packet_cut_anywhere_is_refused() -> None:
    from notifications.gateways.smpp_centre.wire import deliver_body

    body = deliver_body(source="7", to="H", esm_class=4, coding=0, content=b"id:1", options=b"")
    assert read_deliver(body).content == b"id:1"
    for size in range(len(body)):
        with pytest.raises(Malformed):
            read_deliver(body[:size])


def test_an_answer_without_a_body_has_no_id() -> None:
    assert read_message_id(b"") == ""
