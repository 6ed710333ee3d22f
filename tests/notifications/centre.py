"""An SMS centre on loopback that a test tells how to answer, and a gateway that speaks to it."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import httpx

from homebank.lib.ports import free_port
from notifications.gateways import GatewayError

PATIENCE = 8  # seconds of the gateways, as docs/messages.md writes it in HttpGateway


class HttpGateway:
    """Posts each message to the centre at SMS_CENTRE_URL. docs/messages.md shows this class."""

    def __init__(self) -> None:
        self._client = httpx.Client(base_url=os.environ["SMS_CENTRE_URL"], timeout=8)

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        message = {"to": to, "text": text, "id": str(reference)}
        try:
            answer = self._client.post("/send", json=message)
        except httpx.ConnectError:
            raise GatewayError("cannot connect") from None
        except httpx.HTTPError as reason:  # it may have been accepted all the same
            raise GatewayError(type(reason).__name__, uncertain=True) from None
        if answer.status_code == 200:
            return str(answer.json()["reference"])
        lost = answer.status_code < 300 or answer.status_code in (500, 502, 504)
        is_ours = answer.status_code == 400
        raise GatewayError(f"HTTP {answer.status_code}", permanent=is_ours, uncertain=lost)


class SecondGateway(HttpGateway):
    """The same to another centre, at SECOND_CENTRE_URL."""

    def __init__(self) -> None:
        self._client = httpx.Client(base_url=os.environ["SECOND_CENTRE_URL"], timeout=PATIENCE)


class TellingGateway(HttpGateway):
    """One that tells later what became of a message, and says 402 when its account is empty."""

    receipts = True

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        try:
            return super().send(to=to, text=text, reference=reference)
        except GatewayError as reason:
            reason.operator = str(reason) == "HTTP 402"
            raise


class WideGateway(HttpGateway):
    """One that takes ten at once, and waits for an answer as long as a test may hang."""

    window, patience = 10, 100

    def __init__(self) -> None:
        address = os.environ["SMS_CENTRE_URL"]
        self._client = httpx.Client(base_url=address, timeout=self.patience)


class Centre:
    """The centre: what it received, in order; the status it answers, after how many seconds.

    One that `loses` answers has accepted the message all the same; one that is `held` answers when
    the event is set. What is `planned` for a number of messages happens right after that one came.
    """

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.status, self.seconds, self.loses = 200, 0.0, False
        self.held: threading.Event | None = None
        self.planned: dict[int, Callable[[], object]] = {}
        self.at_once = self.most_at_once = 0
        self.counting = threading.Lock()
        self._port = free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def counts(self) -> Counter[str]:
        """How often each message, by its reference, was accepted."""
        return Counter(message["id"] for message in list(self.received))

    def open(self) -> None:
        """Listen, on the same port each time."""
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.centre = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening: connections are refused from now on."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128  # three windows knock at once
    centre: Centre


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    disable_nagle_algorithm = True  # or each answer waits 40 ms for a kernel's acknowledgement

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message["at"] = time.monotonic()
        centre, status = self.server.centre, self.server.centre.status
        if status == 200:
            with centre.counting:
                centre.received.append(message)
                plan = centre.planned.pop(len(centre.received), None)
            if plan:
                threading.Thread(target=plan).start()
        with centre.counting:
            centre.at_once += 1
            centre.most_at_once = max(centre.most_at_once, centre.at_once)
        time.sleep(centre.seconds)
        if held := centre.held:
            held.wait(300)
        with centre.counting:
            centre.at_once -= 1
        if centre.loses:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = json.dumps({"reference": f"c-{message['id']}"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_line: object) -> None:
        """The test says what matters."""
