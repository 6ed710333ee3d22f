"""Signing in: password behind its limits, then a code; one answer for known and unknown."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import limits, waits
from accounts.errors import NoTrustedNumber, TooManyTries
from accounts.factors import codes
from accounts.factors.errors import SendRefused
from accounts.factors.staff_codes import staff_app_shows
from accounts.models import Confirmation, Customer, SmsDevice, User, phone_fingerprint
from accounts.sign_in.errors import SignInRefused
from accounts.sign_in.passwords import password_matches
from homebank.identity import BANK
from homebank.lib import crypto, throttle
from homebank.lib.phone import parse_mobile
from notifications.events import record

WAYS = ("phone", "id", "login")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are: a way of WAYS (or "staff") and what was typed for it."""

    way: str
    typed: str


@sensitive_variables("password")
def start_sign_in(*, claim: Claim, password: str, network: str, language: str) -> Confirmation:
    """Check the password and send a code to the trusted number; the operation that waits for it.

    Who has an authenticator app or a passkey gets an SMS only when they ask for one.

    Raises SignInRefused for an unknown person and a wrong password alike, TooManyTries(at),
    NoTrustedNumber.
    """
    user = _check_password(claim, password, network)
    customer = user.customer
    if customer is None or not customer.phone:
        raise NoTrustedNumber(phone=BANK["contacts"]["short"])
    confirmation = codes.open_confirmation(
        purpose="sign-in", digest=_digest(user), customer_id=customer.pk,
        phone=customer.phone, network=network,
    )  # fmt: skip
    if codes.needs_no_sms(confirmation):
        return confirmation  # no SMS that nobody needs; the page offers one
    with suppress(SendRefused):  # the page of the code says when the next one may be asked for
        codes.send_code(confirmation=confirmation, language=language)
    return confirmation


@sensitive_variables("shown")
def finish_sign_in(*, confirmation: Confirmation, language: str, **shown: str) -> User:
    """What is shown is right: the user, verified, ready for `visits.open_visit`.

    `shown` is a `code`, a `passkey`'s answer or a `recovery_code`. The page's language becomes
    the customer's. Raises what `codes.count_guess` and `consume` do.
    """
    factor = codes.count_guess(confirmation_id=confirmation.pk, **shown)
    user = User.objects.customers().get(customer=confirmation.customer_id)
    with transaction.atomic():
        codes.consume(confirmation_id=confirmation.pk, digest=_digest(user))
        Customer.objects.filter(user=user).update(language=language)
        user.otp_device = SmsDevice.objects.get_or_create(user=user, defaults={"name": "SMS"})[0]
        record(kind="signed-in", customer_id=user.customer_id, subject=confirmation.pk,
               facts={"network": confirmation.network, "factor": factor.value})  # fmt: skip
    return user


@sensitive_variables("password", "token")
def check_staff(*, login_name: str, password: str, token: str, network: str) -> User:
    """A member of staff with password and authenticator code at once, behind the same limits.

    Raises SignInRefused and TooManyTries(at).
    """
    claim = Claim("staff", login_name)
    user = _check_password(
        claim, password, network, also=lambda found: staff_app_shows(found, token)
    )
    record(kind="staff-signed-in", customer_id=None,
           facts={"login": user.get_username(), "network": network})  # fmt: skip
    return user


@sensitive_variables("password")
def _check_password(
    claim: Claim, password: str, network: str, also: Callable[[User | None], bool] | None = None
) -> User:
    """The user, if all is right. Each try is counted as wrong first, and given back if it is not.

    Known and unknown pass the same statements: three counts, one look-up, one hash, one event.
    `also` is a second factor; it is asked of nobody too, where the password was wrong, and what
    it writes is committed with the event: one commit, whatever did not match.
    """
    of_network = throttle.take(limits.WRONG_PASSWORDS_NETWORK, network)
    if not of_network.allowed:
        raise TooManyTries(at=of_network.until)
    name = _canonical(claim)
    user = _find(claim.way, name)
    account = f"user {user.pk}" if user else _nobody(claim.way, name)
    # By its way: a phone that waits must not tell whose login name waits with it.
    tries = f"{claim.way} {account} {network}"
    if until := waits.take(limits.WRONG_PASSWORDS, tries):
        raise TooManyTries(at=until)
    waits.slow_down(limits.WRONG_PASSWORDS_ACCOUNT, account)
    right = password_matches(user, password)
    with transaction.atomic():
        if also is not None:
            right = also(user if right else None)
        if user is None or not right:
            _record_refusal(claim, user, network)
    if user is None or not right:
        raise SignInRefused
    throttle.give_back(limits.WRONG_PASSWORDS_NETWORK, network)
    waits.give_back(limits.WRONG_PASSWORDS_ACCOUNT, account)
    waits.forget(limits.WRONG_PASSWORDS, tries)
    return user


def _canonical(claim: Claim) -> str:
    """What was typed in the one spelling that it is looked up and counted by.

    Both must use the same: if a known phone shared its wait between `+7…` and `8…`, and an unknown
    one did not, the wait would tell which is known. What is no phone and no ID stays as typed.
    """
    typed = claim.typed.strip()
    if claim.way == "phone":
        return parse_mobile(typed) or typed
    if claim.way == "id":
        return "".join(c for c in typed if c.isdigit()) or typed
    return typed.lower()


def _find(way: str, name: str) -> User | None:
    """Whoever has the name and may sign in that way, by one look-up."""
    if way == "staff":
        return User.objects.staff().filter(login_name=name).first()
    users = User.objects.customers().filter(customer__blocked_at=None)
    if way == "phone":
        return users.filter(customer__phone_fingerprint=phone_fingerprint(name)).first()
    if way == "id":
        return users.filter(homebank_id=name).first()
    return users.filter(login_name=name).first()


def _nobody(way: str, name: str) -> str:
    """The key of an unknown name: counted like a known one, and not readable."""
    return f"nobody {crypto.fingerprint(name, column=f'sign-in.{way}')}"


def _record_refusal(claim: Claim, user: User | None, network: str) -> None:
    kind = "staff-sign-in-refused" if claim.way == "staff" else "sign-in-refused"
    facts = {"way": claim.way, "network": network}
    if user is not None and user.is_staff:
        facts["login"] = user.get_username()
    record(kind=kind, customer_id=user.customer_id if user else None, facts=facts)


def _digest(user: User) -> str:
    """A sign-in by the password that was right then: changing it kills the code."""
    return crypto.digest("sign-in", user.pk, user.get_session_auth_hash(), settings.CODE_HOST)
