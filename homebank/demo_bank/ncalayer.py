"""A stand-in for NCALayer on loopback, for the demo and the tests: `python -m` this module.

It speaks as much of RFC 6455 and of `kz.gov.pki.knca.basics` as a page needs to have a text signed,
and signs at once, with the key that `manage.py demo_key` chose. It holds keys of a demo only.
"""

import argparse
import base64
import hashlib
import http.client
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from homebank.lib.demo_authority import read_key

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
LONGEST = 256 * 1024
HELLO = {"result": {"version": "1.4 (stand-in of a demo)"}}
NOTHING_SIGNED: dict[str, Any] = {"status": True, "body": {}}


class NcaLayer(ThreadingTCPServer):
    """The server. `key` is the file that it signs with; without it, it answers as one cancelled."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, key: Path) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.key = key

    def reply(self, question: dict[str, Any]) -> dict[str, Any]:
        """What NCALayer would answer."""
        if (question.get("module"), question.get("method")) != ("kz.gov.pki.knca.basics", "sign"):
            return {"status": False, "code": "UNKNOWN", "message": "only basics.sign is here"}
        wanted = question["args"]
        try:
            key = read_key(self.key)
        except (OSError, ValueError):
            return NOTHING_SIGNED
        detached = not wanted["signingParams"]["encapsulate"]
        signed = key.sign(base64.b64decode(wanted["data"]), detached=detached)
        return {"status": True, "body": {"result": [signed]}}


class Talk(StreamRequestHandler):
    """One page's connection."""

    server: NcaLayer

    def handle(self) -> None:
        """The handshake, the greeting, then an answer to each question."""
        self.rfile.readline()
        asked = http.client.parse_headers(self.rfile)
        accepted = hashlib.sha1(f"{asked['Sec-WebSocket-Key']}{MAGIC}".encode())  # noqa: S324 (RFC)
        proof = base64.b64encode(accepted.digest()).decode()
        lines = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Accept: {proof}", "", "")  # fmt: skip
        self.wfile.write("\r\n".join(lines).encode())
        self._send(TEXT, json.dumps(HELLO).encode())
        for message in self._messages():
            self._send(TEXT, json.dumps(self.server.reply(json.loads(message))).encode())

    def _messages(self) -> Iterator[bytes]:
        """Whole texts, until the page closes."""
        whole = b""
        while True:
            is_last, kind, content = self._frame()
            if kind == CLOSE:
                self._send(CLOSE, content)
                return
            if kind == PING:
                self._send(PONG, content)
                continue
            whole += content
            if is_last:
                yield whole
                whole = b""

    def _frame(self) -> tuple[bool, int, bytes]:
        head = self.rfile.read(2)
        if len(head) < 2:
            return True, CLOSE, b""
        length = head[1] & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self.rfile.read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self.rfile.read(8))
        if length > LONGEST:
            return True, CLOSE, b""
        mask = self.rfile.read(4)
        content = self.rfile.read(length)
        opened = bytes(byte ^ mask[place % 4] for place, byte in enumerate(content))
        return bool(head[0] & 0x80), head[0] & 0x0F, opened

    def _send(self, kind: int, content: bytes) -> None:
        size = len(content)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack("!H", size)
        self.wfile.write(bytes([0x80 | kind]) + length + content)


def main() -> None:
    """Serve until it is stopped."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--key", type=Path, required=True, help="file that demo_key writes")
    options = told.parse_args()
    NcaLayer(options.port, options.key).serve_forever()


if __name__ == "__main__":
    main()
