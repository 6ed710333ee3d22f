"""The traffic of one session: a full window, pace, liveness, pieces and hostile packets."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from homebank.lib.gateways import GatewayError
from notifications.gateways.smpp import Smpp
from notifications.gateways.smpp.pace import Pace
from notifications.gateways.smpp_centre import wire
from tests.notifications.smpp_peers import Script, ThreadedCentre, accepted, together
from tests.notifications.test_smpp import IMPATIENT, PATIENT, Make, behaving, make, send, succeeds
from tests.system import wait_for

__all__ = ["make"]  # a fixture

NACK, ENQUIRE, ENQUIRE_RESP = 0x80000000, 0x15, 0x80000015
UUID0 = UUID(int=0)


@pytest.fixture
def slow() -> Iterator[ThreadedCentre]:
    """A centre as far as a real one: it answers after 50 ms."""
    opened = ThreadedCentre(latency=0.05)
    yield opened
    opened.close()


@pytest.fixture
def script() -> Iterator[Script]:
    opened = Script()
    yield opened
    opened.close()


@pytest.fixture
def bound(make: Make, script: Script) -> Smpp:
    """A gateway whose session the script has bound, by a first message."""
    return bind(make, script)


def bind(make: Make, script: Script, **patience: float) -> Smpp:
    gateway = make(script.url, patience=replace(PATIENT, **patience))
    with together(1, lambda _: send(gateway)) as answers:
        script.bind()
        script.say(accepted(script.read_submits(1)[0]))
        assert answers() == ["77"]
    return gateway


# The window


@pytest.mark.parametrize("window", [1, 4, 10])
def test_the_window_is_filled_and_never_passed(
    make: Make, slow: ThreadedCentre, window: int
) -> None:
    gateway = make(slow.url, window=window)
    speak = slow.fall_silent()
    with together(4 * window, lambda n: send(gateway, text=f"text {n}")) as answers:
        # However slowly they begin, all of them wait for the bind.
        wait_for(lambda: gateway._link and len(gateway._link._early) == 4 * window)
        speak()
        results = answers()
    assert not [r for r in results if isinstance(r, Exception)]
    assert sorted(slow.texts) == sorted(f"text {n}" for n in range(4 * window))
    assert slow.centre.seen.most_outstanding == window


def test_each_thread_gets_the_answer_to_its_own_message(make: Make, slow: ThreadedCentre) -> None:
    gateway = make(slow.url, window=20)
    with together(40, lambda n: send(gateway, text=f"text {n}")) as answers:
        ids = [int(str(each)) for each in answers()]
    told = {message.text: message.ids[0] for message in slow.centre.journal}
    assert ids == [told[f"text {n}"] for n in range(40)]


def test_answers_in_any_order_reach_their_threads(bound: Smpp, script: Script) -> None:
    with together(3, lambda n: bound.send(to=f"+7700000000{n}", text="x", reference=UUID0)) as got:
        asked = {wire.read_submit(body).to[-1]: n for _, n, body in map(read, [script] * 3)}
        for digit in ("2", "0", "1"):
            script.say(accepted(asked[digit], f"{digit}5"))
        assert got() == ["5", "15", "25"]


def read(script: Script) -> tuple[int, int, bytes]:
    return script.read()


def test_an_unanswered_submit_keeps_its_place_in_the_window_for_a_while(
    make: Make, slow: ThreadedCentre
) -> None:
    gateway = make(slow.url, window=1, patience=replace(IMPATIENT, send=3.0, forget=14.0))
    with pytest.raises(GatewayError) as silent:
        send(gateway, behaving(4))
    assert silent.value.uncertain
    with pytest.raises(GatewayError) as waited:
        send(gateway)
    assert not waited.value.uncertain
    assert str(waited.value) == "no place in the window in time"
    wait_for(lambda: succeeds(gateway))


def test_what_waits_for_the_window_is_certain_when_the_line_breaks(
    make: Make, slow: ThreadedCentre
) -> None:
    gateway = make(slow.url, window=2, patience=IMPATIENT)
    with together(6, lambda _: send(gateway, behaving(15))) as answers:
        wait_for(lambda: slow.centre.seen.outstanding == 2)
        slow.shut()
        fates = [each.uncertain for each in answers() if isinstance(each, GatewayError)]
    assert sorted(fates) == [False] * 4 + [True] * 2


def test_a_centre_killed_mid_window_gets_the_rest_when_it_is_back(
    make: Make, slow: ThreadedCentre
) -> None:
    gateway = make(slow.url, patience=IMPATIENT)
    with together(10, lambda _: succeeds_to(gateway, behaving(14))) as answers:
        wait_for(lambda: slow.centre.seen.outstanding > 0)
        slow.shut()
        answers()
    slow.open()
    wait_for(lambda: succeeds(gateway))


# The pace


def test_a_throttled_session_slows_down_and_recovers() -> None:
    pace, pauses = Pace(), []
    for _ in range(8):
        pace.slow_down()
        pauses.append(pace.pause)
    assert pauses == sorted(pauses)
    assert pauses[-1] == Pace.LONGEST
    for _ in range(60):
        pace.speed_up()
    assert pace.pause == 0


def test_after_throttling_submits_are_spaced(make: Make, slow: ThreadedCentre) -> None:
    gateway = make(slow.url)
    for _ in range(3):
        with pytest.raises(GatewayError) as refused:
            send(gateway, behaving(28))
        assert not refused.value.permanent
    before = time.monotonic()
    with together(4, lambda _: send(gateway)) as answers:
        assert not [each for each in answers() if isinstance(each, Exception)]
    assert time.monotonic() - before > 0.3


def test_a_centre_that_throttles_twice_takes_the_third(make: Make, slow: ThreadedCentre) -> None:
    gateway = make(slow.url)
    assert [succeeds_to(gateway, behaving(1)) for _ in range(3)] == [False, False, True]
    assert slow.centre.seen.statuses == {"0x58": 2, "0x00": 1}


def succeeds_to(gateway: Smpp, to: str) -> bool:
    try:
        return bool(send(gateway, to))
    except GatewayError:
        return False


# Whether the line lives


def test_enquire_link_is_answered(bound: Smpp, script: Script) -> None:
    script.say(wire.packet(ENQUIRE, 99))
    assert script.read() == (ENQUIRE_RESP, 99, b"")


def test_a_silent_line_is_asked_and_kept_while_it_answers(make: Make, script: Script) -> None:
    gateway = bind(make, script, idle=0.2)
    for _ in range(3):
        command, sequence, _ = script.read()
        assert command == ENQUIRE
        script.say(wire.packet(ENQUIRE_RESP, sequence))
    with together(1, lambda _: send(gateway)) as answers:
        command, sequence, _ = script.read()
        while command == ENQUIRE:
            script.say(wire.packet(ENQUIRE_RESP, sequence))
            command, sequence, _ = script.read()
        script.say(accepted(sequence, "78"))
        assert answers() == ["78"]


def test_a_dead_line_is_noticed_and_bound_again(make: Make, script: Script) -> None:
    bind(make, script, idle=1.0, dead=4.0)  # the first message is answered long before
    assert script.read()[0] == ENQUIRE
    with pytest.raises((EOFError, ConnectionResetError)):
        script.read()
    script.bind()


def test_both_sides_ask_and_answer(make: Make) -> None:
    centre = ThreadedCentre(enquire=0.1)
    try:
        gateway = make(centre.url, patience=IMPATIENT)
        send(gateway)
        wait_for(lambda: centre.centre.seen.enquiries_answered >= 2)
    finally:
        gateway.close()
        centre.close()


# Pieces


def test_answers_byte_by_byte_are_put_together(bound: Smpp, script: Script) -> None:
    with together(2, lambda _: send(bound)) as answers:
        for sequence in script.read_submits(2):
            for byte in accepted(sequence, "123"):
                script.say(bytes((byte,)))
                time.sleep(0.002)
        assert answers() == ["123", "123"]


def test_several_packets_in_one_piece_are_taken_apart(bound: Smpp, script: Script) -> None:
    with together(5, lambda _: send(bound)) as answers:
        sequences = script.read_submits(5)
        script.say(b"".join([wire.packet(ENQUIRE, 5), *map(accepted, sequences)]))
        assert answers() == ["77"] * 5


# A hostile peer


def hostile() -> dict[str, bytes]:
    unreadable = struct.pack("!4I", 16, 5, 0, 8)
    return {
        "a length of nothing": struct.pack("!4I", 0, 4, 0, 1),
        "a length of 4 GB": struct.pack("!4I", 2**32 - 1, 5, 0, 1),
        "a length below the header": struct.pack("!4I", 15, 5, 0, 1),
        "another protocol": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "an unknown request": wire.packet(0x0BAD, 3, body=b"\xff" * 50),
        "an unknown answer": wire.packet(0x80000BAD, 3, body=b"\xff" * 50),
        "an answer to nothing": accepted(4711),
        "a nack of nothing": wire.packet(NACK, 0, status=3),
        "a deliver_sm of nothing": unreadable,
        "a deliver_sm without an end": wire.packet(5, 8, body=b"\1" * 90),
        "an answer to a bind": wire.packet(0x80000009, 1, body=b"x\0"),
        "an alert": wire.packet(0x102, 3, body=b"\0" * 8),
        "zeros": b"\0" * 400,
    }


@pytest.mark.parametrize("kind", hostile())
def test_hostile_packets_neither_hang_nor_end_the_gateway(
    bound: Smpp, script: Script, kind: str
) -> None:
    script.say(hostile()[kind])
    with together(1, lambda _: answer_everything(script)):
        wait_for(lambda: succeeds(bound))
        script.close()


def answer_everything(script: Script) -> None:
    """A centre that goes on, on the old line or a new one, until the script is closed."""
    while True:
        try:
            command, sequence, _ = script.read()
            if command == wire.SUBMIT:
                script.say(accepted(sequence))
        except (EOFError, ConnectionError):
            script.bind()


def test_an_unknown_request_is_refused_by_name_and_the_line_kept(
    bound: Smpp, script: Script
) -> None:
    script.say(wire.packet(0x0BAD, 33))
    assert script.read() == (NACK, 33, b"")
    script.say(wire.packet(ENQUIRE, 34))
    assert script.read()[:2] == (ENQUIRE_RESP, 34)


def test_the_same_answer_twice_counts_once(bound: Smpp, script: Script) -> None:
    for answer in ("5", "6"):
        with together(1, lambda _: send(bound)) as answers:
            sequence = script.read_submits(1)[0]
            script.say(accepted(sequence, answer) + accepted(sequence, "999"))
            assert answers() == [answer]


def test_a_flood_of_questions_that_nobody_reads_does_not_fill_the_memory(
    bound: Smpp, script: Script
) -> None:
    flood = wire.packet(ENQUIRE, 1) * 1000
    assert script.say_until_full(flood) < 50_000_000


@pytest.mark.parametrize("number", [16, 17, 29])
def test_the_centres_own_nonsense_is_survived(
    make: Make, slow: ThreadedCentre, number: int
) -> None:
    gateway = make(slow.url, patience=IMPATIENT)
    succeeds_to(gateway, behaving(number))
    wait_for(lambda: succeeds(gateway))
