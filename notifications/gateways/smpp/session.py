"""One bound connection: what is outstanding in its window, what waits for it, whether it lives.

Runs on the loop of its link and nowhere else, so nothing here needs a lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import cast

from homebank.lib.gateways import GatewayError
from notifications.gateways.smpp import statuses
from notifications.gateways.smpp.pace import Pace
from notifications.gateways.smpp.pdu import RESPONSE, Command, Malformed, Pdu, Stream
from notifications.gateways.smpp.statuses import Kind

log = logging.getLogger(__name__)

HIGHEST_SEQUENCE = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. A test is less patient than a bank."""

    send: float = 9.0  # from begin to end, below the ten of the gateways' contract
    bind: float = 4.0
    forget: float = 30.0  # an answer that is so late is lost, and its place in the window free
    idle: float = 30.0  # after so long a silence enquire_link asks
    dead: float = 10.0  # and without an answer to that the link is dead
    first_pause: float = 0.5  # between attempts to bind, doubled up to the longest
    longest_pause: float = 15.0
    refused_pause: float = 30.0
    farewell: float = 2.0  # to unbind when the process ends


@dataclass(eq=False, slots=True)
class Request:
    """One submit and who waits for its answer."""

    body: bytes
    answer: Future[Pdu] = field(default_factory=Future)
    sequence: int = 0  # none as long as it has not left
    timer: asyncio.TimerHandle | None = None

    def succeed(self, pdu: Pdu) -> None:
        """The centre answered, whatever it said."""
        self._stop()
        if not self.answer.done():
            self.answer.set_result(pdu)

    def fail(self, reason: str, *, operator: bool = False) -> None:
        """Nothing answered. What the centre did is uncertain only if the request has left."""
        self._stop()
        if not self.answer.done():
            uncertain = bool(self.sequence)
            self.answer.set_exception(
                GatewayError(reason, uncertain=uncertain, operator=operator and not uncertain)
            )

    def _stop(self) -> None:
        if self.timer:
            self.timer.cancel()


class Session(asyncio.Protocol):
    """Speaks SMPP over one connection. `deliver` gets each deliver_sm; `closed` ends with it."""

    def __init__(
        self, *, window: int, patience: Patience, pace: Pace,
        deliver: Callable[[Session, Pdu], bool],
    ) -> None:  # fmt: skip
        self._window, self._patience, self._pace, self._deliver = window, patience, pace, deliver
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[str] = self._loop.create_future()
        self._stream = Stream()
        self._sequence = 0
        self._outstanding: dict[int, Request] = {}
        self._waiting: deque[Request] = deque()
        self._asked: dict[int, asyncio.Future[Pdu]] = {}
        self._pump: asyncio.TimerHandle | None = None
        self._silence: asyncio.TimerHandle | None = None

    # What the link asks of it

    async def bind(self, body: bytes) -> None:
        """bind_transceiver. GatewayError if refused, not answered in time, or the line dropped."""
        answer = await self._ask(Command.BIND_TRANSCEIVER, body, self._patience.bind)
        if answer.status or answer.command != Command.BIND_TRANSCEIVER_RESP:
            raise statuses.bind_refusal(answer.status)
        self._listen_for_silence()

    def submit(self, request: Request) -> None:
        """Put a request in the queue; its answer comes, or an error, within `patience.send`."""
        if self.closed.done():
            request.fail("the connection is lost")
            return
        self._waiting.append(request)
        self._send_waiting()

    def give_up(self, request: Request) -> None:
        """The time of a request is over. Its place in the window is not free for a while yet."""
        if request.sequence:
            request.fail("no answer in time")
            left = self._patience.forget - self._patience.send
            self._loop.call_later(left, self._forget, request.sequence)
        else:
            self._waiting.remove(request)
            request.fail("no place in the window in time")

    async def unbind(self) -> None:
        """Say farewell and close."""
        with contextlib.suppress(GatewayError):
            await self._ask(Command.UNBIND, b"", self._patience.farewell / 2)
        self.close("unbound")

    def close(self, reason: str) -> None:
        """Drop the connection; what was outstanding is uncertain, what waited is not."""
        if self.closed.done():
            return
        self.closed.set_result(reason)
        for timer in filter(None, (self._pump, self._silence)):
            timer.cancel()
        for request in (*self._outstanding.values(), *self._waiting):
            request.fail(f"connection lost: {reason}")
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(GatewayError(f"connection lost: {reason}"))
        self._outstanding.clear()
        self._waiting.clear()
        self._transport.abort()

    def answer(self, request: Pdu, *, status: int, body: bytes = b"") -> None:
        """Answer a request of the centre."""
        self._write(Pdu(request.command | RESPONSE, request.sequence, status, body))

    # What asyncio tells it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.close(type(exc).__name__ if exc else "closed by the centre")

    def pause_writing(self) -> None:
        """A centre that does not read is not read: its questions would fill our memory."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        try:
            arrived = self._stream.feed(data)
        except Malformed as reason:
            self._write(Pdu(Command.GENERIC_NACK, 0, statuses.BAD_LENGTH))
            self.close(f"not SMPP: {reason}")
            return
        for pdu in arrived:
            self._take(pdu)
        if arrived and self._silence:
            self._listen_for_silence()

    # What arrives

    def _take(self, pdu: Pdu) -> None:
        if pdu.command & RESPONSE:
            self._take_answer(pdu)
        elif pdu.command == Command.ENQUIRE_LINK:
            self.answer(pdu, status=statuses.ACCEPTED)
        elif pdu.command == Command.DELIVER_SM:
            if not self._deliver(self, pdu):
                self.answer(pdu, status=statuses.TAKE_BACK, body=b"\0")
        elif pdu.command == Command.UNBIND:
            self.answer(pdu, status=statuses.ACCEPTED)
            self.close("unbound by the centre")
        elif pdu.command != Command.ALERT_NOTIFICATION:
            nack = Pdu(Command.GENERIC_NACK, pdu.sequence, statuses.UNKNOWN_COMMAND)
            self._write(nack)

    def _take_answer(self, pdu: Pdu) -> None:
        """Pair an answer with its question; one to no question, or a second one, is nothing."""
        asked = self._asked.get(pdu.sequence)
        if asked and not asked.done():
            asked.set_result(pdu)
            return
        request = self._outstanding.get(pdu.sequence)
        if request is None or pdu.command not in (Command.SUBMIT_SM_RESP, Command.GENERIC_NACK):
            return
        del self._outstanding[pdu.sequence]
        self._mind_the_pace(pdu.status)
        request.succeed(pdu)
        if pdu.status == statuses.NOT_BOUND:
            self.close("the centre takes us for unbound")
        self._send_waiting()

    def _mind_the_pace(self, status: int) -> None:
        if not status:
            self._pace.speed_up()
        elif statuses.kind_of(status) is Kind.SLOWER:
            self._pace.slow_down()

    # What leaves

    def _send_waiting(self) -> None:
        """Fill the window, as fast as the centre lets us."""
        if self._pump:
            self._pump.cancel()
            self._pump = None
        while self._waiting and len(self._outstanding) < self._window:
            now = self._loop.time()
            if pause := self._pace.wait(now):
                self._pump = self._loop.call_later(pause, self._send_waiting)
                return
            self._pace.note(now)
            request = self._waiting.popleft()
            request.sequence = self._next_sequence()
            self._outstanding[request.sequence] = request
            self._write(Pdu(Command.SUBMIT_SM, request.sequence, body=request.body))

    def _forget(self, sequence: int) -> None:
        if self._outstanding.pop(sequence, None):
            self._send_waiting()

    async def _ask(self, command: Command, body: bytes, seconds: float) -> Pdu:
        """The answer to a question that is not a submit. GatewayError if none came."""
        if self.closed.done():
            raise GatewayError("the connection is lost")
        sequence = self._next_sequence()
        self._asked[sequence] = self._loop.create_future()
        self._write(Pdu(command, sequence, body=body))
        try:
            return await asyncio.wait_for(self._asked[sequence], seconds)
        except TimeoutError:
            raise GatewayError(f"no answer to {command.name.lower()}") from None
        finally:
            self._asked.pop(sequence, None)

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % HIGHEST_SEQUENCE + 1
        return self._sequence

    def _write(self, pdu: Pdu) -> None:
        if not self.closed.done():
            self._transport.write(pdu.encode())

    # Whether it lives

    def _listen_for_silence(self) -> None:
        if self._silence:
            self._silence.cancel()
        self._silence = self._loop.call_later(self._patience.idle, self._enquire)

    def _enquire(self) -> None:
        """Ask a silent centre whether it is there; anything it says answers that."""
        self._write(Pdu(Command.ENQUIRE_LINK, self._next_sequence()))
        self._silence = self._loop.call_later(
            self._patience.dead, self.close, "no answer to enquire_link"
        )
