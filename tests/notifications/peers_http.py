"""Providers of SMS on loopback that speak the forms of smsc.kz and Mobizon, moods included."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

BEYOND_32_BITS = 8_589_934_592
Handler = BaseHTTPRequestHandler


class Peer:
    """A provider: what it accepted, in order, and how it answers next.

    `mood` takes the place of an answer: a function that is given the handler. `error` is a code of
    the provider's own. `states` are what it says of a message, by its id.
    """

    def __init__(self) -> None:
        self.accepted: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.paths: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.mood: Callable[[Handler], None] | None = None
        self.error: int | None = None
        self.states: dict[str, Any] = {}
        self._ids = count(BEYOND_32_BITS)
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.peer = self
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop listening: connections are refused from now on."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, page: str, form: dict[str, str]) -> object:
        """What the provider says to a form at the last part of an address."""
        raise NotImplementedError

    def texts(self) -> list[str]:
        return [form.get("mes") or form.get("text") or "" for form in self.accepted]


class SmscKzPeer(Peer):
    """smsc.kz: an id of the client's own is its id; the same request in a minute is error 9."""

    def answer(self, page: str, form: dict[str, str]) -> object:
        if (form.get("login"), form.get("psw")) != ("house", "s3cret-psw"):
            return {"error": "authorise error", "error_code": 2}
        if page == "status.php":
            self.asked.append(form["id"])
            known = self.states.get(form["id"])
            return {"status": -3 if known is None else known, "last_timestamp": 1_795_300_000}
        if self.error is not None:
            return {"error": "no", "error_code": self.error}
        told = {name: form[name] for name in ("phones", "mes", "sender", "charset", "fmt", "id")}
        if told in self.accepted:
            return {"error": "duplicate request, wait a minute", "error_code": 9}
        self.accepted.append(told)
        self.states[form["id"]] = -1
        return {"id": form["id"], "cnt": 1}


class MobizonPeer(Peer):
    """Mobizon: its ids are larger than 32 bits, and written as texts."""

    def answer(self, page: str, form: dict[str, str]) -> object:
        if form.get("apiKey") != "kz-s3cret-key":
            return {"code": 8, "data": [], "message": "not signed in"}
        if page == "GetSMSStatus":
            wanted = form["ids[0]"]
            self.asked.append(wanted)
            known = self.states.get(wanted)
            rows = [] if known is None else [{"id": wanted, "status": known, "segNum": 1}]
            return {"code": 0, "data": rows, "message": ""}
        if self.error is not None:
            return {"code": self.error, "data": {"recipient": "wrong"}, "message": "no"}
        number = str(next(self._ids))
        names = ("recipient", "text", "from", "output", "api")
        self.accepted.append({name: form[name] for name in names})
        self.states[number] = "NEW"
        data = {"campaignId": "77", "messageId": number, "status": 2}
        return {"code": 0, "data": data, "message": ""}


def status(code: int) -> Callable[[Handler], None]:
    """An answer without content."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def says(body: bytes, **headers: str) -> Callable[[Handler], None]:
    """A 200 with this body."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        told = {
            "Content-Length": str(len(body)),
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        for name, value in told.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs_up(handler: Handler) -> None:
    """The request was read; the line goes dead."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(handler: Handler) -> None:
    """A byte a second, forever: each single read is in time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    try:
        for _second in range(30):
            handler.wfile.write(b" ")
            time.sleep(0.5)
    except OSError:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128  # three windows knock at once
    peer: Peer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    disable_nagle_algorithm = True  # or each answer waits 40 ms for a kernel's acknowledgement

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        peer, form = self.server.peer, dict(parse_qsl(body, keep_blank_values=True))
        peer.paths.append(self.path)
        peer.forms.append(form)
        page = urlsplit(self.path).path.rsplit("/", 1)[-1]
        if peer.mood is not None:
            peer.mood(self)
            return
        says(json.dumps(peer.answer(page, form)).encode())(self)

    def log_message(self, *_line: object) -> None:
        """The test says what matters."""
