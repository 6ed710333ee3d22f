"""From fields of a message to what is asked: every value checked, what is wrong told by its field.

Field 48 is ours: two digits of tag, two of length, the value, again and again. 43 is the proof of
3-D Secure, 92 the digits on the back, 71 the part of a presentment and of how many: `0103`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented
from cards.authorization.taking import Place
from cards.models import last_day
from homebank.lib import clock, crypto
from homebank.lib.currencies import BY_NUMBER, TENGE
from homebank.lib.iso8583 import Message, Wrong

PURCHASE, CASH, REFUND, TRANSFER, BALANCE = "00", "01", "20", "40", "31"
OPERATIONS = {PURCHASE: "purchase", CASH: "cash", REFUND: "refund", TRANSFER: "transfer",
              BALANCE: "balance"}  # fmt: skip
# Without the card at hand: on the internet, by mail or phone, by a number kept on file.
ABSENT_CARD, ABSENT_ENTRY = {"08", "59"}, {"10", "81"}
CHIP_ENTRY, CHIP_CODE, BACK_CODE = {"05", "07", "95"}, "999", "000"
TRACK = re.compile(r"([0-9]{12,19})[=D]([0-9]{4})([0-9]{3})([0-9]{3})[0-9]*", re.ASCII)
PROOF, BACK, PART = "43", "92", "71"


@dataclass(frozen=True, slots=True)
class Track:
    """Field 35: number, expiry YYMM, service code, and the first three digits of the issuer's."""

    number: str = ""
    expiry: str = ""
    service_code: str = ""
    cvv: str = ""


def read_asked(message: Message) -> Asked:
    """The operation that a 01xx asks for. Wrong tells the field."""
    track, more = _track(message), _private(message)
    operation = OPERATIONS.get(_need(message, 3)[:2], "unknown")
    numbered = message.get(49) or (TENGE.number if operation == "balance" else _need(message, 49))
    is_chip = message.get(22)[:2] in CHIP_ENTRY
    code = BACK_CODE if BACK in more else CHIP_CODE if is_chip else track.service_code
    return Asked(
        operation=operation, amount_minor=_amount(message, operation),
        currency=BY_NUMBER.get(numbered), currency_number=numbered,
        is_internet=message.get(25) in ABSENT_CARD or message.get(22)[:2] in ABSENT_ENTRY,
        category=message.get(18), merchant_id=message.get(42).strip(), number=read_number(message),
        expiry=_expiry(message.get(14) or track.expiry), cvv=more.get(BACK, track.cvv),
        service_code=code or BACK_CODE, proof=more.get(PROOF, ""),
    )  # fmt: skip


def read_presented(message: Message) -> Presented:
    """The claim that a 0220 makes. Wrong tells the field."""
    asked, more = read_asked(message), _private(message)
    if asked.currency is None:
        raise Wrong(49, "no such currency")
    if asked.operation not in {"purchase", "cash", "refund", "transfer"}:
        raise Wrong(3, "nothing that is presented")
    if not asked.amount_minor:
        raise Wrong(4, "no amount")
    part, parts = _part(more.get(PART, ""))
    return Presented(
        reference=key_of(message), operation=asked.operation, amount_minor=asked.amount_minor,
        currency=asked.currency, rrn=message.get(37).strip(), auth_code=message.get(38).strip(),
        merchant=_merchant(message), category=asked.category, part=part, parts=parts,
    )  # fmt: skip


def read_place(message: Message) -> Place:
    """Where the message came from."""
    return Place(
        key=key_of(message), merchant=_merchant(message), merchant_id=message.get(42).strip(),
        terminal=message.get(41).strip(), acquirer=acquirer_of(message),
        rrn=message.get(37).strip(),
    )  # fmt: skip


def read_number(message: Message) -> str:
    """The card number of field 2 or of the track. Wrong if there is none."""
    number = message.get(2) or _track(message).number
    if len(number) < 12:
        raise Wrong(2, "missing" if not number else "too short")
    return number


def read_left(message: Message) -> int:
    """What a reversal leaves of the operation, in its own minor units; 0 undoes it whole."""
    replaced = message.get(95)[:12]
    if replaced and not replaced.isdigit():
        raise Wrong(95, "no amount")
    return int(replaced or 0)


def key_of(message: Message) -> str:
    """By which a message is known again: what it is, its number, when and by whom it was sent.

    A repeat (0401) has the key of the first one. The year, which is not sent, is the nearest.
    """
    return _key(message.mti, _need(message, 11), _need(message, 7), acquirer_of(message))


def original_key_of(message: Message) -> str:
    """The key of the message that field 90 names; nothing where it names none."""
    named = message.get(90)
    if not named or not int(named[4:10]):
        return ""
    return _key(named[:4], named[4:10], named[10:20], named[20:31].lstrip("0"))


def digest_of(message: Message) -> str:
    """Tells the same content from another; keyed, for the content has a card number in it."""
    said = "|".join(f"{number}={message.fields[number]}" for number in sorted(message.fields))
    return crypto.fingerprint(said, column="cards_hostmessage.digest")


def acquirer_of(message: Message) -> str:
    return message.get(32).lstrip("0")


def _key(mti: str, trace: str, sent: str, acquirer: str) -> str:
    return crypto.digest(mti[:3], trace, _moment(sent).isoformat(), acquirer)


def _moment(sent: str) -> datetime:
    """MMDDhhmmss in UTC, in the year that brings it nearest to now."""
    now = clock.now()
    found = [_moment_in(now.year + years, sent) for years in (-1, 0, 1)]
    moments = [moment for moment in found if moment]
    if not moments:
        raise Wrong(7, "no such moment")
    return min(moments, key=lambda moment: abs(moment - now))


def _moment_in(year: int, sent: str) -> datetime | None:
    parts = [int(sent[place : place + 2]) for place in range(0, 10, 2)]
    try:
        return datetime(year, *parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _need(message: Message, number: int) -> str:
    value = message.get(number)
    if not value:
        raise Wrong(number, "missing")
    return value


def _amount(message: Message, operation: str) -> int:
    return int(message.get(4) or (0 if operation == "balance" else _need(message, 4)))


def _expiry(sent: str) -> date | None:
    if not sent:
        return None
    year, month = 2000 + int(sent[:2]), int(sent[2:])
    if not 1 <= month <= 12:
        raise Wrong(14, "no such month")
    return last_day(year, month)


def _track(message: Message) -> Track:
    sent = message.get(35)
    if not sent:
        return Track()
    found = TRACK.fullmatch(sent)
    if found is None:
        raise Wrong(35, "no track")
    return Track(*found.groups())


def _private(message: Message) -> Mapping[str, str]:
    """The sub-elements of field 48 by their tag."""
    rest, found = message.get(48), {}
    while rest:
        head = re.match(r"([0-9]{2})([0-9]{2})", rest, re.ASCII)
        value = rest[4 : 4 + int(head[2])] if head else ""
        if head is None or len(value) != int(head[2]):
            raise Wrong(48, "not made of tags, lengths and values")
        found[head[1]] = value
        rest = rest[4 + len(value) :]
    return found


def _part(sent: str) -> tuple[int, int]:
    if not sent:
        return 1, 1
    if not re.fullmatch(r"[0-9]{4}", sent, re.ASCII) or not 1 <= int(sent[:2]) <= int(sent[2:]):
        raise Wrong(48, "no part of parts")
    return int(sent[:2]), int(sent[2:])


def _merchant(message: Message) -> str:
    """Name and city of field 43, as people read them."""
    name, city = message.get(43)[:25].strip(), message.get(43)[25:38].strip()
    return ", ".join(part for part in (name, city) if part)[:40]
