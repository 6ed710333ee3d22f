"""Takes receipts and customers' messages on a thread: the database may be slow, the line may not.

Each is answered once it is committed. What could not be is refused, and the centre repeats it.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Final

from django.db import connections

from notifications.gateways.smpp import statuses
from notifications.gateways.smpp.alphabet import read_text
from notifications.gateways.smpp.parts import GATEWAY
from notifications.gateways.smpp.pdu import HAS_HEADER, Delivered, Malformed, Pdu, read_deliver
from notifications.gateways.smpp.receipt import DeliveryReceipt, is_receipt, read_receipt
from notifications.inbound import take_inbound

log = logging.getLogger(__name__)

Take = Callable[[DeliveryReceipt], None]
Answer = Callable[[int], None]

MOST_WAITING: Final = 1000


class ReceiptTaker:
    """A queue of deliver_sm and the thread that works it off."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._queue: queue.Queue[tuple[Pdu, Answer] | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._work, name="smpp-receipts", daemon=True)
        self._thread.start()

    def put(self, pdu: Pdu, answer: Answer) -> bool:
        """Queue it; `answer` is called with a status from the thread. False: there is no room."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait((pdu, answer))
            return True
        return False

    def close(self, seconds: float) -> None:
        """Stop after the receipt that is being taken; the centre keeps those not answered."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(seconds)

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            pdu, answer = item
            answer(self._fate_of(pdu))
            if self._queue.empty():
                connections.close_all()  # none is held through a quiet night
        connections.close_all()

    def _fate_of(self, pdu: Pdu) -> int:
        """The status to answer with. Nothing that a centre says may end the thread."""
        try:
            self._read(pdu)
        except Malformed as reason:
            log.warning("smpp: a deliver_sm cannot be read: %s", reason)
            return statuses.UNREADABLE
        except Exception as reason:  # the centre will repeat it; its words may hold a code
            log.error("smpp: a receipt was not taken: %s", type(reason).__name__)
            connections.close_all()
            return statuses.TAKE_BACK
        return statuses.ACCEPTED

    def _read(self, pdu: Pdu) -> None:
        delivered = read_deliver(pdu.body)
        if not is_receipt(delivered):
            self._take_message(delivered)
        elif receipt := read_receipt(delivered):
            self._take(receipt)
        else:
            log.warning("smpp: a receipt names no message")

    def _take_message(self, delivered: Delivered) -> None:
        """A customer's own words. Of a long message's parts none is a command."""
        text = read_text(
            delivered.content, data_coding=delivered.data_coding,
            has_header=bool(delivered.esm_class & HAS_HEADER),
        )  # fmt: skip
        kept = bool(text) and take_inbound(gateway=GATEWAY, sender=delivered.source, text=text)
        log.info("smpp: a customer's message came and was %s", "kept" if kept else "left alone")
