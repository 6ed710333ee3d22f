"""The ISO 8583 host on TCP: two bytes of length, then a message, and an answer in the same form.

Connections are many and cheap (one loop); decisions are made by a few threads, each with its own
connection to the database. Messages of a connection may overtake each other: their trace numbers
tell them apart. What a stranger sends ends their connection, never the host.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import close_old_connections, connections

from cards.authorization.answering import Unanswerable, answer_bytes

log = logging.getLogger(__name__)

LONGEST = 4096
MOST_RUBBISH = 3
CLOSING = 5.0
LOOKED_AT = 2.0
_used = threading.local()


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. A test is less patient than a bank."""

    idle: float = 300.0  # a line says nothing for so long: its other end is gone
    message: float = 10.0  # between the first byte of a message and its last
    send: float = 10.0  # a reader that takes no answers
    stop: float = 15.0  # what is under way at SIGTERM may end


class Host:
    """One host. `threads`: decisions at once; `window`: messages of a connection at once."""

    def __init__(
        self, *, threads: int = 8, window: int = 16, most: int = 200,
        patience: Patience | None = None,
    ) -> None:  # fmt: skip
        self.patience = patience or Patience()
        self.window, self.most = window, most
        self.lines: set[Line] = set()
        self._working = 0
        self._pool = ThreadPoolExecutor(
            threads, thread_name_prefix="cardhost", initializer=self._count_thread
        )
        self._server: asyncio.Server | None = None

    async def listen(self, port: int, *, bind: str, tls: ssl.SSLContext | None = None) -> int:
        """Open the door; the port that it got (for port 0)."""
        self._server = await asyncio.start_server(self._serve, bind, port, ssl=tls)
        number: int = self._server.sockets[0].getsockname()[1]
        return number

    async def stop(self) -> None:
        """Take no more; answer what is under way; close every line."""
        if self._server is not None:
            self._server.close()
        for line in set(self.lines):
            line.retire()
        ends = [line.ended.wait() for line in set(self.lines)]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*ends), self.patience.stop)
        await self._hang_up()
        self._pool.shutdown(wait=False)

    async def decide(self, raw: bytes) -> bytes | None:
        """The answer to one message, made by a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, _answer, raw)

    async def _hang_up(self) -> None:
        """Each thread closes its own connection to the database: they wait for one another, so
        that none does it twice."""
        together = threading.Barrier(self._working or 1)
        loop = asyncio.get_running_loop()
        ends = [loop.run_in_executor(self._pool, _close, together) for _ in range(self._working)]
        await asyncio.gather(*ends)

    def _count_thread(self) -> None:
        self._working += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self.lines) >= self.most:
            log.warning("a card line was refused: %s are open", self.most)
            writer.close()
            return
        line = Line(self, reader, writer)
        self.lines.add(line)
        try:
            await line.live()
        finally:
            self.lines.discard(line)


class Line:
    """One connection, from its first message until it is silent, broken or no longer wanted."""

    def __init__(
        self, host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.host, self.reader, self.writer = host, reader, writer
        self.ended = asyncio.Event()
        self._retired = asyncio.Event()
        self._waiting: asyncio.Task[int | None] | None = None
        self._room = asyncio.Semaphore(host.window)
        self._under_way: set[asyncio.Task[None]] = set()
        self._rubbish = 0

    async def live(self) -> None:
        """Read and answer until the line ends; what is under way is answered first."""
        try:
            while frame := await self._next_frame():
                await self._room.acquire()
                task = asyncio.create_task(self._answer(frame))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=self.host.patience.stop)
        finally:
            self.writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(self.writer.wait_closed(), self.host.patience.send)
            self.ended.set()

    def retire(self) -> None:
        """Read nothing more: not the next message, nor the rest of waiting for one."""
        self._retired.set()
        if self._waiting is not None:
            self._waiting.cancel()

    async def _next_frame(self) -> bytes | None:
        """The next message; None when the line ends. A length of nothing is a sign of life."""
        frame = b""
        while not frame:
            length = await self._next_length()
            if length is None or length > LONGEST:
                return None
            frame = await self._read(length) if length else b""
            if length and not frame:
                return None
        return frame

    async def _next_length(self) -> int | None:
        """The length of the next message, or None if the host stops before it came."""
        if self._retired.is_set():
            return None
        self._waiting = asyncio.ensure_future(self._read_length())
        try:
            return await self._waiting
        except asyncio.CancelledError:
            if self._retired.is_set():
                return None
            raise
        finally:
            self._waiting = None

    async def _read_length(self) -> int | None:
        """The two bytes before a message: the first may take long, the second may not."""
        try:
            async with asyncio.timeout(self.host.patience.idle):
                first = await self.reader.readexactly(1)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return None
        second = await self._read(1)
        return int.from_bytes(first + second, "big") if second else None

    async def _read(self, length: int) -> bytes:
        """So many bytes, or none if the other end breaks off or is too slow."""
        try:
            async with asyncio.timeout(self.host.patience.message):
                return await self.reader.readexactly(length)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return b""

    async def _answer(self, raw: bytes) -> None:
        try:
            answered = await self.host.decide(raw)
            if answered:
                await self._send(answered)
        except Unanswerable:
            self._rubbish += 1
            if self._rubbish >= MOST_RUBBISH:
                self.retire()
        except (OSError, TimeoutError):
            self.retire()
        except Exception as reason:
            log.error("a card message was lost: %s", type(reason).__name__)
            self.retire()
        finally:
            self._room.release()

    async def _send(self, answered: bytes) -> None:
        self.writer.write(len(answered).to_bytes(2, "big") + answered)
        async with asyncio.timeout(self.host.patience.send):
            await self.writer.drain()


def _answer(raw: bytes) -> bytes | None:
    """In a thread of the pool: a connection that stood idle is looked at before it is used.

    One that was used a moment ago is not: each look costs a round trip. If it breaks all the same,
    the message is answered over a new one (answering.py).
    """
    now = time.monotonic()
    if now - getattr(_used, "at", 0.0) > LOOKED_AT:
        close_old_connections()
    try:
        return answer_bytes(raw)
    finally:
        _used.at = now


def _close(together: threading.Barrier) -> None:
    with contextlib.suppress(threading.BrokenBarrierError):
        together.wait(CLOSING)
    connections.close_all()
