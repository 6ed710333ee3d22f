"""What is answered to a request for authentication. Reads only; the table stands in the docs."""

from dataclasses import dataclass

from cards.authorization.rules import rules
from cards.models import Card
from cards.three_ds.areq import Request
from cards.three_ds.schemes import Method, Scheme
from homebank.lib import clock, crypto
from tariffs.errors import NoRate
from tariffs.rates import tiyn_of

# Outcomes and reasons of EMV 3-D Secure.
YES, NO, UNABLE, ATTEMPTS, CHALLENGE, REJECTED, INFORMATION = "YNUACRI"
FAILED, TOO_OFTEN, EXPIRED, NO_TRANSACTION, NO_CARD = "01", "04", "05", "07", "08"
STOLEN, FRAUD, NOT_PERMITTED, NOT_ENROLLED, TIMED_OUT = "10", "11", "12", "13", "14"
TOO_MANY_TRIES, NO_PAYMENT, ACS_TROUBLE = "19", "20", "22"

# Of a blocked card: who took it is told to the shop's bank, so that nobody authorises it.
REJECTIONS = {"stolen": STOLEN, "lost": FRAUD, "unauthorised": FRAUD}
BY_SMS, BY_PASSWORD = "02", "01"
ECI = {
    "Visa": {YES: "05", ATTEMPTS: "06"},
    "Mastercard": {YES: "02", ATTEMPTS: "01"},
}
ECI_OF_NONE = {"Visa": "07", "Mastercard": "00"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and, where EMV asks for one, its reason."""

    status: str
    reason: str = ""


def judge(request: Request, card: Card | None, scheme: Scheme | None) -> Verdict:
    """The outcome of the request, before its frequency is counted. `scheme` is of the card."""
    if card is None or scheme is None:
        return Verdict(NO, NO_CARD)
    if not request.is_payment:
        return Verdict(NO, NO_PAYMENT)
    stopped = _stopped(card)
    if stopped:
        return stopped
    if request.expiry and not crypto.same(request.expiry, f"{card.expiry:%y%m}"):
        return Verdict(NO, FAILED)
    if scheme.is_off:
        return _without(request)
    if request.is_data_only:
        return Verdict(INFORMATION)
    return Verdict(CHALLENGE) if scheme.methods else unable(request.version)


def unable(version: str) -> Verdict:
    """Nobody can be asked just now. 2.1.0 has no reason of its own for the server's trouble."""
    return Verdict(UNABLE, NO_TRANSACTION if version == "2.1.0" else ACS_TROUBLE)


def eci_of(brand: str, status: str) -> str:
    """The indicator that the shop sends on with its authorisation."""
    return ECI.get(brand, {}).get(status) or ECI_OF_NONE.get(brand, "07")


def authentication_type(method: str) -> str:
    """01 for a static password, 02 for a code."""
    return BY_PASSWORD if method == Method.PASSWORD else BY_SMS


def _stopped(card: Card) -> Verdict | None:
    state = card.standing
    if state == Card.State.EXPIRED:
        return Verdict(NO, EXPIRED)
    if state == Card.State.BLOCKED and card.blocked_for in REJECTIONS:
        return Verdict(REJECTED, REJECTIONS[card.blocked_for])
    is_usable = state == Card.State.ACTIVE and not card.customer.is_blocked
    return None if is_usable else Verdict(NO, NOT_PERMITTED)


def _without(request: Request) -> Verdict:
    """3-D Secure is off: small purchases pass as attempts, as they do at the authorisation."""
    own, day = rules(), clock.today()
    try:
        bound = tiyn_of(own.unsecured_minor, own.unsecured_currency, day=day)
        amount = tiyn_of(request.amount_minor, request.currency, day=day)
    except NoRate:
        return unable(request.version)
    return Verdict(ATTEMPTS) if amount <= bound else Verdict(NO, NOT_ENROLLED)
