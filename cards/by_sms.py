"""Cards frozen by an SMS from the trusted number: "BLOCK 6150" (NTF-06).

The number that an SMS seems to come from can be forged. So a command may freeze and nothing else,
and its answer goes to the trusted number: who forged it reads nothing, the owner learns of it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

from accounts.limits import SMS_ANSWERS, SMS_COMMANDS
from accounts.models import Customer, phone_fingerprint
from cards.freezing import BY_SMS, freeze_card
from cards.models import Card
from cards.switch_errors import SwitchRefused
from homebank.lib import throttle
from notifications.events import record
from notifications.messages import queue_alert

# What people write, in the three languages and in Russian and Kazakh by Latin letters.
VERBS = frozenset({
    "block", "freeze", "stop", "блок", "блокировать", "заблокировать", "заблокируй",
    "приостановить", "приостанови", "заморозить", "заморозь", "стоп", "блокировка", "бұғаттау",
    "бұғатта", "бугаттау", "бугатта", "тоқтату", "тоқтат", "токтату", "токтат", "blok", "bugattau",
    "bugatta", "toqtat", "toqtatu",
})  # fmt: skip
ALL = frozenset({"all", "все", "всё", "барлығы", "барлыгы", "бәрі", "бари", "vse", "barlygy"})
FILLING = frozenset(
    {"card", "my", "карта", "карту", "мою", "картаны", "картамды", "kartu", "karta"}
)
WORKING = frozenset({Card.State.ACTIVE, Card.State.FROZEN})
BETWEEN = re.compile(r"[\s*.,:;!#№•-]+")
LAST4 = re.compile(r"[0-9]{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Command:
    """What was asked: the last four digits, or all, or nothing where the words said neither."""

    last4: str = ""
    is_all: bool = False


def hear(*, phone: str, text: str) -> None:
    """Do what the E.164 number's owner asks for, in the caller's transaction.

    A number that is nobody's trusted one gets no answer: it would tell who banks here.
    """
    owner = Customer.objects.filter(phone_fingerprint=phone_fingerprint(phone)).first()
    if owner is None or not owner.is_identified:
        return
    command = read_command(text)
    if command is None:
        _answer(owner, "command-unknown")
    else:
        _obey(owner, command)


def read_command(text: str) -> Command | None:
    """`BLOCK 6150`, `Заблокируй карту *6150`, `6150 бұғатта`; None for any other words."""
    words = [word for word in BETWEEN.split(text.casefold()) if word and word not in FILLING]
    rest = [word for word in words if word not in VERBS]
    if len(words) - len(rest) != 1 or len(rest) > 1:
        return None
    if not rest:
        return Command()
    if rest[0] in ALL:
        return Command(is_all=True)
    return Command(last4=rest[0]) if LAST4.fullmatch(rest[0]) else None


def _obey(owner: Customer, command: Command) -> None:
    """Only what freezes counts: forged messages about no card do not use up the owner's own."""
    own = list(Card.objects.of(owner).order_by("pk"))
    meant = _meant(own, command)
    active = [card for card in meant if card.standing == Card.State.ACTIVE]
    if not active:
        _tell_why_nothing(owner, own, meant)
    elif throttle.take(SMS_COMMANDS, f"customer {owner.pk}").allowed:
        record(kind="sms.command", customer_id=owner.pk,
               facts={"card": command.last4 or ("all" if command.is_all else "none")})  # fmt: skip
        for card in active:
            # Its own message tells of it; what stopped working meanwhile needs no freezing.
            with suppress(SwitchRefused):
                freeze_card(card=card, way=BY_SMS)


def _tell_why_nothing(owner: Customer, own: list[Card], meant: list[Card]) -> None:
    """No card is meant, or those that are do not work already."""
    if not meant:
        _answer(owner, "command-which" if _working(own) else "command-no-card")
        return
    frozen = _working(meant)
    if not frozen:
        _answer(owner, "command-stopped", card_last4=meant[0].last4)
    for card in frozen:
        _answer(owner, "card-frozen", card_last4=card.last4)


def _meant(own: list[Card], command: Command) -> list[Card]:
    """All, those with the digits, or without digits the only one that works.

    Several with the same digits are all meant: freezing is undone in a minute, a theft is not.
    """
    if command.is_all:
        return _working(own)
    if command.last4:
        return [card for card in own if card.last4 == command.last4]
    working = _working(own)
    return working if len(working) == 1 else []


def _working(cards: list[Card]) -> list[Card]:
    return [card for card in cards if card.standing in WORKING]


def _answer(owner: Customer, purpose: str, **params: str) -> None:
    """So many an hour: a phone that answers by itself is not answered for ever."""
    if owner.phone and throttle.take(SMS_ANSWERS, f"customer {owner.pk}").allowed:
        queue_alert(phone=owner.phone, purpose=purpose, language=owner.language,
                    customer_id=owner.pk, **params)  # fmt: skip
