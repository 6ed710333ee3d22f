"""How a card's purchases are confirmed: what its owner chose, and what of it is in force now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from accounts.recovery.cooling import cooling_until
from cards.models import Card, ThreeDsScheme, ThreeDsSetting, ThreeDsTransaction
from cards.standing import check_working
from cards.three_ds import limits
from cards.three_ds.errors import CoolingPeriod, NoNumberForCodes, PasswordInForce
from homebank.identity import BANK
from homebank.lib import clock, crypto, throttle
from notifications.events import record
from notifications.messages import queue_alert

Method = ThreeDsTransaction.Method
REISSUED, CUT_OVER, NO_NUMBER = "reissued", "cut-over", "no-number"


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is in force. `void` says why what the owner chose is not: a word of this module.

    `methods` are the ways in which the cardholder can be asked now, the chosen one first.
    """

    chosen: str
    in_force: str
    void: str = ""
    greeting: str = ""
    methods: tuple[str, ...] = ()
    setting: ThreeDsSetting | None = None

    @property
    def is_off(self) -> bool:
        return self.in_force == ThreeDsScheme.OFF


def scheme_of(card: Card) -> Scheme:
    """The card's scheme now. A void one counts as off; a static one may be answered by SMS too."""
    setting = ThreeDsSetting.objects.filter(card=card).first()
    if setting is None:
        return _of_replaced(card)
    chosen = str(setting.scheme)
    if chosen == ThreeDsScheme.OFF:
        return Scheme(chosen, chosen, setting=setting)
    customer, void = card.customer, _void(card, setting)
    if void:
        return Scheme(chosen, str(ThreeDsScheme.OFF), void, setting=setting)
    by_sms = [str(Method.SMS)] if customer.sms_number else []
    by_password = chosen == ThreeDsScheme.STATIC and not is_locked(card)
    methods = [str(Method.PASSWORD), *by_sms] if by_password else by_sms
    return Scheme(chosen, chosen, "", setting.greeting, tuple(methods), setting)


def schemes_of(cards: Sequence[Card]) -> dict[UUID, Scheme]:
    """The schemes of several cards in one query, for who looks: `methods` and `setting` are left
    out. By the card's id."""
    known = [each for card in cards for each in (card.pk, card.replaces_id) if each]
    found = {row.card_id: row for row in ThreeDsSetting.objects.filter(card__in=known)}
    return {card.pk: _told(card, found) for card in cards}


def turn_on_codes(*, card: Card) -> None:
    """Purchases are confirmed by codes to the trusted number. It makes safer: no code is asked.

    Only where nothing is in force; `ask_for` changes the rest. Refusals of cards/standing.py,
    PasswordInForce, NoNumberForCodes.
    """
    check_working(card)
    if scheme_of(card).in_force == ThreeDsScheme.STATIC:
        raise PasswordInForce
    if not card.customer.phone:
        raise NoNumberForCodes(phone=BANK["contacts"]["short"])
    _keep(card, str(ThreeDsScheme.DYNAMIC))


def ask_for(*, card: Card, scheme: str, language: str) -> Deed:
    """A code for turning 3-D Secure off, or from the password to codes. Refusals as above."""
    check_working(card)
    check_not_cooling(card.customer)
    if scheme == ThreeDsScheme.DYNAMIC and not card.customer.phone:
        raise NoNumberForCodes(phone=BANK["contacts"]["short"])
    return change_scheme.ask(
        customer=card.customer, language=language, card=str(card.pk), scheme=scheme
    )


def last4_of(facts: Mapping[str, str]) -> dict[str, str]:
    """The card's last digits, for the text of the SMS."""
    return {"card_last4": Card.objects.values_list("last4", flat=True).get(pk=facts["card"])}


def _in_words(facts: Mapping[str, str]) -> str:
    if facts["scheme"] == ThreeDsScheme.OFF:
        return str(_("3-D Secure of the card is turned off: small sums pass unconfirmed."))
    return str(
        _("Purchases are confirmed by codes from SMS. The 3-D Secure password is forgotten.")
    )


@confirmed(
    "three-ds", title=_("Change 3-D Secure"), done=_("3-D Secure is changed."),
    after="cards:three-ds", at=("card",), says=last4_of, words=_in_words,
)  # fmt: skip
def change_scheme(*, customer: Customer, card: str, scheme: str) -> None:
    """Off, or codes by SMS; a password that was set is forgotten. Refusals as of `ask_for`."""
    own = Card.objects.of(customer).get(pk=UUID(card))
    check_working(own)
    check_not_cooling(customer)
    _keep(own, str(ThreeDsScheme(scheme)))


@sensitive_variables("hashed")
def keep_password(*, card: Card, hashed: str, greeting: str, email: str, phone: str) -> None:
    """The static scheme with this password, for the card as it is issued now."""
    now = clock.now()
    _keep(card, str(ThreeDsScheme.STATIC), password=hashed, password_set_at=now,
          issue=issue_of(card), greeting=greeting, email=email, phone=phone)  # fmt: skip


@sensitive_variables("password")
def is_password(card: Card, password: str) -> bool | None:
    """Whether it is the card's own; None while its tries are used up. A wrong one is counted."""
    key = str(card.pk)
    if not throttle.take(limits.WRONG_PASSWORDS, key).allowed:
        return None
    setting = ThreeDsSetting.objects.filter(card=card).first()
    is_right = setting is not None and check_password(password, setting.password)
    if is_right:
        throttle.give_back(limits.WRONG_PASSWORDS, key)
    return is_right


def is_locked(card: Card) -> bool:
    """Whether so many passwords were wrong that none is taken until the day is over."""
    return not throttle.look(limits.WRONG_PASSWORDS, str(card.pk)).allowed


def issue_of(card: Card) -> str:
    """Tells the card as it was issued from the same card issued anew."""
    return crypto.digest(card.number_fingerprint, card.expiry.isoformat())


def cut_over() -> datetime | None:
    """Passwords set before this moment are void (settings.THREE_DS_CUT_OVER, a day of Almaty)."""
    day = settings.THREE_DS_CUT_OVER
    return datetime.fromisoformat(day).replace(tzinfo=clock.ALMATY) if day else None


def check_not_cooling(customer: Customer) -> None:
    """CoolingPeriod(at) for a day after access was recovered."""
    until = cooling_until(customer=customer)
    if until is not None:
        raise CoolingPeriod(at=until)


def _of_replaced(card: Card) -> Scheme:
    """Off; and void, where the card stands in the place of one that had a password."""
    off = str(ThreeDsScheme.OFF)
    had = ThreeDsSetting.objects.filter(card=card.replaces_id, scheme=ThreeDsScheme.STATIC)
    if card.replaces_id and had.exists():
        return Scheme(str(ThreeDsScheme.STATIC), off, REISSUED)
    return Scheme(off, off)


def _told(card: Card, found: Mapping[UUID, ThreeDsSetting]) -> Scheme:
    off, static = str(ThreeDsScheme.OFF), str(ThreeDsScheme.STATIC)
    setting = found.get(card.pk)
    if setting is None:
        former = found.get(card.replaces_id) if card.replaces_id else None
        is_void = former is not None and former.scheme == static
        return Scheme(static, off, REISSUED) if is_void else Scheme(off, off)
    void = _void(card, setting) if setting.scheme != off else ""
    return Scheme(str(setting.scheme), off if void else str(setting.scheme), void)


def _void(card: Card, setting: ThreeDsSetting) -> str:
    if setting.scheme == ThreeDsScheme.DYNAMIC:
        return "" if card.customer.phone else NO_NUMBER
    edge = cut_over()
    if edge and setting.password_set_at and setting.password_set_at < edge:
        return CUT_OVER
    return "" if crypto.same(setting.issue, issue_of(card)) else REISSUED


def _keep(card: Card, scheme: str, **more: object) -> None:
    """Write the whole row anew: what is not named is forgotten."""
    nothing = {"password": "", "password_set_at": None, "issue": "", "greeting": "", "email": "",
               "phone": ""}  # fmt: skip
    with transaction.atomic():
        ThreeDsSetting.objects.update_or_create(
            card=card, defaults={**nothing, **more, "scheme": scheme, "changed_at": clock.now()}
        )
        record(kind="card.three-ds-set", customer_id=card.customer_id, subject=card.pk,
               facts={"scheme": scheme})  # fmt: skip
        if card.customer.phone:
            queue_alert(phone=card.customer.phone, purpose=f"three-ds-{scheme}",
                        language=card.customer.language, customer_id=card.customer_id,
                        card_last4=card.last4)  # fmt: skip
