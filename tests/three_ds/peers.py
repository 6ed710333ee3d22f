"""A peer's server on loopback: it takes results, or refuses, garbles or keeps silent."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """What the server was told, and how it answers: `take`, `refuse`, `garble`, `other`, `hang`."""

    mood: str = "take"
    results: list[dict[str, Any]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)


class PeerServer(ThreadingHTTPServer):
    """The server; `address` is what stands in a peer's record."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard = Heard()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/results"

    def stop(self) -> None:
        self.heard.let_go.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One RReq answered."""

    server: PeerServer

    def do_POST(self) -> None:
        heard = self.server.heard
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        heard.results.append(told)
        heard.bearers.append(self.headers.get("Authorization", ""))
        if heard.mood == "hang":
            heard.let_go.wait()
            return
        status, body = _answer(heard.mood, told)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        """Keep quiet."""


def _answer(mood: str, told: dict[str, Any]) -> tuple[int, bytes]:
    if mood == "refuse":
        return 503, b""
    if mood == "garble":
        return 200, b"<html>"
    kept = {name: told[name] for name in ("threeDSServerTransID", "acsTransID", "dsTransID",
                                          "messageVersion")}  # fmt: skip
    rres = {"messageType": "RRes", "resultsStatus": "01", **kept}
    if mood == "other":
        rres["acsTransID"] = rres["dsTransID"]
    return 200, json.dumps(rres).encode()
