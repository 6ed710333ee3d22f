"""smsc.kz and Mobizon over real sockets: their forms, every code of theirs, and bad answers."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from homebank.lib.ids import uuid7
from homebank.lib.ports import free_port
from notifications.gateways import GatewayError, Receipt, ReceiptState, SmsGateway, http
from notifications.gateways.mobizon import Mobizon
from notifications.gateways.smsc_kz import SmscKz
from tests.notifications.conftest import any_phone
from tests.notifications.contract import TEXT, GatewayContract, send_one
from tests.notifications.peers_http import (
    BEYOND_32_BITS,
    Handler,
    MobizonPeer,
    Peer,
    SmscKzPeer,
    drips,
    hangs_up,
    says,
    status,
)

SECRETS = ("s3cret-psw", "kz-s3cret-key", "s3cret-api-key")
DELIVERED, ON_THE_WAY = ReceiptState.DELIVERED, ReceiptState.ON_THE_WAY
UNDELIVERED, UNKNOWN = ReceiptState.UNDELIVERED, ReceiptState.UNKNOWN
CERTAIN, UNCERTAIN, PERMANENT, OPERATOR = (
    (False, False, False), (False, True, False), (True, False, False), (False, False, True),
)  # fmt: skip


@contextmanager
def opened(peer: Peer) -> Iterator[None]:
    peer.open()
    yield
    peer.close()


@pytest.fixture
def smsc(settings: Any) -> Iterator[SmscKzPeer]:
    peer = SmscKzPeer()
    with opened(peer):
        settings.SMSC_KZ_URL, settings.SMS_SENDER = f"{peer.url}/sys", "POSTKZ"
        settings.SMSC_KZ_LOGIN, settings.SMSC_KZ_PASSWORD = "house", "s3cret-psw"
        yield peer


@pytest.fixture
def mobizon(settings: Any) -> Iterator[MobizonPeer]:
    peer = MobizonPeer()
    with opened(peer):
        settings.MOBIZON_URL, settings.SMS_SENDER = f"{peer.url}/service", "POSTKZ"
        settings.MOBIZON_API_KEY = "kz-s3cret-key"
        yield peer


def refusal(gateway: SmsGateway) -> GatewayError:
    with pytest.raises(GatewayError) as refused:
        send_one(gateway)
    assert not any(secret in str(refused.value) for secret in (*SECRETS, "482915"))
    return refused.value


def bits(error: GatewayError) -> tuple[bool, bool, bool]:
    return error.permanent, error.uncertain, error.operator


class TestSmscKz(GatewayContract):
    @pytest.fixture
    def gateway(self, smsc: SmscKzPeer) -> SmsGateway:
        return SmscKz()

    @pytest.fixture
    def broken(self, settings: Any) -> SmsGateway:
        settings.SMSC_KZ_URL = f"http://127.0.0.1:{free_port()}/sys"
        return SmscKz()


class TestMobizon(GatewayContract):
    @pytest.fixture
    def gateway(self, mobizon: MobizonPeer) -> SmsGateway:
        return Mobizon()

    @pytest.fixture
    def broken(self, settings: Any) -> SmsGateway:
        settings.MOBIZON_URL = f"http://127.0.0.1:{free_port()}/service"
        return Mobizon()


@pytest.mark.requirement("NTF-01", "smsc.kz", kind="socket")
def test_smsc_kz_gets_its_form_and_no_secret_in_the_address(smsc: SmscKzPeer) -> None:
    reference = uuid7()
    told = SmscKz().send(to="+77000000012", text=TEXT, reference=reference)
    assert told == str(reference)
    assert smsc.accepted == [
        {"phones": "77000000012", "mes": TEXT, "sender": "POSTKZ", "charset": "utf-8",
         "fmt": "3", "id": told}
    ]  # fmt: skip
    assert smsc.paths == ["/sys/send.php"]


@pytest.mark.requirement("NTF-01", "Mobizon", kind="socket")
def test_mobizon_gets_its_form_and_its_long_id_is_kept_whole(mobizon: MobizonPeer) -> None:
    told = Mobizon().send(to="+77000000012", text=TEXT, reference=uuid7())
    assert told == str(BEYOND_32_BITS)
    assert mobizon.accepted == [
        {"recipient": "77000000012", "text": TEXT, "from": "POSTKZ", "output": "json", "api": "v1"}
    ]
    assert mobizon.paths == ["/service/Message/SendSmsMessage"]


def test_an_id_that_smsc_kz_makes_itself_is_kept_whole(smsc: SmscKzPeer) -> None:
    smsc.mood = says(b'{"id": 8589934593, "cnt": 1}')
    assert send_one(SmscKz()) == "8589934593"


@pytest.mark.parametrize(
    ("code", "kind"),
    [(1, PERMANENT), (2, OPERATOR), (3, OPERATOR), (4, OPERATOR), (5, PERMANENT), (6, CERTAIN),
     (7, PERMANENT), (8, PERMANENT), (9, UNCERTAIN), (0, UNCERTAIN), (77, UNCERTAIN)],
)  # fmt: skip
def test_every_error_of_smsc_kz_is_judged(
    smsc: SmscKzPeer, code: int, kind: tuple[bool, ...]
) -> None:
    smsc.error = code
    error = refusal(SmscKz())
    assert bits(error) == kind
    assert str(error).startswith(f"error {code}")


@pytest.mark.parametrize(
    ("code", "kind"),
    [(1, PERMANENT), (2, UNCERTAIN), (3, UNCERTAIN), (4, OPERATOR), (5, OPERATOR), (6, OPERATOR),
     (8, OPERATOR), (9, OPERATOR), (11, PERMANENT), (12, PERMANENT), (13, OPERATOR),
     (14, OPERATOR), (999, UNCERTAIN)],
)  # fmt: skip
def test_every_code_of_mobizon_is_judged(
    mobizon: MobizonPeer, code: int, kind: tuple[bool, ...]
) -> None:
    mobizon.error = code
    assert bits(refusal(Mobizon())) == kind


@pytest.mark.parametrize(
    ("field", "kind"), [("from", OPERATOR), ("text", PERMANENT), ("params", CERTAIN)]
)
def test_which_field_mobizon_refuses_makes_a_difference(
    mobizon: MobizonPeer, field: str, kind: tuple[bool, ...]
) -> None:
    mobizon.mood = says(b'{"code": 1, "data": {"%s": "wrong"}}' % field.encode())
    assert bits(refusal(Mobizon())) == kind


def test_a_repeated_request_counts_as_accepted_only_where_our_message_is_found(
    smsc: SmscKzPeer,
) -> None:
    message: dict[str, Any] = {"to": any_phone(), "text": TEXT, "reference": uuid7()}
    first = SmscKz().send(**message)
    assert SmscKz().send(**message) == first
    assert smsc.asked == [first]
    smsc.states.clear()
    with pytest.raises(GatewayError) as refused:
        SmscKz().send(**message)
    assert bits(refused.value) == UNCERTAIN


@pytest.mark.parametrize(
    ("said", "state"),
    [(-1, ON_THE_WAY), (0, ON_THE_WAY), (1, DELIVERED), (2, DELIVERED), (3, UNDELIVERED),
     (20, UNDELIVERED), (22, UNDELIVERED), (23, UNDELIVERED), (24, UNDELIVERED),
     (25, UNDELIVERED), (-3, UNKNOWN), (4, UNKNOWN), (200, UNKNOWN)],
)  # fmt: skip
def test_every_status_of_smsc_kz_is_read(smsc: SmscKzPeer, said: int, state: ReceiptState) -> None:
    smsc.states["77"] = said
    receipt = SmscKz().ask_receipt(to="+77000000012", gateway_reference="77")
    assert receipt is not None
    assert receipt.state == state
    assert receipt.word.startswith(str(said))
    assert receipt.at is not None
    assert receipt.at.isoformat() == "2026-11-21T22:26:40+00:00"


@pytest.mark.parametrize(
    ("said", "state"),
    [("NEW", ON_THE_WAY), ("ENQUEUD", ON_THE_WAY), ("ACCEPTD", ON_THE_WAY),
     ("PDLIVRD", ON_THE_WAY), ("DELIVRD", DELIVERED), ("UNDELIV", UNDELIVERED),
     ("REJECTD", UNDELIVERED), ("EXPIRED", UNDELIVERED), ("DELETED", UNDELIVERED),
     ("DELIVERED_MAYBE", UNKNOWN), ("", UNKNOWN)],
)  # fmt: skip
def test_every_status_of_mobizon_is_read(
    mobizon: MobizonPeer, said: str, state: ReceiptState
) -> None:
    mobizon.states["8589934592"] = said
    receipt = Mobizon().ask_receipt(to="+77000000012", gateway_reference="8589934592")
    assert receipt == Receipt(state, said)


def test_a_status_of_another_message_is_none_of_ours(mobizon: MobizonPeer) -> None:
    mobizon.mood = says(b'{"code": 0, "data": [{"id": "8", "status": "DELIVRD"}]}')
    assert Mobizon().ask_receipt(to="+77000000012", gateway_reference="9") is None


BAD_ANSWERS = {
    "empty": (says(b""), UNCERTAIN),
    "no JSON": (says(b"<html>busy</html>"), UNCERTAIN),
    "a list": (says(b"[]"), UNCERTAIN),
    "a deep list": (says(b"[" * 60_000), UNCERTAIN),
    "nothing in it": (says(b"{}"), UNCERTAIN),
    "no id": (says(b'{"code": 0, "data": {}, "cnt": 1}'), UNCERTAIN),
    "a strange id": (says(b'{"code": 0, "data": {"messageId": {}}, "id": [1]}'), UNCERTAIN),
    "too long": (says(b" " * 70_000), UNCERTAIN),
    "packed": (says(b"\x1f\x8b", Content_Encoding="gzip"), UNCERTAIN),
    "a dead line": (hangs_up, UNCERTAIN),
    "HTTP 202": (status(202), UNCERTAIN),
    "HTTP 204": (status(204), UNCERTAIN),
    "HTTP 500": (status(500), UNCERTAIN),
    "HTTP 504": (status(504), UNCERTAIN),
    "HTTP 503": (status(503), CERTAIN),
    "HTTP 429": (status(429), CERTAIN),
    "HTTP 401": (status(401), OPERATOR),
    "HTTP 302": (status(302), OPERATOR),
    "HTTP 400": (status(400), PERMANENT),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
@pytest.mark.parametrize("maker", [SmscKz, Mobizon])
def test_an_answer_that_proves_nothing_is_uncertain_and_a_door_that_lets_nobody_in_is_not(
    smsc: SmscKzPeer, mobizon: MobizonPeer, maker: Callable[[], SmsGateway], name: str
) -> None:
    smsc.mood, kind = BAD_ANSWERS[name]
    mobizon.mood = smsc.mood
    assert bits(refusal(maker())) == kind


def test_a_provider_that_drips_is_left_at_the_deadline(
    smsc: SmscKzPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SECONDS", 1.0)
    smsc.mood = drips
    before = time.monotonic()
    assert bits(refusal(SmscKz())) == UNCERTAIN
    assert time.monotonic() - before < 14  # of the fifteen that it drips


def test_a_name_that_nobody_resolves_holds_nobody_past_the_deadline(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMSC_KZ_URL, settings.SMSC_KZ_API_KEY = "https://sms.invalid/sys", "s3cret-api-key"
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.5)
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found.wait(60))
    before = time.monotonic()
    assert bits(refusal(SmscKz())) == CERTAIN
    assert time.monotonic() - before < 30
    found.set()


def test_a_repeated_request_and_the_question_after_it_share_one_deadline(
    smsc: SmscKzPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SECONDS", 1.0)

    def says_nine_slowly(handler: Handler) -> None:
        time.sleep(0.8)
        smsc.mood = says_that_it_knows_the_message_slowly
        says(b'{"error": "duplicate", "error_code": 9}')(handler)

    def says_that_it_knows_the_message_slowly(handler: Handler) -> None:
        time.sleep(0.8)  # in time for a second deadline, too late for the first
        says(b'{"status": 1, "last_timestamp": 1795300000}')(handler)

    smsc.mood = says_nine_slowly
    assert bits(refusal(SmscKz())) == UNCERTAIN


def test_no_deadline_is_longer_than_a_gateway_may_take() -> None:
    assert http.CONNECT_SECONDS < http.SECONDS < 10


@pytest.mark.parametrize("maker", [SmscKz, Mobizon])
def test_no_secret_and_no_text_reaches_the_log(
    smsc: SmscKzPeer, mobizon: MobizonPeer, maker: Callable[[], SmsGateway],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    send_one(maker())
    smsc.mood = mobizon.mood = status(500)
    refusal(maker())
    logged = caplog.text
    assert not any(word in logged for word in (*SECRETS, "482915", "482 915"))


def test_an_api_key_takes_the_place_of_login_and_password(smsc: SmscKzPeer, settings: Any) -> None:
    settings.SMSC_KZ_API_KEY = "s3cret-api-key"
    smsc.mood = says(b'{"id": 7, "cnt": 1}')
    assert send_one(SmscKz()) == "7"
    assert SmscKz.missing_settings() == []
    assert (smsc.forms[0]["apikey"], "login" in smsc.forms[0]) == ("s3cret-api-key", False)
    assert smsc.paths == ["/sys/send.php"]


def test_a_gateway_without_its_secrets_says_which_it_needs(settings: Any) -> None:
    settings.SMSC_KZ_LOGIN = settings.SMSC_KZ_PASSWORD = settings.SMSC_KZ_API_KEY = ""
    settings.MOBIZON_API_KEY = ""
    assert SmscKz.missing_settings() == ["HOMEBANK_SMSC_KZ_API_KEY"]
    assert Mobizon.missing_settings() == ["HOMEBANK_MOBIZON_API_KEY"]
