"""A shop and a cash machine as a process of their own: what they say to the card host, and hear.

For the demo and for tests. It knows nothing of the bank but the host's address.
"""

from __future__ import annotations

import itertools
import secrets
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC

from homebank.lib import clock
from homebank.lib.iso8583 import Message, decode, encode

PURCHASE, CASH, REFUND, TRANSFER, BALANCE = "000000", "010000", "200000", "400000", "310000"
SHOP, ONLINE, MACHINE = "051", "812", "021"
ACQUIRER = "400563"
MERCHANT_ID = "MERCHANT0000001"
# All lines of a process count together: a trace and its second are a message's key, and two lines
# that began anywhere would use one twice.
TRACES = itertools.count(secrets.randbelow(900_000) + 1)


class NoAnswer(Exception):
    """The host closed the line, or said nothing in time."""


@dataclass
class Terminal:
    """One line to the host. `name` is what a statement shows; amounts are minor units."""

    port: int
    host: str = "127.0.0.1"
    name: str = "KAZSHOP.KZ"
    city: str = "ALMATY"
    category: str = "5732"
    tls: ssl.SSLContext | None = None
    seconds: float = 20.0
    _socket: socket.socket | None = None
    _traces: itertools.count[int] = field(default_factory=lambda: TRACES)

    def __enter__(self) -> Terminal:
        plain = socket.create_connection((self.host, self.port), timeout=self.seconds)
        self._socket = self.tls.wrap_socket(plain, server_hostname=self.host) if self.tls else plain
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket:
            self._socket.close()

    def request(
        self, number: str, minor: int, *, operation: str = PURCHASE, entry: str = SHOP,
        currency: str = "398", expiry: str = "", private: Mapping[str, str] | None = None,
        mti: str = "0100", **fields: str,
    ) -> Message:  # fmt: skip
        """An authorisation as a terminal would send it; `fields` are more, as `f37="…"`."""
        told = {
            **self._stamp(), 2: number, 3: operation, 4: f"{minor:012d}", 14: expiry,
            18: self.category, 22: entry, 25: "59" if entry == ONLINE else "00",
            37: f"{secrets.randbelow(10**12):012d}", 41: "TERM0001", 42: MERCHANT_ID,
            43: f"{self.name:25.25}{self.city:13.13}KZ", 49: currency, 48: private_field(private),
        }  # fmt: skip
        told |= {int(name[1:]): value for name, value in fields.items()}
        return Message(mti, {number: value for number, value in told.items() if value})

    def reversal(self, original: Message, *, left_minor: int = 0, mti: str = "0400") -> Message:
        """Takes an authorisation back, but for what is left."""
        kept = {n: original.get(n) for n in (2, 3, 4, 37, 41, 42, 49) if original.get(n)}
        named = f"{original.mti[:3]}0{original.get(11)}{original.get(7)}"
        told = {**kept, **self._stamp(), 39: "68", 90: f"{named}{ACQUIRER:0>11}{'0' * 11}"}
        if left_minor:
            told[95] = f"{left_minor:012d}{'0' * 30}"
        return Message(mti, told)

    def presentment(
        self, original: Message, *, minor: int | None = None, part: str = "", mti: str = "0220"
    ) -> Message:
        """Claims the money of an authorisation, or another sum, or a part of several."""
        kept = {n: original.get(n) for n in (2, 3, 4, 18, 37, 41, 42, 43, 49) if original.get(n)}
        told = {**kept, **self._stamp(), 48: private_field({"71": part} if part else None)}
        if minor is not None:
            told[4] = f"{minor:012d}"
        return Message(mti, {number: value for number, value in told.items() if value})

    def echo(self, code: str = "301") -> Message:
        """A sign-on (001), sign-off (002) or a sign of life (301)."""
        stamp = {n: value for n, value in self._stamp().items() if n in (7, 11)}
        return Message("0800", {**stamp, 70: code})

    def ask(self, message: Message) -> Message:
        """Send it and hear the answer. NoAnswer."""
        return decode(self.exchange(encode(message)))

    def exchange(self, raw: bytes) -> bytes:
        """The same with bytes as they are, a length before them."""
        self.send(len(raw).to_bytes(2, "big") + raw)
        return self.hear()

    def send(self, raw: bytes) -> None:
        """Bytes as they are, without a length."""
        assert self._socket is not None
        self._socket.sendall(raw)

    def hear(self) -> bytes:
        """The next answer. NoAnswer."""
        return self._read(int.from_bytes(self._read(2), "big"))

    def _read(self, length: int) -> bytes:
        assert self._socket is not None
        found = b""
        while len(found) < length:
            try:
                more = self._socket.recv(length - len(found))
            except (TimeoutError, ConnectionError) as reason:
                raise NoAnswer(str(reason)) from None
            if not more:
                raise NoAnswer("the host closed the line")
            found += more
        return found

    def _stamp(self) -> dict[int, str]:
        now = clock.now()
        local = now.astimezone(clock.ALMATY)
        return {7: f"{now.astimezone(UTC):%m%d%H%M%S}", 11: f"{next(self._traces) % 10**6:06d}",
                12: f"{local:%H%M%S}", 13: f"{local:%m%d}", 32: ACQUIRER}  # fmt: skip


def private_field(values: Mapping[str, str] | None) -> str:
    """Field 48 of these tags and values."""
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in (values or {}).items())
