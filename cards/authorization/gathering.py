"""From what is asked and what the bank knows to the facts that are decided upon. Reads only."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from cards.authorization.asked import Asked
from cards.authorization.decide import Decision, decide
from cards.authorization.gates import SPENDING, Facts
from cards.authorization.proofs import ASKED, fingerprint_of, status_of
from cards.authorization.rules import Rules, rules
from cards.cvv import verification_value
from cards.limits import standing_of
from cards.models import Authorization, Card, ThreeDsTransaction
from homebank.lib import clock, crypto
from homebank.lib.clock import ALMATY
from ledger.accounts import balance_of
from tariffs.errors import NoRate
from tariffs.rates import in_tenge, tiyn_of

# How long a request for authentication is taken for a purchase that comes without a proof.
REMEMBERED = timedelta(minutes=30)


def foresee(*, card: Card, asked: Asked, is_secured: bool = False) -> Decision:
    """What would be decided now. Nothing is taken, nothing is written.

    `is_secured`: as if the cardholder confirmed the purchase in 3-D Secure.
    """
    more = {"authentication": "right"} if is_secured and asked.is_internet else {}
    return decide(gather(card, asked, at=clock.now(), **more))


def gather(card: Card | None, asked: Asked, *, at: datetime, **more: Any) -> Facts:
    """The facts of an operation; `more` are those that only the caller knows."""
    facts: dict[str, Any] = {
        "operation": asked.operation, "is_internet": asked.is_internet,
        "amount_minor": asked.amount_minor, "fee_minor": asked.fee_minor,
        "category": asked.category, **more,
    }  # fmt: skip
    if card is None:
        return Facts(is_known=False, billed_minor=None, **facts)
    own = rules()
    facts |= _card_facts(card, asked, own, at) | _money_facts(asked, own, at)
    facts |= _limit_facts(card, asked, at) | _three_ds_facts(card, asked, at)
    if asked.operation in SPENDING:
        facts["available_minor"] = balance_of(card.account_id).available.minor
    return Facts(**facts)


def _card_facts(card: Card, asked: Asked, own: Rules, at: datetime) -> dict[str, Any]:
    return {
        "state": str(card.standing),
        "blocked_for": card.blocked_for,
        "expiry": _compared(asked.expiry, card.expiry),
        "cvv": _cvv(card, asked),
        "cvv_tries_left": _tries_left(card, own, at) if asked.cvv else 1,
        "needs_cvv": own.internet_needs_cvv,
        "is_category_closed": asked.category in own.closed_categories,
    }


def _compared(sent: object, right: object) -> str:
    if sent is None:
        return "absent"
    return "right" if crypto.same(str(sent), str(right)) else "wrong"


def _cvv(card: Card, asked: Asked) -> str:
    if not asked.cvv:
        return "absent"
    key = settings.CARD_VERIFICATION_KEY
    right = verification_value(key, asked.number, f"{card.expiry:%y%m}", asked.service_code)
    return _compared(asked.cvv, right)


def _tries_left(card: Card, own: Rules, at: datetime) -> int:
    """How many wrong verification values the day still bears."""
    today = Authorization.objects.filter(card=card, day=day_of(at), reason="cvv")
    return own.wrong_cvv_a_day - today.count()


def _money_facts(asked: Asked, own: Rules, at: datetime) -> dict[str, Any]:
    """The amount in tenge, and whether it is above what passes without 3-D Secure."""
    day = day_of(at)
    if asked.currency is None:
        return {"billed_minor": None}
    try:
        billed: int | None = in_tenge(asked.amount_minor, asked.currency, day=day).minor
    except NoRate:
        return {"billed_minor": None}
    is_above = asked.is_internet and _is_above(asked, own, at)
    return {"billed_minor": billed, "is_above_unsecured": is_above}


def _is_above(asked: Asked, own: Rules, at: datetime) -> bool:
    """Strictly above, compared exactly. Where the bound has no rate, everything is above it."""
    assert asked.currency is not None
    day = day_of(at)
    try:
        bound = tiyn_of(own.unsecured_minor, own.unsecured_currency, day=day)
        return tiyn_of(asked.amount_minor, asked.currency, day=day) > bound
    except NoRate:
        return True


def _limit_facts(card: Card, asked: Asked, at: datetime) -> dict[str, Any]:
    if not asked.limit:
        return {}
    standing = standing_of(card=card, kind=asked.limit, at=at)
    return {
        "limit": asked.limit, "is_limit_open": standing.is_open,
        "limit_minor": standing.amount.minor, "used_minor": standing.used.minor,
    }  # fmt: skip


def _three_ds_facts(card: Card, asked: Asked, at: datetime) -> dict[str, Any]:
    """What the proof is worth; without one, how 3-D Secure last ended for such a purchase."""
    if not asked.is_internet:
        return {}
    if not asked.proof:
        return {"three_ds": _last_outcome(card, asked, at)}
    status = asked.currency and status_of(
        asked.proof, number=asked.number, amount_minor=asked.amount_minor,
        currency=asked.currency, merchant_id=asked.merchant_id,
    )  # fmt: skip
    if not status:
        return {"authentication": "wrong"}
    used = Authorization.objects.filter(authentication=fingerprint_of(asked.proof)).exists()
    worth = "right" if status == ASKED else "attempted"
    return {"authentication": "used" if used else worth, "three_ds": status}


def _last_outcome(card: Card, asked: Asked, at: datetime) -> str:
    """`N19`: outcome and reason of the newest request for the same purchase in the same shop."""
    if not asked.merchant_id or asked.currency is None:
        return ""
    of_shop = ThreeDsTransaction.objects.filter(
        card=card, answered_at__gt=at - REMEMBERED, amount_minor=asked.amount_minor,
        currency_number=asked.currency.number, merchant_id__startswith=asked.merchant_id,
    )  # fmt: skip
    newest = of_shop.order_by("-answered_at").values_list("status", "reason").first()
    return "".join(newest) if newest else ""


def day_of(at: datetime) -> date:
    """The calendar day in Almaty that a moment lies in."""
    return at.astimezone(ALMATY).date()
