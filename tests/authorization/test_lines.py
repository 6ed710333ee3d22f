"""The host's lines: rubbish, half-open ones, many, TLS by certificate, and a graceful stop."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cards.authorization.host import LONGEST, Patience
from homebank.demo_bank.terminal import NoAnswer, Terminal
from homebank.lib.embedded import CHECKOUT
from homebank.lib.iso8583 import decode, encode
from homebank.lib.money import Money
from tests import environment
from tests.authorization.asking import balance, buy, buying
from tests.authorization.conftest import HASTY, RunningHost
from tests.people import Person
from tests.running.certificates import CA, make_certificate
from tests.system import wait_for

SMALL = 1_000_00


def lives(host: RunningHost) -> bool:
    with Terminal(host.port) as other:
        return other.ask(other.echo()).get(39) == "00"


def send_until_closed(line: Terminal, rubbish: list[bytes]) -> None:
    """The first of it may end the line; what was sent before the end may still be answered."""
    for raw in rubbish:
        line.send(len(raw).to_bytes(2, "big") + raw)
    for _ in range(100):
        assert line.ask(line.echo()).get(39) == "00"
        time.sleep(0.02)


def hear_until_closed(line: Terminal) -> None:
    while True:
        assert decode(line.hear()).get(39) == "00"


def test_rubbish_ends_its_line_and_never_the_host(host: RunningHost) -> None:
    random = Random(8583)
    for _ in range(30):
        rubbish = [random.randbytes(random.randrange(1, 200)) for _ in range(3)]
        with Terminal(host.port) as line, pytest.raises((NoAnswer, OSError)):
            send_until_closed(line, rubbish)
    assert lives(host)


def test_a_cut_message_that_says_who_asks_is_answered_as_a_format_error(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    whole = encode(buying(shop, anna, SMALL))
    answered = decode(shop.exchange(whole[:-5]))
    assert (answered.mti, answered.get(39)) == ("0110", "30")
    assert buy(shop, anna, SMALL) == "00"
    assert balance(anna).held == Money(SMALL)


def test_a_message_that_is_too_long_ends_the_line(host: RunningHost) -> None:
    with Terminal(host.port) as line:
        line.send((LONGEST + 1).to_bytes(2, "big"))
        with pytest.raises(NoAnswer):
            line.hear()
    assert lives(host)


def test_a_length_of_nothing_is_a_sign_of_life(shop: Terminal) -> None:
    shop.send(b"\x00\x00\x00\x00")
    assert shop.ask(shop.echo()).get(39) == "00"


def test_a_message_may_come_byte_by_byte(hosts: Callable[[Patience], RunningHost]) -> None:
    patient = hosts(replace(HASTY, message=20.0))
    with Terminal(patient.port) as line:
        raw = encode(line.echo())
        for byte in len(raw).to_bytes(2, "big") + raw:
            line.send(bytes([byte]))
        assert decode(line.hear()).get(39) == "00"


def test_half_a_message_is_waited_for_but_not_for_ever(host: RunningHost) -> None:
    with Terminal(host.port) as line:
        line.send(b"\x00\x50" + b"0100")
        with pytest.raises(NoAnswer):
            line.hear()
    assert lives(host)


def test_a_line_that_is_silent_is_closed(hosts: Callable[[Patience], RunningHost]) -> None:
    host = hosts(Patience(idle=0.5, message=0.5, send=1.0, stop=5.0))
    with Terminal(host.port) as line, pytest.raises(NoAnswer):
        line.hear()
    wait_for(partial(still_lives, host))


def still_lives(host: RunningHost) -> bool:
    """Whether a new line is served: a test that stands still for half a second loses it, too."""
    try:
        return lives(host)
    except (NoAnswer, OSError):
        return False


def test_a_hundred_lines_are_served_and_those_that_break_off_cost_nothing(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    lines = [socket.create_connection(("127.0.0.1", host.port), timeout=20) for _ in range(100)]
    for line in lines[::2]:
        line.sendall(b"\x00\x50half")
        line.close()
    assert buy(shop, anna, SMALL) == "00"
    for line in lines:
        line.close()


def test_messages_of_one_line_are_answered_together_and_told_apart(
    shop: Terminal, anna: Person
) -> None:
    asks = [buying(shop, anna, SMALL) for _ in range(20)]
    for asked in asks:
        raw = encode(asked)
        shop.send(len(raw).to_bytes(2, "big") + raw)
    heard = {decode(shop.hear()).get(11) for _ in asks}
    assert heard == {asked.get(11) for asked in asks}


@pytest.fixture
def process(rates: None) -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """`manage.py cardhost` as a process of its own, and the port it got."""
    started: list[subprocess.Popen[str]] = []

    def start(**more: str) -> tuple[subprocess.Popen[str], int]:
        host = subprocess.Popen(
            [sys.executable, "manage.py", "cardhost", "--port", "0", "--threads", "2"],
            cwd=CHECKOUT, env=environment.process_env(**more), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(host)
        assert host.stdout is not None
        said = host.stdout.readline()
        return host, int(said.split(":")[1].split()[0])

    yield start
    for host in started:
        host.kill()
        host.wait()
        assert host.stdout is not None
        host.stdout.close()


def test_the_command_serves_until_it_is_told_to_stop(
    process: Callable[..., tuple[subprocess.Popen[str], int]], anna: Person
) -> None:
    host, port = process()
    with Terminal(port) as line:
        assert buy(line, anna, SMALL) == "00"
        asks = [buying(line, anna, SMALL) for _ in range(5)]
        for asked in asks:
            raw = encode(asked)
            line.send(len(raw).to_bytes(2, "big") + raw)
        time.sleep(0.05)
        host.send_signal(signal.SIGTERM)
        with pytest.raises((NoAnswer, OSError)):
            hear_until_closed(line)
    assert host.wait(30) == 0
    assert balance(anna).held.minor % SMALL == 0


def test_with_certificates_only_who_shows_one_of_ours_is_heard(
    process: Callable[..., tuple[subprocess.Popen[str], int]], anna: Person, tmp_path: Path
) -> None:
    own, ours, theirs = (tmp_path / name for name in ("own", "ours", "theirs"))
    for folder, name in ((own, "localhost"), (ours, "shop"), (theirs, "shop")):
        folder.mkdir()
        make_certificate(folder, name)
    _host, port = process(
        HOMEBANK_CARDHOST_CERTIFICATE=str(own / "tls_certificate"),
        HOMEBANK_CARDHOST_KEY=str(own / "tls_key"), HOMEBANK_CARDHOST_CLIENTS=str(ours / CA),
    )  # fmt: skip

    def context(shown: Path | None) -> ssl.SSLContext:
        made = ssl.create_default_context(cafile=str(own / CA))
        if shown is not None:
            made.load_cert_chain(shown / "tls_certificate", shown / "tls_key")
        return made

    with Terminal(port, host="localhost", tls=context(ours)) as line:
        assert buy(line, anna, SMALL) == "00"
    for shown in (None, theirs):
        stranger = Terminal(port, host="localhost", tls=context(shown))
        with pytest.raises((NoAnswer, OSError)), stranger as line:
            line.ask(line.echo())
    with pytest.raises((NoAnswer, OSError)), Terminal(port) as line:
        line.ask(line.echo())


def test_without_certificates_it_listens_on_this_machine_only() -> None:
    with pytest.raises(CommandError, match="on 127"):
        call_command("cardhost", "--bind", "0.0.0.0", "--port", "0")


def test_half_of_the_certificates_are_refused() -> None:
    with override_settings(CARDHOST_CERTIFICATE="/nowhere"), pytest.raises(CommandError):
        call_command("cardhost", "--port", "0")
