"""The gateway over real sockets, against a centre: binds, the window, troubles, long texts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from homebank.lib.gateways import GatewayError
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from notifications.gateways.smpp import Smpp
from notifications.gateways.smpp.gateway import CODE
from notifications.gateways.smpp.session import Patience
from notifications.gateways.smpp_centre import wire
from notifications.texts import CODES, LANGUAGES, code_text
from tests.notifications.smpp_peers import Script, ThreadedCentre, accepted
from tests.notifications.test_gateways import TEXT, GatewayContract
from tests.system import wait_for

# What is to be answered may take its time, since a machine may stand still for seconds.
PATIENT = Patience(send=60.0, bind=60.0, forget=90.0, idle=60.0, dead=60.0, first_pause=0.05,
                   longest_pause=0.2, refused_pause=0.3, farewell=10.0)  # fmt: skip
# Where silence is to end a send, it ends soon; no other answer may be that late there.
IMPATIENT = replace(PATIENT, send=6.0, forget=8.0)
Make = Callable[..., Smpp]


@pytest.fixture
def make(settings: Any) -> Iterator[Make]:
    """Makes gateways to an address; all are closed after the test."""
    made: list[Smpp] = []

    def gateway(url: str, *, patience: Patience | None = None, window: int = 10) -> Smpp:
        settings.SMPP_URL, settings.SMPP_WINDOW = url, str(window)
        settings.SMPP_SYSTEM_TYPE, settings.SMS_SENDER = "BANK", "HOMEBANK"
        made.append(Smpp(patience=patience or PATIENT, take=lambda _receipt: None))
        return made[-1]

    yield gateway
    for each in made:
        each.close()


@pytest.fixture
def centre() -> Iterator[ThreadedCentre]:
    opened = ThreadedCentre()
    yield opened
    opened.close()


@pytest.fixture
def script() -> Iterator[Script]:
    opened = Script()
    yield opened
    opened.close()


@pytest.fixture
def gateway(make: Make, centre: ThreadedCentre) -> Smpp:
    return make(centre.url)


def send(gateway: Smpp, to: str = "+77001234567", text: str = TEXT) -> str:
    return gateway.send(to=to, text=text, reference=uuid7())


def refused(gateway: Smpp, to: str = "+77001234567", text: str = TEXT) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        send(gateway, to, text)
    return caught.value


def behaving(number: int) -> str:
    return f"+7701155{number:04d}"


@pytest.mark.django_db
class TestContract(GatewayContract):
    @pytest.fixture
    def gateway(self, make: Make, centre: ThreadedCentre, committed: None) -> Smpp:
        return make(centre.url)


def test_nothing_is_connected_before_the_first_message(make: Make, centre: ThreadedCentre) -> None:
    gateway = make(centre.url)
    time.sleep(0.1)
    assert centre.centre.sessions == []
    send(gateway)
    send(gateway)
    assert centre.centre.seen.binds == 1


def test_the_text_and_the_sender_arrive_as_they_were(gateway: Smpp, centre: ThreadedCentre) -> None:
    send(gateway)
    message = centre.centre.journal[0]
    assert (message.to, message.text, message.coding) == ("+77001234567", TEXT, 8)
    assert (message.sender, message.sender_ton, message.parts) == ("HOMEBANK", 5, 1)


def test_the_reference_travels_in_its_field(gateway: Smpp, centre: ThreadedCentre) -> None:
    reference = uuid7()
    gateway.send(to="+77001234567", text="hello", reference=reference)
    assert centre.centre.journal[0].options == {"0x0204": f"{reference.int & 0xFFFF:04x}"}


def test_a_centre_that_allows_no_options_gets_none(gateway: Smpp, centre: ThreadedCentre) -> None:
    assert send(gateway, behaving(33))
    assert send(gateway)
    assert [m.options for m in centre.centre.journal] == [{}, {}]
    assert centre.centre.seen.submits == 3


@pytest.mark.parametrize(("text", "parts"), [("Ғ" * 71, 2), ("Ғ" * 135, 3), ("z" * 161, 2)])
def test_a_long_text_is_one_message_of_several_parts(
    gateway: Smpp, centre: ThreadedCentre, committed: None, text: str, parts: int
) -> None:
    send(gateway, text=text)
    assert [(m.text, m.parts) for m in centre.centre.journal] == [(text, parts)]
    assert centre.centre.seen.submits == parts


def test_a_code_is_never_split(gateway: Smpp, centre: ThreadedCentre) -> None:
    reason = refused(gateway, text="482915: " + "Ғ" * 63)
    assert (reason.permanent, "482915" in str(reason)) == (True, False)
    assert centre.centre.seen.submits == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", CODES)
def test_every_text_of_a_code_is_known_for_one(purpose: str, language: str) -> None:
    text = code_text(purpose=purpose, language=language, code="482915", host="h",
                     amount=Money(100), payee="X", card_last4="6150", until="18:00")  # fmt: skip
    assert CODE.match(text)


def test_a_novel_is_refused(gateway: Smpp) -> None:
    assert refused(gateway, text="Ғ" * 700).permanent


# What the centre answers


@pytest.mark.parametrize(
    ("number", "permanent", "operator"),
    [(1, False, False), (2, False, False), (3, True, False), (24, False, True),
     (25, False, False), (26, False, False)],
)  # fmt: skip
def test_a_refusal_is_certain_and_says_who_can_help(
    gateway: Smpp, number: int, permanent: bool, operator: bool
) -> None:
    reason = refused(gateway, behaving(number))
    assert (reason.permanent, reason.operator) == (permanent, operator)
    assert not reason.uncertain
    assert "7701155" not in str(reason)


def test_silence_after_the_submit_is_uncertain(make: Make, centre: ThreadedCentre) -> None:
    gateway = make(centre.url, patience=IMPATIENT)
    reason = refused(gateway, behaving(4))
    assert (str(reason), reason.uncertain) == ("no answer in time", True)
    assert wait_for(lambda: succeeds(gateway))


def test_a_line_that_breaks_after_the_submit_is_uncertain(
    make: Make, centre: ThreadedCentre
) -> None:
    gateway = make(centre.url, patience=IMPATIENT)
    assert refused(gateway, behaving(13)).uncertain
    assert wait_for(lambda: succeeds(gateway))


def test_a_centre_that_forgot_the_bind_is_bound_again(make: Make, script: Script) -> None:
    gateway = make(script.url)
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(refused, gateway)
        script.bind()
        sequence = script.read_submits(1)[0]
        script.say(wire.packet(0x80000004, sequence, status=0x04))
        assert not sent.result().uncertain
    script.bind()


def test_an_accepted_message_without_an_id_is_accepted(gateway: Smpp) -> None:
    assert len(send(gateway, behaving(27))) == 36


def refused_for_sure(gateway: Smpp) -> bool:
    with pytest.raises(GatewayError) as gone:
        send(gateway)
    return not gone.value.uncertain


def succeeds(gateway: Smpp) -> bool:
    try:
        return bool(send(gateway))
    except GatewayError:
        return False


# Binds


@pytest.mark.parametrize(
    ("who", "word"),
    [("homebank:wrong", "0x0E: wrong password"), ("stranger:loopback", "0x0F"),
     ("refused:loopback", "0x0D: bind failed")],
)  # fmt: skip
def test_a_refused_bind_refuses_each_message_at_once_and_calls_the_operator(
    make: Make, centre: ThreadedCentre, caplog: Any, who: str, word: str
) -> None:
    url = f"smpp://{who}@127.0.0.1:{centre.port}"
    gateway = make(url, patience=replace(PATIENT, refused_pause=600.0))
    for _ in range(2):
        before = time.monotonic()
        reason = refused(gateway)
        assert time.monotonic() - before < PATIENT.send / 2
        assert (reason.operator, reason.permanent, reason.uncertain) == (True, False, False)
        assert word in str(reason)
    assert word in caplog.text
    assert [r.levelname for r in caplog.records if "bind" in r.message] == ["ERROR"]
    assert "wrong" not in caplog.text.replace("wrong password", "")


def test_a_mended_password_is_found_without_a_restart(make: Make, centre: ThreadedCentre) -> None:
    centre.centre.password = "another"
    gateway = make(centre.url)
    assert refused(gateway).operator
    centre.centre.password = "loopback"
    wait_for(lambda: succeeds(gateway))


def test_nobody_there_is_a_certain_refusal_within_a_moment(make: Make, script: Script) -> None:
    script.close()
    reason = refused(make(script.url))
    assert (reason.uncertain, reason.permanent) == (False, False)
    assert "Connection refused" in str(reason)


def test_a_centre_that_takes_the_line_and_says_nothing_is_a_certain_refusal(
    make: Make, script: Script
) -> None:
    patience = replace(PATIENT, bind=1.0)
    reason = refused(make(script.url, patience=patience))
    assert (str(reason), reason.uncertain) == ("no answer to bind_transceiver", False)


def test_a_lost_centre_is_bound_again(make: Make, centre: ThreadedCentre) -> None:
    gateway = make(centre.url, patience=replace(PATIENT, send=20.0))
    send(gateway)
    centre.shut()
    wait_for(lambda: refused_for_sure(gateway))  # until then one may be on its way
    centre.open()
    wait_for(lambda: centre.centre.seen.binds == 1)  # by itself: receipts may wait there
    assert send(gateway)


def test_an_unbind_by_the_centre_is_answered_and_bound_again(make: Make, script: Script) -> None:
    gateway = make(script.url)
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(send, gateway)
        script.bind()
        script.say(accepted(script.read_submits(1)[0]))
        assert sent.result() == "77"
    script.say(bytes.fromhex("00000010 00000006 00000000 00000009"))
    assert script.read()[:2] == (0x80000006, 9)
    script.bind()


def test_the_end_of_a_process_unbinds(gateway: Smpp, centre: ThreadedCentre) -> None:
    send(gateway)
    gateway.close()
    assert (centre.centre.seen.unbinds, centre.centre.seen.lost) == (1, 0)
    assert send(gateway)


def test_a_forked_child_binds_for_itself_and_leaves_the_parents_line_alone(
    gateway: Smpp, centre: ThreadedCentre
) -> None:
    send(gateway)
    child = os.fork()
    if not child:
        os._exit(0 if succeeds(gateway) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert send(gateway)
    assert centre.centre.seen.binds == 2
    assert len(centre.texts) == 3
