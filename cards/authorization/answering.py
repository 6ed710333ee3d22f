"""One message answered: the deed and what was answered are kept in one transaction.

The same message again is answered alike; another one under the same key is refused. What cannot
be read is answered with its format error if it says who asks, and with nothing otherwise.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from django.db import (
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)

from cards.authorization import reading
from cards.authorization.before import heard_before
from cards.authorization.presenting import ReferenceTaken, post_presentment
from cards.authorization.rules import rules
from cards.authorization.taking import note_advice, take_operation
from cards.authorization.undoing import reverse_operation
from cards.models import Authorization, Card, HostMessage
from homebank.lib import clock
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.iso8583 import Message, Wrong, decode, encode
from homebank.lib.kept import KeptQuery, insert
from ledger.accounts import balance_of
from ledger.errors import NotEnoughMoney
from tariffs.errors import NoRate

log = logging.getLogger(__name__)

APPROVED = "00"
ECHOED = (2, 3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 70, 90, 95)
NETWORK = {"001", "002", "301"}
Answer = dict[str, str]
# All that is asked of one card stands in a queue.
_cards: KeptQuery[Card] = KeptQuery(
    lambda number: Card.objects.filter(number_fingerprint=number).select_for_update(no_key=True),
    of=str,
)


class Unanswerable(ValueError):
    """Bytes that say neither what they are nor who asks. The text names no value."""


def answer_bytes(raw: bytes) -> bytes | None:
    """The answer to a message as it came, or None where none is due (an answer of others).

    Unanswerable for rubbish; nothing else is raised.
    """
    try:
        message = decode(raw)
    except Wrong as reason:
        return _refuse_format(reason.begun, reason)
    try:
        answered = answer(message)
    except Wrong as reason:
        return _refuse_format(message, reason)
    return encode(answered) if answered else None


def answer(message: Message) -> Message | None:
    """The answer to a request or advice; None to what needs none. Wrong tells the field."""
    handler = HANDLERS.get(message.mti[:3])
    if message.mti[2] not in "02":
        return None
    if message.mti[:3] == "080":
        return _network(message)
    if handler is None:
        return answer_to(message, {"39": rules().codes["operation"]})
    try:
        return answer_to(message, _kept(message, handler))
    except NoRate:
        log.error("a presentment waits for an exchange rate: manage.py load_rates")
    except Error as reason:
        log.error("a card message could not be answered: %s", type(reason).__name__)
    return answer_to(message, {"39": rules().codes["malfunction"]})


def answer_to(message: Message, said: Mapping[str, str]) -> Message:
    """What was sent, echoed, with the answer's own fields."""
    fields = {number: message.fields[number] for number in ECHOED if number in message.fields}
    fields |= {int(number): value for number, value in said.items()}
    return Message(f"{message.mti[:2]}{int(message.mti[2]) + 1}0", fields)


def _refuse_format(begun: Message | None, reason: Wrong) -> bytes | None:
    log.warning("a card message was refused: %s", reason)
    if begun is None or begun.mti[2] not in "02" or not begun.get(11):
        raise Unanswerable(str(reason)) from None
    return encode(answer_to(begun, {"39": rules().codes["format"]}))


def _network(message: Message) -> Message:
    if message.get(70) not in NETWORK:
        raise Wrong(70, "sign-on 001, sign-off 002 or echo 301")
    if not message.get(11) or not message.get(7):
        raise Wrong(11, "missing")
    return answer_to(message, {"39": APPROVED})


def _kept(message: Message, handler: "Handler") -> Answer:
    """The answer, given now or before.

    Said once more where that is safe, for a key happens once: two at once with one key and no card
    (the second looks), a connection that was lost, money that went by another way meanwhile.
    """
    try:
        return _answer_once(message, handler)
    except (OperationalError, InterfaceError):
        close_old_connections()
        return _answer_once(message, handler)
    except IntegrityError:
        return _answer_once(message, handler)
    except NotEnoughMoney:
        return _answer_once(message, _authorize_carefully)


def _answer_once(message: Message, handler: "Handler") -> Answer:
    key, digest = reading.key_of(message), reading.digest_of(message)
    with transaction.atomic():
        card = _locked_card(message)
        rrn, acquirer = message.get(37).strip(), reading.acquirer_of(message)
        before = heard_before(key=key, card=card, rrn=rrn, acquirer=acquirer)
        if before.answer is not None:
            same = before.digest == digest
            return before.answer if same else {"39": rules().codes["duplicate"]}
        said = handler(message, card, before.is_reversed)
        insert(
            HostMessage(
                key=key, digest=digest, mti=message.mti, card=card, at=clock.now(), answer=said,
                acquirer=acquirer, rrn=rrn, about=reading.original_key_of(message),
            )
        )  # fmt: skip
    return said


def _locked_card(message: Message) -> Card | None:
    """The card of the message, locked."""
    if message.mti[1] == "4" and not message.get(2) and not message.get(35):
        original = _original(message, None)
        card_id = original.card_id if original else None
        locked = Card.objects.select_for_update(no_key=True)
        return locked.filter(pk=card_id).first() if card_id else None
    return _cards.first(number_fingerprint(reading.read_number(message)))


def _authorize(
    message: Message, card: Card | None, is_reversed: bool, *, is_careful: bool = False
) -> Answer:
    asked, place = reading.read_asked(message), reading.read_place(message)
    row = take_operation(
        card=card, asked=asked, place=place, at=clock.now(), is_reversed=is_reversed,
        is_careful=is_careful,
    )  # fmt: skip
    said = {"39": row.code}
    if row.auth_code:
        said["38"] = row.auth_code
    if asked.operation == "balance" and card is not None and row.auth_code:
        said["54"] = _balances(card)
    return said


_authorize_carefully = partial(_authorize, is_careful=True)


def _advise(message: Message, card: Card | None, _is_reversed: bool) -> Answer:
    asked, place = reading.read_asked(message), reading.read_place(message)
    row = note_advice(
        card=card, asked=asked, place=place, at=clock.now(), auth_code=message.get(38).strip(),
        was_approved=message.get(39) in {"", APPROVED},
    )  # fmt: skip
    return {"39": row.code}


def _present(message: Message, card: Card | None, _is_reversed: bool) -> Answer:
    presented = reading.read_presented(message)
    try:
        post_presentment(card=card, presented=presented, at=clock.now())
    except ReferenceTaken:
        return {"39": rules().codes["duplicate"]}
    return {"39": APPROVED}


def _reverse(message: Message, card: Card | None, _is_reversed: bool) -> Answer:
    if not reading.original_key_of(message) and not message.get(37).strip():
        raise Wrong(90, "missing, and 37 too")
    row, left = _original(message, card), reading.read_left(message)
    left_minor = _share(row, left) if row else 0
    return {"39": reverse_operation(row=row, left_minor=left_minor)}


def _share(row: Authorization, left: int) -> int:
    """What is left, in tiyn at the rate that the operation was held at; never less than its due."""
    if not left or not row.amount_minor:
        return 0
    return -(-(row.billed_minor or 0) * left // row.amount_minor)


def _original(message: Message, card: Card | None) -> Authorization | None:
    """What a reversal undoes: by field 90, or the newest of the card with its number."""
    rows = Authorization.objects.select_related("card").order_by("-at")
    if key := reading.original_key_of(message):
        found = rows.filter(key=key).first()
        return found if found and (card is None or found.card_id == card.pk) else None
    rrn, acquirer = message.get(37).strip(), reading.acquirer_of(message)
    return rows.filter(card=card, rrn=rrn, acquirer=acquirer).first() if card and rrn else None


def _balances(card: Card) -> str:
    """Field 54: the available balance in tenge, with its sign."""
    available = balance_of(card.account_id).available.minor
    return f"0002398{'D' if available < 0 else 'C'}{abs(available):012d}"


Handler = Callable[[Message, Card | None, bool], Answer]
HANDLERS: dict[str, Handler] = {
    "010": _authorize, "012": _advise, "022": _present, "040": _reverse, "042": _reverse,
}  # fmt: skip
