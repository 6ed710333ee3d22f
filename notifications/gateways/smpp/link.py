"""Keeps one session bound: made at the first message, rebound ever later after a loss.

The loop runs on a thread of its own. `submit` is for all others; everything with an underscore
happens on the loop, so that there is one order of events and no lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from concurrent.futures import TimeoutError as NotInTime
from functools import partial
from secrets import SystemRandom

from homebank.lib.gateways import GatewayError
from notifications.gateways.smpp.configuration import Configuration
from notifications.gateways.smpp.pace import Pace
from notifications.gateways.smpp.pdu import Pdu, bind_body
from notifications.gateways.smpp.session import Patience, Request, Session
from notifications.gateways.smpp.taker import ReceiptTaker, Take

log = logging.getLogger(__name__)

_random = SystemRandom()
NOT_YET = "not bound yet"


class Link:
    """One account at one centre, for all threads of this process."""

    def __init__(self, configuration: Configuration, patience: Patience, take: Take) -> None:
        self._configuration, self._patience = configuration, patience
        self._taker = ReceiptTaker(take)
        self._pace = Pace()
        self._session: Session | None = None
        self._socket: socket.socket | None = None
        self._trouble: GatewayError | None = None  # why the last attempt failed, until the next
        self._early: list[Request] = []  # what came while an attempt was under way
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smpp", daemon=True)
        self._thread.start()
        self._keeper: asyncio.Task[None] | None = None
        self._loop.call_soon_threadsafe(self._keep)

    # From any thread

    def submit(self, body: bytes, *, seconds: float) -> Pdu:
        """Hand over one submit_sm; the centre's answer, of any status.

        GatewayError if none came: uncertain if the submit had left.
        """
        request = Request(body)
        try:
            self._loop.call_soon_threadsafe(self._begin, request, seconds)
            return request.answer.result(seconds + 0.5)
        except NotInTime:
            raise GatewayError("the link does not answer", uncertain=True) from None
        except RuntimeError:
            raise GatewayError("the link is closed") from None

    def close(self) -> None:
        """Unbind, stop both threads."""
        farewell = asyncio.run_coroutine_threadsafe(self._say_farewell(), self._loop)
        with contextlib.suppress(NotInTime):
            farewell.result(self._patience.farewell)
        self._taker.close(self._patience.farewell)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._end_what_is_left()
            self._loop.close()

    def leave_to_parent(self) -> None:
        """In a forked child: let go of the connection, which is the parent's."""
        if self._socket:
            with contextlib.suppress(OSError):
                socket.close(self._socket.detach())

    def _end_what_is_left(self) -> None:
        """On a busy machine the loop may stop before the farewell began."""
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    # On the loop

    def _keep(self) -> None:
        self._keeper = self._loop.create_task(self._keep_bound())

    def _begin(self, request: Request, seconds: float) -> None:
        request.timer = self._loop.call_later(seconds, self._give_up, request)
        if self._session:
            self._session.submit(request)
        elif self._trouble:
            request.fail(str(self._trouble), operator=self._trouble.operator)
        else:
            self._early.append(request)

    def _give_up(self, request: Request) -> None:
        if request in self._early:
            self._early.remove(request)
            request.fail(NOT_YET)
        elif self._session:
            self._session.give_up(request)

    async def _keep_bound(self) -> None:
        pause = self._patience.first_pause
        while True:
            begun = self._loop.time()
            trouble = await self._live_once()
            log.log(logging.ERROR if trouble.operator else logging.WARNING, "smpp: %s", trouble)
            self._refuse_early(trouble)
            self._trouble = trouble
            if self._loop.time() - begun > self._patience.longest_pause:
                pause = self._patience.first_pause
            wait = self._patience.refused_pause if trouble.operator else pause
            await asyncio.sleep(wait * _random.uniform(0.5, 1))
            pause = min(pause * 2, self._patience.longest_pause)
            self._trouble = None

    async def _live_once(self) -> GatewayError:
        """Bind, serve, and return why the session ended or could not be bound."""
        try:
            session = await self._bind()
        except (OSError, GatewayError, RuntimeError) as reason:
            return _told(reason)
        log.info("smpp: bound to %s:%s", self._configuration.host, self._configuration.port)
        self._session = session
        for request in self._early:
            session.submit(request)
        self._early.clear()
        ending = await asyncio.shield(session.closed)
        self._session, self._socket = None, None
        return GatewayError(f"connection lost: {ending}")

    async def _bind(self) -> Session:
        place, patience = self._configuration, self._patience
        connect = partial(socket.create_connection, (place.host, place.port), patience.bind / 2)
        self._socket = await self._loop.run_in_executor(None, connect)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        tls = place.tls()
        _, session = await self._loop.create_connection(
            self._make_session, sock=self._socket, ssl=tls,
            server_hostname=place.host if tls else None,
            ssl_handshake_timeout=patience.bind if tls else None,
        )  # fmt: skip
        try:
            await session.bind(bind_body(system_id=place.system_id, password=place.password,
                                         system_type=place.system_type))  # fmt: skip
        except BaseException:
            session.close("not bound")
            raise
        return session

    def _make_session(self) -> Session:
        return Session(window=self._configuration.window, patience=self._patience,
                       pace=self._pace, deliver=self._deliver)  # fmt: skip

    def _deliver(self, session: Session, pdu: Pdu) -> bool:
        def answer(status: int) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the centre repeats it
                reply = partial(session.answer, pdu, status=status, body=b"\0")
                self._loop.call_soon_threadsafe(reply)

        return self._taker.put(pdu, answer)

    def _refuse_early(self, trouble: GatewayError) -> None:
        for request in self._early:
            request.fail(str(trouble), operator=trouble.operator)
        self._early.clear()

    async def _say_farewell(self) -> None:
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper], timeout=self._patience.farewell / 2)
        if self._session:
            await self._session.unbind()
        self._trouble = GatewayError("the link is closed")
        self._refuse_early(self._trouble)


def _told(reason: Exception) -> GatewayError:
    """Why there is no session, in words for an operator."""
    if isinstance(reason, GatewayError):
        return reason
    words = reason.strerror if isinstance(reason, OSError) else ""
    return GatewayError(f"no connection: {words or type(reason).__name__}")
