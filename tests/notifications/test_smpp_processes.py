"""The gateway against other processes: the centre killed and back, a third party's server, TLS."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from homebank.lib.gateways import GatewayError
from homebank.lib.ids import uuid7
from homebank.lib.ports import free_port
from notifications.gateways import ReceiptState
from notifications.gateways.smpp import Smpp
from notifications.gateways.smpp.receipt import DeliveryReceipt
from tests import environment
from tests.notifications.smpp_peers import ThreadedCentre
from tests.notifications.test_gateways import TEXT
from tests.notifications.test_smpp import PATIENT, Make, make, refused_for_sure, send, succeeds
from tests.running.certificates import CA, make_certificate
from tests.system import wait_for

__all__ = ["make"]  # a fixture

Start = Callable[[], "subprocess.Popen[str]"]


@contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A Python process with these arguments, killed at the end."""
    run = subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=environment.checkout(),
        env=environment.process_env(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout
    try:
        yield run
    finally:
        run.kill()
        run.wait()
        run.stdout.close()


@contextmanager
def centre_process(port: int, page: int) -> Iterator[subprocess.Popen[str]]:
    """`manage.py smscsim`, listening."""
    with process("manage.py", "smscsim", "--port", port, "--page", page) as run:
        assert run.stdout
        while "centre on" not in run.stdout.readline():
            assert run.poll() is None
        yield run


def page_of(port: int) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_a_centre_that_is_killed_and_comes_back_gets_messages_again(make: Make) -> None:
    port, page = free_port(), free_port()
    gateway = make(f"smpp://homebank:loopback@127.0.0.1:{port}")
    with centre_process(port, page):
        assert send(gateway)
        assert [m["text"] for m in page_of(page)["journal"]] == [TEXT]
    assert wait_for(lambda: refused_for_sure(gateway))  # until then one may be on its way
    with centre_process(port, page):
        assert wait_for(lambda: succeeds(gateway))
        assert page_of(page)["bound"] == 1


def test_the_centre_says_when_its_port_is_taken(make: Make) -> None:
    port = free_port()
    with centre_process(port, free_port()):
        second = subprocess.run(
            [sys.executable, "manage.py", "smscsim", "--port", str(port)], check=False,
            cwd=environment.checkout(), env=environment.process_env(), capture_output=True,
            text=True, timeout=120,
        )  # fmt: skip
    assert second.returncode == 1
    assert "cannot listen: " in second.stderr
    assert "Traceback" not in second.stderr


# A server of a third party


@pytest.mark.requirement("NTF-01", "SMPP 3.4", kind="socket")
def test_a_server_that_we_did_not_write_takes_a_message_and_tells_its_fate(settings: Any) -> None:
    port, told = free_port(), list[DeliveryReceipt]()
    settings.SMPP_URL, settings.SMS_SENDER = f"smpp://homebank:loopback@127.0.0.1:{port}", "POSTKZ"
    script = Path(__file__).with_name("smpp_thirdparty.py")
    with process(script, port) as server:
        hear(server)
        gateway = Smpp(patience=PATIENT, take=told.append)
        reference = gateway.send(to="+77001234567", text=TEXT, reference=uuid7())
        assert hear(server) == {"bind": "homebank", "good": True}
        assert hear(server) == {"sender": "POSTKZ", "to": "77001234567", "text": TEXT}
        receipt = wait_for(lambda: told[0] if told else None)
        assert (receipt.state, receipt.word) == (ReceiptState.DELIVERED, "DELIVRD")
        assert reference in receipt.message_ids
        gateway.close()
        assert hear(server) == {"unbind": "homebank"}


def test_a_server_that_we_did_not_write_refuses_a_wrong_password(make: Make) -> None:
    port = free_port()
    with process(Path(__file__).with_name("smpp_thirdparty.py"), port) as server:
        hear(server)
        with pytest.raises(GatewayError) as refused:
            send(make(f"smpp://homebank:wrong@127.0.0.1:{port}"))
    assert (refused.value.operator, refused.value.uncertain) == (True, False)


def hear(server: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line that the server tells."""
    assert server.stdout
    line: dict[str, Any] = json.loads(server.stdout.readline())
    return line


# TLS


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedCentre]:
    """A centre behind TLS whose authority this process trusts."""
    make_certificate(tmp_path, "localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "tls_certificate", tmp_path / "tls_key")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / CA))
    opened = ThreadedCentre(tls=context)
    yield opened
    opened.close()


def test_messages_go_through_tls(make: Make, sealed: ThreadedCentre) -> None:
    gateway = make(f"smpps://homebank:loopback@localhost:{sealed.port}")
    assert send(gateway)
    assert sealed.texts == [TEXT]


@pytest.mark.parametrize(("host", "trusted"), [("127.0.0.1", True), ("localhost", False)])
def test_a_certificate_of_another_or_of_nobody_is_refused(
    make: Make, sealed: ThreadedCentre, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool
) -> None:
    if not trusted:
        monkeypatch.delenv("SSL_CERT_FILE")
    gateway = make(f"smpps://homebank:loopback@{host}:{sealed.port}")
    with pytest.raises(GatewayError) as refused:
        send(gateway)
    assert not refused.value.uncertain
    assert "certificate" in str(refused.value)
    assert sealed.texts == []
