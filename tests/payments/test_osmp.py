"""OSMP against the real simulator, and against servers that misbehave on a socket."""

import gzip
import itertools
import socket
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import LONGEST_TEXT, BillerRefused, Order
from payments.billers.osmp import OsmpBiller
from payments.billers.simulator import PATH, SLOW_SECONDS
from tests.payments.conftest import Billers, Server, plain

numbers = itertools.count(900_000_000_001)
AT = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


def order(address: str, account: str = "7010000100", *, seconds: float = 5, **more: int) -> Order:
    amount = Money(more.get("minor", 150_050))
    number = more.get("number") or next(numbers)
    return Order(address, number, account, amount, AT, timedelta(seconds=seconds))


def ending(billers: Billers, digits: str, **more: int) -> Order:
    return order(billers.url + PATH, f"700000{digits}", **more)


def answer(number: int, inside: str = "<result>0</result>") -> bytes:
    return plain(f"<response><osmp_txn_id>{number}</osmp_txn_id>{inside}</response>".encode())


def test_a_known_account_is_checked_and_paid_once(billers: Billers) -> None:
    ours = ending(billers, "0100")
    OsmpBiller().check(ours)
    first, again = OsmpBiller().pay(ours), OsmpBiller().pay(ours)
    assert first.number == again.number != ""
    assert len(billers.credited(ours.number)) == 1


def test_the_question_has_the_protocols_fields(billers: Billers) -> None:
    ours = ending(billers, "0100", minor=100_000)
    OsmpBiller().pay(ours)
    assert billers.asked(ours.number, "pay") == [
        {"command": "pay", "txn_date": "20261122003000", "txn_id": str(ours.number),
         "account": "7000000100", "sum": "1000.00"}
    ]  # fmt: skip


@pytest.mark.parametrize(("digits", "code"), [("0002", "no-account"), ("0011", "inactive")])
def test_a_final_code_is_a_refusal_with_its_name(billers: Billers, digits: str, code: str) -> None:
    with pytest.raises(BillerRefused) as refused:
        OsmpBiller().check(ending(billers, digits))
    assert refused.value.code == code
    assert refused.value.permanent


@pytest.mark.parametrize("digits", ["0001", "0006", "0008", "0010", "0014"])
def test_what_proves_nothing_is_asked_again(billers: Billers, digits: str) -> None:
    with pytest.raises(GatewayError) as troubled:
        OsmpBiller().pay(ending(billers, digits))
    assert not troubled.value.permanent


def test_an_answer_without_the_extras_is_taken(billers: Billers) -> None:
    accepted = OsmpBiller().pay(ending(billers, "0015"))
    assert (accepted.number, accepted.comment) == ("", "")


def test_a_strangers_text_is_cut_and_has_no_direction_marks(billers: Billers) -> None:
    comment = OsmpBiller().pay(ending(billers, "0013")).comment
    assert len(comment) == LONGEST_TEXT
    assert "\u202e" not in comment


def test_the_time_limit_holds_for_a_slow_biller(billers: Billers) -> None:
    began = time.monotonic()
    with pytest.raises(GatewayError, match="no answer in 1 seconds"):
        OsmpBiller().check(order(billers.url + PATH, "7000000003", seconds=1))
    assert time.monotonic() - began < SLOW_SECONDS


def test_the_time_limit_holds_for_a_name_that_nobody_resolves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found.wait(60))
    before = time.monotonic()
    with pytest.raises(GatewayError, match="no answer in 1 seconds"):
        OsmpBiller().check(order("https://pay.invalid/payment_app.cgi", seconds=1))
    assert time.monotonic() - before < 30
    found.set()


def test_the_time_limit_holds_for_a_server_that_drips_bytes() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        peer, _address = listener.accept()
        with peer:
            for _ in range(100):
                time.sleep(0.1)
                try:
                    peer.sendall(b"H")
                except OSError:
                    return

    threading.Thread(target=drip, daemon=True).start()
    with listener, pytest.raises(GatewayError, match="no answer in 1"):
        OsmpBiller().check(order(f"http://127.0.0.1:{listener.getsockname()[1]}/", seconds=1))


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    b"<response><result>0</result><comment>&b;</comment></response>"
)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * 100_000,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\xff\xfe\x00<",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BOMB,
        answer(1),
        answer(777, "<result>zero</result>"),
        answer(777, "<result>٠</result>"),
        answer(777, "<result>999</result>"),
        answer(777, ""),
        answer(777, "<result>0</result><sum>1.00</sum>"),
        answer(778, "<result>300</result>"),
    ],
)
def test_rubbish_is_never_an_answer(server: Server, reply: bytes) -> None:
    with pytest.raises(GatewayError) as troubled:
        OsmpBiller().pay(order(server(reply), number=777))
    assert not troubled.value.permanent


@pytest.mark.parametrize(
    "encoding", ["foo", "base64", "mbcs", "oem", "rot13", "undefined", "punycode", "utf-32", "big5"]
)
def test_an_encoding_that_nobody_knows_is_no_answer(server: Server, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><response/>'.encode()
    with pytest.raises(GatewayError, match="no XML in the answer") as troubled:
        OsmpBiller().pay(order(server(plain(xml)), number=777))
    assert not troubled.value.permanent


PACKED = gzip.compress(gzip.compress(bytes(32 << 20)))


def packed(body: bytes, *how: bytes) -> bytes:
    said = b"".join(b"Content-Encoding: %s\r\n" % each for each in how)
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (said, len(body), body)


@pytest.mark.parametrize("how", [[b"gzip, gzip"], [b"gzip", b"gzip"], [b"GZIP,identity, gzip"]])
def test_a_bomb_is_not_unpacked(server: Server, how: list[bytes]) -> None:
    address = server(packed(PACKED, *how))
    tracemalloc.start()
    try:
        with pytest.raises(GatewayError, match="a packed answer") as troubled:
            OsmpBiller().pay(order(address, number=777))
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
    assert not troubled.value.permanent


@pytest.mark.parametrize("how", [b"gzip", b"deflate", b"br", b"x-unheard-of", b"\xff"])
def test_a_packed_answer_proves_nothing(server: Server, how: bytes) -> None:
    _headers, _blank, xml = answer(777).partition(b"\r\n\r\n")
    with pytest.raises(GatewayError, match="a packed answer") as troubled:
        OsmpBiller().pay(order(server(packed(gzip.compress(xml), how)), number=777))
    assert not troubled.value.permanent


def test_a_plain_answer_may_say_that_it_is_plain(server: Server) -> None:
    _headers, _blank, xml = answer(777).partition(b"\r\n\r\n")
    OsmpBiller().pay(order(server(packed(xml, b"Identity")), number=777))


def test_the_biller_is_asked_for_a_plain_answer() -> None:
    heard: list[bytes] = []

    def listen(listener: socket.socket) -> None:
        peer, _address = listener.accept()
        with peer:
            heard.append(peer.recv(65536))
            peer.sendall(answer(777))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=listen, args=(listener,), daemon=True).start()
        OsmpBiller().check(order(f"http://127.0.0.1:{listener.getsockname()[1]}/", number=777))
    assert b"\r\naccept-encoding: identity\r\n" in heard[0].lower()


def test_a_closed_port_is_silence() -> None:
    with pytest.raises(GatewayError, match="ConnectError"):
        OsmpBiller().pay(order("http://127.0.0.1:9/"))


def test_the_holders_name_is_read_from_the_fields(server: Server) -> None:
    fields = '<result>0</result><fields><field1 name="FIO" type="disp">К*** А***</field1></fields>'
    assert OsmpBiller().check(order(server(answer(777, fields)), number=777)).holder == "К*** А***"


@pytest.mark.parametrize("told", ["1500.50", "1500,50", "1500.5"])
def test_the_same_sum_in_another_spelling_is_the_same(server: Server, told: str) -> None:
    reply = answer(777, f"<result>0</result><prv_txn>12</prv_txn><sum>{told}</sum>")
    assert OsmpBiller().pay(order(server(reply), number=777)).number == "12"
