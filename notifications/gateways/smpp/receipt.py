"""Reads a delivery receipt out of a deliver_sm, however the centre writes it.

The optional fields come first, the text after them. The text repeats the begin of the message, a
code perhaps, so nothing of it but the named fields is looked at, kept or logged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homebank.lib import clock
from notifications.gateways import ReceiptState
from notifications.gateways.smpp.alphabet import UCS2_CODING
from notifications.gateways.smpp.pdu import Delivered, Tag

MESSAGE_TYPE: Final = 0x3C
RECEIPT_TYPES: Final = (0x04, 0x20)  # the last word, a word on the way
NUMBERED: Final = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD",
    7: "UNKNOWN", 8: "REJECTD",
}  # fmt: skip
WORDS: Final = {
    "ENROUTE": ReceiptState.ON_THE_WAY,
    "ACCEPTD": ReceiptState.ON_THE_WAY,
    "ACCEPTED": ReceiptState.ON_THE_WAY,
    "BUFFERED": ReceiptState.ON_THE_WAY,
    "BUFFRED": ReceiptState.ON_THE_WAY,
    "DELIVRD": ReceiptState.DELIVERED,
    "DELIVERED": ReceiptState.DELIVERED,
    "EXPIRED": ReceiptState.UNDELIVERED,
    "DELETED": ReceiptState.UNDELIVERED,
    "UNDELIV": ReceiptState.UNDELIVERED,
    "UNDELIVERABLE": ReceiptState.UNDELIVERED,
    "REJECTD": ReceiptState.UNDELIVERED,
    "REJECTED": ReceiptState.UNDELIVERED,
}
FIELDS: Final = {
    "id": re.compile(r"\bid:\s*([^\s\0]{1,65})", re.IGNORECASE),
    "stat": re.compile(r"\bstat:\s*([A-Za-z]{1,20})", re.IGNORECASE),
    "err": re.compile(r"\berr:\s*([0-9A-Za-z]{1,8})\b", re.IGNORECASE),
    "done": re.compile(r"\bdone\s*date:\s*(\d{10,14})\b", re.IGNORECASE),
}
# From the longest: a year of four digits makes 12 digits ambiguous, the century decides.
DATES: Final = {14: "%Y%m%d%H%M%S", 12: "%y%m%d%H%M%S", 10: "%y%m%d%H%M"}
OLDEST: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What a centre says of one part: by which spellings of its id, and the fate."""

    message_ids: tuple[str, ...]
    state: ReceiptState
    word: str
    at: datetime | None


def is_receipt(delivered: Delivered) -> bool:
    """Whether this is a receipt rather than somebody's message."""
    by_type = delivered.esm_class & MESSAGE_TYPE in RECEIPT_TYPES
    return by_type or Tag.RECEIPTED_MESSAGE_ID in delivered.options


def read_receipt(delivered: Delivered) -> DeliveryReceipt | None:
    """What the receipt says; None if it names no message."""
    told = _told_in_text(delivered)
    options = delivered.options
    option = options.get(Tag.RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0").decode("latin-1").strip()
    message_id = option or told.get("id", "")
    if not message_id:
        return None
    numbered = NUMBERED.get(int.from_bytes(options.get(Tag.MESSAGE_STATE, b"\0")[:1], "big"))
    word = numbered or told.get("stat", "").upper() or "UNKNOWN"
    state = WORDS.get(word, ReceiptState.UNKNOWN)
    if state is ReceiptState.UNDELIVERED and told.get("err", "").strip("0"):
        word = f"{word} {told['err']}"
    return DeliveryReceipt(spellings(message_id), state, word, _moment(told.get("done", "")))


def spell(message_id: str) -> str:
    """The one spelling that is kept of an id: no case, no padding."""
    return message_id.strip().lower().lstrip("0") or "0"


def spellings(message_id: str) -> tuple[str, ...]:
    """The id as it stands, then as decimal for its hexadecimal, then the other way round."""
    plain = spell(message_id)
    found = [plain]
    if re.fullmatch(r"[0-9a-f]{1,16}", plain):
        found.append(str(int(plain, 16)))
    if re.fullmatch(r"[0-9]{1,20}", plain):
        found.append(f"{int(plain):x}")
    return tuple(dict.fromkeys(found))


def _told_in_text(delivered: Delivered) -> dict[str, str]:
    """The fields of the text that precede `text:`, which begins the message's own words."""
    coding = "utf-16-be" if delivered.data_coding == UCS2_CODING else "latin-1"
    text = re.split(r"\btext:", delivered.content.decode(coding, "replace"), flags=re.IGNORECASE)[0]
    found = {name: pattern.search(text) for name, pattern in FIELDS.items()}
    return {name: match[1] for name, match in found.items() if match}


def _moment(digits: str) -> datetime | None:
    """The centre's local time, taken for Almaty's; None for what cannot be the moment."""
    length = 14 if len(digits) == 12 and digits.startswith("20") else len(digits)
    form = "%Y%m%d%H%M" if length != len(digits) else DATES.get(length)
    if form is None:
        return None
    try:
        moment = datetime.strptime(digits, form).replace(tzinfo=clock.ALMATY)
    except ValueError:
        return None
    return moment if clock.now() - OLDEST < moment <= clock.now() else None
