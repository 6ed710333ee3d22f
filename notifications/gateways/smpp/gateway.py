"""SMS through an SMPP 3.4 centre: notifications.gateways.smpp.Smpp. docs/smpp.md tells it all."""

from __future__ import annotations

import atexit
import logging
import os
import re
import threading
import time
import weakref
from typing import Final
from uuid import UUID

from django.conf import settings

from homebank.lib.gateways import GatewayError
from notifications.gateways.smpp import statuses
from notifications.gateways.smpp.alphabet import Message, TooLong, write_message
from notifications.gateways.smpp.configuration import INTERNATIONAL, ISDN, from_settings
from notifications.gateways.smpp.link import Link
from notifications.gateways.smpp.parts import keep_parts, take
from notifications.gateways.smpp.pdu import (
    HAS_HEADER,
    Address,
    Command,
    Malformed,
    Pdu,
    read_message_id,
    submit_body,
)  # fmt: skip
from notifications.gateways.smpp.receipt import spell
from notifications.gateways.smpp.session import Patience
from notifications.gateways.smpp.taker import Take

log = logging.getLogger(__name__)

# How a text of a code begins (notifications/texts.py). Half a code must never reach a phone.
CODE: Final = re.compile(r"\d{4,8}: ")


class Smpp:
    """One bound transceiver a process, made at its first message and kept.

    ImproperlyConfigured, with what to write, where the settings do not make sense.
    """

    receipts = True

    def __init__(self, *, patience: Patience | None = None, take: Take = take) -> None:
        self._configuration = from_settings()
        self._patience, self._take = patience or Patience(), take
        self.window = self._configuration.window
        self._options_allowed = True
        self._link: Link | None = None
        self._turn = threading.Lock()
        _made.add(self)

    @staticmethod
    def missing_settings() -> list[str]:
        """What the settings do not say and have to."""
        return [] if settings.SMPP_URL else ["HOMEBANK_SMPP_URL"]

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        """See SmsGateway.send. A long text leaves in parts, a code never does."""
        message = _compose(text)
        until = time.monotonic() + self._patience.send
        destination = Address(INTERNATIONAL, ISDN, to.removeprefix("+"))
        # The same header in every attempt, so that a phone joins the parts of different ones.
        contents = message.with_headers(reference.int)
        ids = [self._submit(destination, message, content, reference, until=until)
               for content in contents]  # fmt: skip
        if len(ids) == 1:
            return ids[0]
        whole = f"{ids[0]} +{len(ids) - 1}"
        keep_parts(whole=whole, message_ids=ids)
        return whole

    def close(self) -> None:
        """Unbind and stop; the next message binds again."""
        with self._turn:
            link, self._link = self._link, None
        if link:
            link.close()

    def begin_anew(self) -> None:
        """In a forked child: the connection is the parent's, and whoever held the lock is gone."""
        if self._link:
            self._link.leave_to_parent()
            _inherited.append(self._link)  # its loop must not be closed under the parent's feet
        self._link, self._turn = None, threading.Lock()

    def _submit(
        self, to: Address, message: Message, content: bytes, reference: UUID, *, until: float
    ) -> str:
        """Submit one part; the id it got. GatewayError as in the contract."""
        tagged = self._options_allowed
        answer = self._ask(to, message, content, reference.int & 0xFFFF if tagged else None, until)
        if tagged and answer.status in statuses.OPTIONS_REFUSED:
            self._options_allowed = False
            answer = self._ask(to, message, content, None, until)
        if answer.status or answer.command != Command.SUBMIT_SM_RESP:
            error = statuses.refusal(answer.status)
            if error.operator:
                log.error("smpp: the centre refuses all messages: %s", error)
            raise error
        return _id_in(answer) or str(reference)

    def _ask(
        self, to: Address, message: Message, content: bytes, tag: int | None, until: float
    ) -> Pdu:
        body = submit_body(
            source=self._configuration.source, to=to, data_coding=message.data_coding,
            esm_class=HAS_HEADER if len(message.parts) > 1 else 0, content=content, reference=tag,
        )  # fmt: skip
        return self._bound().submit(body, seconds=max(until - time.monotonic(), 0))

    def _bound(self) -> Link:
        with self._turn:
            if self._link is None:
                self._link = Link(self._configuration, self._patience, self._take)
            return self._link


def _compose(text: str) -> Message:
    """The text in parts. GatewayError, permanent, for a code in several, or a novel."""
    try:
        message = write_message(text)
    except TooLong as reason:
        raise GatewayError(f"the text is too long: {reason}", permanent=True) from None
    if len(message.parts) > 1 and CODE.match(text):
        raise GatewayError("a code does not fit one message", permanent=True)
    return message


def _id_in(answer: Pdu) -> str:
    """The centre's id, as it is kept. Accepted is accepted, even if the id cannot be read."""
    try:
        message_id = read_message_id(answer.body).strip()
    except Malformed:
        return ""
    return spell(message_id) if message_id else ""


_made: weakref.WeakSet[Smpp] = weakref.WeakSet()
_inherited: list[Link] = []


def _close_all() -> None:
    for gateway in list(_made):
        gateway.close()


def _begin_anew() -> None:
    for gateway in list(_made):
        gateway.begin_anew()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_begin_anew)
