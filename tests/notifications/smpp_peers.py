"""Peers of the gateway on real sockets: the centre in a thread, and one that a test scripts."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from homebank.lib.ports import free_port
from notifications.gateways.smpp_centre import wire
from notifications.gateways.smpp_centre.server import Centre

T = TypeVar("T")

RESPONSE = 0x80000000


class ThreadedCentre:
    """The centre on a loop of its own, in this process, so that a test can look into it."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, **how: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.how, self.tls, self.port = how, tls, free_port()
        self.open()

    @property
    def url(self) -> str:
        return f"smpp://homebank:loopback@127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.centre.journal]

    def open(self) -> None:
        """Listen, on the same port each time, with an empty journal."""
        self.centre = Centre(**self.how)
        self._server = self.do(self._listen)

    def shut(self) -> None:
        """Close the door and cut every line."""
        self.do(self._shut)

    def say(self, raw: bytes) -> None:
        """Send any bytes to whoever is bound."""
        session = next(s for s in self.centre.sessions if s.bound)
        self.do(lambda: session.say(raw))

    def fall_silent(self) -> Callable[[], None]:
        """Answer nothing, neither a bind, until the returned function is called."""
        over = threading.Event()
        self._loop.call_soon_threadsafe(over.wait, 120)
        return over.set

    def do(self, act: Callable[[], Any]) -> Any:
        """Run on the centre's loop; what it returns, or what its coroutine does."""

        async def run() -> Any:
            done = act()
            return await done if asyncio.iscoroutine(done) else done

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)

    def close(self) -> None:
        self.shut()
        self.do(_cancel_the_rest)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self.centre.listen(self.port, tls=self.tls)

    async def _shut(self) -> None:
        self._server.close()
        for session in list(self.centre.sessions):
            session.drop()
        while self.centre.sessions:
            await asyncio.sleep(0.01)


async def _cancel_the_rest() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class Script:
    """A centre of one connection at a time that says what the test tells it to."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(30)
        self.port: int = self._door.getsockname()[1]
        self._line: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"smpp://homebank:loopback@127.0.0.1:{self.port}"

    def accept(self) -> None:
        """Take the next connection."""
        if self._line:
            self._line.close()
        self._line, _ = self._door.accept()
        self._line.settimeout(30)

    def bind(self, status: int = 0) -> bytes:
        """Take a connection and answer its bind; the body of the bind."""
        self.accept()
        command, sequence, body = self.read()
        assert command == wire.BIND
        self.say(wire.packet(wire.BIND | RESPONSE, sequence, status=status, body=b"script\0"))
        return body

    def read(self) -> tuple[int, int, bytes]:
        """The next packet: command, sequence, body. EOFError at the end of the line."""
        length, command, _, sequence = struct.unpack("!4I", self._exactly(16))
        return command, sequence, self._exactly(length - 16)

    def read_submits(self, count: int) -> list[int]:
        """The sequence numbers of so many submits."""
        return [self._sequence_of(wire.SUBMIT) for _ in range(count)]

    def say(self, raw: bytes) -> None:
        assert self._line
        self._line.sendall(raw)

    def say_until_full(self, raw: bytes) -> int:
        """Send without reading until the line takes no more; how many bytes that were."""
        assert self._line
        self._line.settimeout(0.3)
        sent = 0
        with suppress(TimeoutError, ConnectionError):
            while True:
                sent += self._line.send(raw)
        return sent

    def hang_up(self) -> None:
        assert self._line
        self._line.close()

    def close(self) -> None:
        """Shut first: whoever waits for a word in another thread wakes."""
        for each in filter(None, (self._line, self._door)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _sequence_of(self, wanted: int) -> int:
        command, sequence, _ = self.read()
        assert command == wanted
        return sequence

    def _exactly(self, count: int) -> bytes:
        assert self._line
        found = b""
        while len(found) < count:
            piece = self._line.recv(count - len(found))
            if not piece:
                raise EOFError
            found += piece
        return found


def accepted(sequence: int, message_id: str = "77") -> bytes:
    """A submit_sm_resp."""
    body = message_id.encode() + b"\0"
    return wire.packet(wire.SUBMIT | RESPONSE, sequence, body=body)


@contextmanager
def together(count: int, act: Callable[[int], T]) -> Iterator[Callable[[], list[T | Exception]]]:
    """Run `act` in so many threads; called, what each returned or raised, in order."""
    results: list[Any] = [None] * count

    def run(place: int) -> None:
        try:
            results[place] = act(place)
        except Exception as reason:
            results[place] = reason

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()

    def wait() -> list[T | Exception]:
        for thread in threads:
            thread.join(60)
        return results

    yield wait
    wait()
