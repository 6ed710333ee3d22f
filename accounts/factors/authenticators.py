"""The authenticator app of a customer: setting it up and taking it off, behind a code."""

import base64
import secrets
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import limits, waits
from accounts.errors import TooManyTries
from accounts.factors.app_codes import step_of
from accounts.factors.confirmed import confirmed
from accounts.factors.errors import WrongAppCode
from accounts.factors.held import forget_app, tell
from accounts.models import Authenticator, Customer, Deed, User
from homebank.identity import BANK
from homebank.lib import clock
from notifications.events import record

KEY_BYTES = 20


def draw_key() -> str:
    """A fresh secret for an app, in hexadecimal. Nothing is stored."""
    return secrets.token_hex(KEY_BYTES)


def key_in_letters(key: str) -> str:
    """`ABCD EFGH …`: the secret for typing."""
    letters = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def address_for_app(key: str, *, user: User) -> str:
    """The otpauth address that apps read from a QR code."""
    label = quote(f"{BANK['name']}:{user.homebank_id}")
    secret = key_in_letters(key).replace(" ", "")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': BANK['name']})}"


@sensitive_variables("key", "digits")
def ask_to_add(*, user: User, key: str, digits: str, language: str) -> Deed:
    """The app with the secret shows the right code: send the code that puts it in force.

    Raises WrongAppCode, TooManyTries(at), NoTrustedNumber.
    """
    assert user.customer is not None
    tries = f"app {user.pk}"
    if until := waits.take(limits.WRONG_PASSWORDS, tries):
        raise TooManyTries(at=until)
    step = step_of(key=key, digits=digits)
    if step is None:
        raise WrongAppCode
    waits.forget(limits.WRONG_PASSWORDS, tries)
    return add_app.ask(customer=user.customer, language=language, key=key, step=str(step))


@confirmed(
    "authenticator", title=_("Add the authenticator app"), after="accounts:security",
    done=_("The app is added. Its codes sign instead of the SMS."),
)  # fmt: skip
@sensitive_variables("key")
def add_app(*, customer: Customer, key: str, step: str) -> None:
    """Put the app in force, in place of an earlier one, and tell the owner."""
    facts = {"name": "app", "key": key, "last_step": int(step), "made_at": clock.now()}
    Authenticator.objects.update_or_create(user=customer.user, defaults=facts)
    record(kind="authenticator-added", customer_id=customer.pk)
    tell(customer, "authenticator-added")


@confirmed(
    "no-authenticator", title=_("Take the authenticator app off"), after="accounts:security",
    done=_("The app is off. Codes come by SMS again."),
)  # fmt: skip
def take_app_off(*, customer: Customer) -> None:
    """Forget the app and its secret, and tell the owner."""
    if forget_app(customer=customer):
        tell(customer, "authenticator-removed")
