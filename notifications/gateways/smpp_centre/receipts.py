"""The receipts that the centre writes, in the forms that real centres are known for."""

from __future__ import annotations

from notifications.gateways.smpp_centre import wire
from notifications.gateways.smpp_centre.behaviours import Behaviour

NUMBERS = {"ENROUTE": 1, "DELIVRD": 2, "EXPIRED": 3, "DELETED": 4, "UNDELIV": 5, "ACCEPTD": 6,
           "UNKNOWN": 7, "REJECTD": 8}  # fmt: skip
MESSAGE_ID, MESSAGE_STATE = 0x001E, 0x0427
NOBODYS = 999_000_111


def write_receipts(
    submit: wire.Submit, number: int, *, part: int, how: Behaviour, done: str
) -> list[bytes]:
    """The bodies of the deliver_sm that tell the fate of one part; `done` is YYMMDDhhmm."""
    fate = how.fates[(part - 1) % len(how.fates)]
    told = [(number, fate)] * how.times
    if how.on_the_way:
        told.insert(0, (number, "ENROUTE"))
    if how.form == "foreign":
        told.insert(0, (NOBODYS, fate))
    return [_write(submit, how.told.format(each), word, how.form, done) for each, word in told]


def _write(submit: wire.Submit, message_id: str, word: str, form: str, done: str) -> bytes:
    good = word == "DELIVRD"
    text = (
        f"id:{message_id} sub:001 dlvrd:{'001' if good else '000'} submit date:{done} "
        f"done date:{done} stat:{word} err:{'000' if good else '011'} text:{submit.text[:20]}"
    )
    if form == "wild":
        text = f"\x01Receipt;; ID:{message_id}\r\nSUB:1 done  date:20{done}00 Stat:{word} Err:1"
    options = wire.option(MESSAGE_ID, message_id.encode() + b"\0")
    if word in NUMBERS:
        options += wire.option(MESSAGE_STATE, bytes((NUMBERS[word],)))
    if form == "ucs2":
        content, coding = text[:70].encode("utf-16-be"), wire.UCS2
        text_only = content
    else:
        text_only, coding = text.encode("latin-1", "replace")[:254], 0
    return wire.deliver_body(
        source=submit.to, to=submit.sender, esm_class=wire.RECEIPT_TYPE, coding=coding,
        content=b"" if form == "options" else text_only,
        options=b"" if form in {"text", "wild"} else options,
    )  # fmt: skip
