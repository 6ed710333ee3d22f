"""The centre itself: binds, takes submits, owes receipts until they are answered."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
import struct
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from homebank.lib import clock
from notifications.gateways.smpp_centre import wire
from notifications.gateways.smpp_centre.behaviours import (
    OPTION_REFUSED,
    SYSTEM_ERROR,
    Behaviour,
    behaviour_of,
)  # fmt: skip
from notifications.gateways.smpp_centre.receipts import write_receipts

SYSTEM_ID, PASSWORD = "homebank", "loopback"
WRONG_PASSWORD, UNKNOWN_SYSTEM, BIND_FAILED, NOT_BOUND, ALREADY_BOUND = 0x0E, 0x0F, 0x0D, 0x04, 0x05
TOO_MUCH = 0x58
UNKNOWN_COMMAND, BAD_LENGTH = 0x03, 0x02
LONGEST = 64 * 1024
# A receipt that nobody answered goes out again after so many seconds, and to whoever binds.
AGAIN = 3.0


@dataclass
class Message:
    """What lies in the centre's journal once all parts are there."""

    to: str
    sender: str
    sender_ton: int
    text: str
    coding: int
    parts: int
    ids: list[int]
    options: dict[str, str]
    at: str


@dataclass
class Seen:
    """What the centre saw, for the page and for tests."""

    binds: int = 0
    refused_binds: int = 0
    unbinds: int = 0
    lost: int = 0
    submits: int = 0
    outstanding: int = 0
    most_outstanding: int = 0
    enquiries: int = 0
    enquiries_answered: int = 0
    receipts: int = 0
    receipts_taken: int = 0
    receipts_taken_back: int = 0
    nacks: int = 0
    statuses: dict[str, int] = field(default_factory=dict)


class Centre:
    """One centre. `window`: more outstanding submits are throttled; `latency`: of every answer."""

    def __init__(
        self, *, window: int = 1000, latency: float = 0.0, enquire: float = 30.0,
        password: str = PASSWORD,
    ) -> None:  # fmt: skip
        self.window, self.latency, self.enquire, self.password = window, latency, enquire, password
        self.journal: list[Message] = []
        self.seen = Seen()
        self.sessions: list[CentreSession] = []
        self.owed: dict[int, bytes] = {}
        self._ids = itertools.count(int(clock.now().timestamp() * 1000))
        self._receipts = itertools.count()
        self._tries: Counter[str] = Counter()
        self._parts: dict[tuple[str, str, int], dict[int, tuple[int, wire.Submit]]] = {}
        self._later: set[asyncio.TimerHandle] = set()

    async def listen(self, port: int, *, tls: ssl.SSLContext | None = None) -> asyncio.Server:
        """Open the door on 127.0.0.1."""
        return await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=tls)

    def number_from(self, number: int) -> None:
        """Give this id to the next message."""
        self._ids = itertools.count(number)

    def report(self) -> dict[str, Any]:
        """The counts and the journal, for the page."""
        return {**asdict(self.seen), "bound": sum(s.bound for s in self.sessions),
                "owed": len(self.owed), "journal": [asdict(m) for m in self.journal]}  # fmt: skip

    def note(self, submit: wire.Submit) -> int:
        """Keep what arrived; its id. A message is in the journal when its last part is here."""
        number = next(self._ids)
        reference, total, place = submit.join
        key = (submit.sender, submit.to, reference)
        parts = self._parts.setdefault(key, {})
        parts[place] = number, submit
        if len(parts) >= total:
            del self._parts[key]
            self.journal.append(_message([parts[n] for n in sorted(parts)]))
        return number

    def status_for(self, submit: wire.Submit, how: Behaviour) -> int:
        """What this try is answered."""
        nth, self._tries[submit.to] = self._tries[submit.to], self._tries[submit.to] + 1
        status = how.statuses[min(nth, len(how.statuses) - 1)]
        return 0 if status == OPTION_REFUSED and not submit.options else status

    def owe(self, body: bytes) -> None:
        """Send a receipt to whoever is bound, again and again until it is taken."""
        number = next(self._receipts)
        self.owed[number] = body
        self.send_owed(number)

    def send_owed(self, number: int) -> None:
        """Send it now if it is still owed, and look again later."""
        body = self.owed.get(number)
        if body is None:
            return
        if session := next((s for s in self.sessions if s.bound), None):
            session.deliver(number, body)
        asyncio.get_running_loop().call_later(AGAIN, self.send_owed, number)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = CentreSession(self, reader, writer)
        self.sessions.append(session)
        try:
            await session.live()
        finally:
            self.sessions.remove(session)
            self.seen.lost += session.bound
            self.seen.outstanding -= session.outstanding
            session.bound = False
            writer.close()


class CentreSession:
    """One connection to the centre."""

    def __init__(
        self, centre: Centre, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.centre, self._reader, self._writer = centre, reader, writer
        self.bound, self.outstanding = False, 0
        self._sequence = itertools.count(1)
        self._delivered: dict[int, int] = {}
        self._loop = asyncio.get_running_loop()

    async def live(self) -> None:
        """Serve packets until the line drops, the client unbinds, or what comes is not SMPP."""
        asking = self._loop.create_task(self._enquire())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._serve_one():
                pass
        asking.cancel()

    def deliver(self, number: int, body: bytes) -> None:
        """Send a deliver_sm for the receipt of this number."""
        sequence = next(self._sequence)
        self._delivered[sequence] = number
        self.centre.seen.receipts += 1
        self._send(wire.packet(wire.DELIVER, sequence, body=body))

    def say(self, raw: bytes) -> None:
        """Send any bytes at all."""
        self._send(raw)

    def drop(self) -> None:
        """Cut the line without a word."""
        self._writer.transport.abort()

    async def _serve_one(self) -> bool:
        """Read one packet and act; False when it was the last."""
        head = await self._reader.readexactly(16)
        length, command, status, sequence = struct.unpack("!4I", head)
        if not 16 <= length <= LONGEST:
            self._send(wire.packet(wire.NACK, sequence, status=BAD_LENGTH))
            return False
        body = await self._reader.readexactly(length - 16)
        if command in (wire.BIND, wire.BIND_RECEIVER, wire.BIND_TRANSMITTER):
            return self._bind(command, sequence, body)
        if command == wire.SUBMIT:
            self._take_submit(sequence, body)
        elif command == wire.UNBIND:
            self._send(wire.packet(wire.UNBIND | wire.ANSWER, sequence))
            self.centre.seen.unbinds += self.bound
            self.bound = False
            return False
        else:
            self._take_rest(command, status, sequence)
        return True

    def _take_rest(self, command: int, status: int, sequence: int) -> None:
        seen = self.centre.seen
        if command == wire.ENQUIRE:
            seen.enquiries += 1
            self._send(wire.packet(wire.ENQUIRE | wire.ANSWER, sequence))
        elif command == wire.ENQUIRE | wire.ANSWER:
            seen.enquiries_answered += 1
        elif command == wire.DELIVER | wire.ANSWER:
            self._settle(status, sequence)
        elif command == wire.NACK:
            seen.nacks += 1
        elif not command & wire.ANSWER:
            self._send(wire.packet(wire.NACK, sequence, status=UNKNOWN_COMMAND))

    def _bind(self, command: int, sequence: int, body: bytes) -> bool:
        system_id, password, _ = read_bind_or_nothing(body)
        status = 0
        if self.bound:
            status = ALREADY_BOUND
        elif system_id == "refused":
            status = BIND_FAILED
        elif system_id != SYSTEM_ID:
            status = UNKNOWN_SYSTEM
        elif password != self.centre.password:
            status = WRONG_PASSWORD
        self._send(wire.packet(command | wire.ANSWER, sequence, status=status, body=b"centre\0"))
        if status:
            self.centre.seen.refused_binds += 1
            return self.bound
        self.bound = True
        self.centre.seen.binds += 1
        for number in list(self.centre.owed):
            self.deliver(number, self.centre.owed[number])
        return True

    def _take_submit(self, sequence: int, body: bytes) -> None:
        centre = self.centre
        centre.seen.submits += 1
        try:
            submit = wire.read_submit(body)
        except (ValueError, IndexError, struct.error):
            self._reply(sequence, SYSTEM_ERROR)
            return
        how = behaviour_of(submit.to)
        self._count(+1)
        status = NOT_BOUND if not self.bound else centre.status_for(submit, how)
        if self.outstanding > centre.window:
            status = TOO_MUCH
        if status:
            self._answer_later(how, sequence, status, b"")
            return
        number = centre.note(submit)
        self._plan_receipts(submit, number, how)
        self._answer_later(how, sequence, 0, how.answered.format(number).encode() + b"\0")

    def _plan_receipts(self, submit: wire.Submit, number: int, how: Behaviour) -> None:
        if how.wait is None or not submit.wants_receipt:
            return
        done = f"{clock.now().astimezone(clock.ALMATY):%y%m%d%H%M}"
        part = submit.join[2]
        for body in write_receipts(submit, number, part=part, how=how, done=done):
            if how.wait < 0:
                self.centre.owe(body)
            else:
                self._loop.call_later(self.centre.latency + how.wait, self.centre.owe, body)

    def _answer_later(self, how: Behaviour, sequence: int, status: int, body: bytes) -> None:
        """Answer as the number wishes; no answer leaves the submit outstanding."""
        if how.answer in ("never", "dropped", "endless", "empty"):
            if how.answer == "dropped":
                self._loop.call_later(0.05, self.drop)
            elif how.answer != "never":
                size = 0xFFFFFFFF if how.answer == "endless" else 0
                self.say(struct.pack("!4I", size, wire.SUBMIT | wire.ANSWER, 0, sequence))
            return
        if how.answer == "nonsense":
            self.say(wire.packet(0x0BADBAD, 7, body=b"\xff" * 40))
        if how.answer == "unnamed":
            body = b""
        command = wire.NACK if how.answer == "nack" else wire.SUBMIT | wire.ANSWER
        status = SYSTEM_ERROR if how.answer == "nack" else status
        pause = self.centre.latency + how.seconds + (0.3 if (how.wait or 0) < 0 else 0)
        if pause:
            self._loop.call_later(pause, self._reply, sequence, status, body, command)
        else:
            self._reply(sequence, status, body, command)

    def _reply(
        self, sequence: int, status: int, body: bytes = b"",
        command: int = wire.SUBMIT | wire.ANSWER,
    ) -> None:  # fmt: skip
        self._count(-1)
        statuses = self.centre.seen.statuses
        statuses[f"0x{status:02X}"] = statuses.get(f"0x{status:02X}", 0) + 1
        self._send(wire.packet(command, sequence, status=status, body=body))

    def _settle(self, status: int, sequence: int) -> None:
        """A receipt was answered: it is no longer owed, unless it was not taken."""
        number = self._delivered.pop(sequence, None)
        if number is None:
            return
        if status:
            self.centre.seen.receipts_taken_back += 1
        elif self.centre.owed.pop(number, None) is not None:
            self.centre.seen.receipts_taken += 1

    def _count(self, by: int) -> None:
        seen = self.centre.seen
        self.outstanding += by
        seen.outstanding += by
        seen.most_outstanding = max(seen.most_outstanding, self.outstanding)

    async def _enquire(self) -> None:
        while True:
            await asyncio.sleep(self.centre.enquire)
            self._send(wire.packet(wire.ENQUIRE, next(self._sequence)))

    def _send(self, raw: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(raw)


def read_bind_or_nothing(body: bytes) -> tuple[str, str, str]:
    """The three words of a bind; empty ones if it has none."""
    words = [*wire.read_bind(body), "", "", ""]
    return words[0], words[1], words[2]


def _message(parts: list[tuple[int, wire.Submit]]) -> Message:
    first = parts[0][1]
    return Message(
        to=f"+{first.to}", sender=first.sender, sender_ton=first.sender_ton,
        text="".join(submit.text for _, submit in parts), coding=first.coding, parts=len(parts),
        ids=[number for number, _ in parts],
        options={f"0x{tag:04X}": value.hex() for tag, value in first.options.items()},
        at=clock.now().isoformat(),
    )  # fmt: skip
