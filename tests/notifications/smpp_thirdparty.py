"""A server made of smppy, a third party's library: `python smpp_thirdparty.py PORT`.

Writes one JSON line for each bind and message; gives ids and receipts, which smppy leaves out.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from typing import Any

from smpp.pdu.operations import DeliverSM, SubmitSMResp
from smpp.pdu.pdu_types import (
    AddrNpi,
    AddrTon,
    DataCoding,
    DataCodingDefault,
    EsmClass,
    EsmClassMode,
    EsmClassType,
    MessageState,
    PriorityFlag,
    RegisteredDelivery,
    RegisteredDeliveryReceipt,
    ReplaceIfPresentFlag,
)
from smppy.server import Application, SmppProtocol

PASSWORD = "loopback"


class Protocol(SmppProtocol):  # type: ignore[misc]
    """smppy's own, but each submit_sm_resp has an id."""

    def data_received(self, data: bytes) -> None:
        """smppy reads one packet of what comes in one piece, and forgets the others."""
        while data:
            length = int.from_bytes(data[:4], "big")
            super().data_received(data[:length])
            data = data[length:]

    def _send_response(self, response: Any) -> None:
        if isinstance(response, SubmitSMResp):
            self.app.last_id = f"{next(self.app.ids):x}"
            response.params["message_id"] = self.app.last_id
        super()._send_response(response)

    def send_receipt(self, source: str, dest: str, message_id: str) -> None:
        receipt = DeliverSM(
            sequence_number=self.next_sequence_number(), service_type=None,
            source_addr_ton=AddrTon.INTERNATIONAL, source_addr_npi=AddrNpi.ISDN, source_addr=dest,
            dest_addr_ton=AddrTon.ALPHANUMERIC, dest_addr_npi=AddrNpi.UNKNOWN,
            destination_addr=source,
            esm_class=EsmClass(EsmClassMode.DEFAULT, EsmClassType.SMSC_DELIVERY_RECEIPT),
            protocol_id=None, priority_flag=PriorityFlag.LEVEL_0,
            registered_delivery=RegisteredDelivery(
                RegisteredDeliveryReceipt.NO_SMSC_DELIVERY_RECEIPT_REQUESTED),
            replace_if_present_flag=ReplaceIfPresentFlag.DO_NOT_REPLACE,
            data_coding=DataCoding(scheme_data=DataCodingDefault.SMSC_DEFAULT_ALPHABET),
            short_message=f"id:{int(message_id, 16)} stat:DELIVRD err:000 text:".encode(),
            receipted_message_id=message_id, message_state=MessageState.DELIVERED,
        )  # fmt: skip
        self._send_requests([receipt])


class Server(Application):  # type: ignore[misc]
    """Takes the one password, tells what it received, and says that it was delivered."""

    def __init__(self) -> None:
        super().__init__("smppy")
        self.ids, self.last_id = itertools.count(0xABC000), ""

    async def handle_bound_client(self, client: Any) -> Any:
        good = _text(client.password) == PASSWORD
        _tell(bind=_text(client.system_id), good=good)
        return client if good else None

    async def handle_unbound_client(self, client: Any) -> None:
        _tell(unbind=_text(client.system_id))

    async def handle_sms_received(
        self, client: Any, source_number: Any, dest_number: Any, text: Any
    ) -> None:
        source, dest = _text(source_number), _text(dest_number)
        _tell(sender=source, to=dest, text=_text(text))
        client._protocol.send_receipt(source, dest, self.last_id)


async def serve(port: int) -> None:
    server, loop = Server(), asyncio.get_running_loop()
    await loop.create_server(lambda: Protocol(app=server), "127.0.0.1", port)
    _tell(listening=port)
    await asyncio.Event().wait()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
