"""Second factors beyond the SMS: which a customer has, and the one place that forgets them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Authenticator, Customer, Passkey, RecoveryCode
from notifications.events import record
from notifications.messages import queue_alert
from notifications.models import Event

APP_OFF, PASSKEY_OFF, RECOVERY_CODES_OFF = (
    "authenticator-removed",
    "passkey-removed",
    "recovery-codes-removed",
)


class Factor(StrEnum):
    """What confirmed."""

    SMS = "sms"
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


def has_app(*, customer_id: UUID | None) -> bool:
    """Whether the customer's codes may come from an app."""
    return bool(Authenticator.objects.filter(user__customer=customer_id).exists())


def has_passkey(*, customer_id: UUID | None) -> bool:
    """Whether a passkey of the customer is in force."""
    return Passkey.objects.filter(customer=customer_id).exists()


def has_recovery_code(*, customer_id: UUID | None) -> bool:
    """Whether a recovery code of the customer is left."""
    return RecoveryCode.objects.filter(customer=customer_id, used_at=None).exists()


@dataclass(frozen=True, slots=True)
class Factors:
    """What a customer has beside the SMS: an app or none, how many passkeys, how many codes."""

    app: bool
    passkeys: int
    recovery_codes: int


def factors_of(*, customer: Customer) -> Factors:
    """What the page of security tells."""
    unused = RecoveryCode.objects.filter(customer=customer, used_at=None)
    return Factors(has_app(customer_id=customer.pk), customer.passkeys.count(), unused.count())


def replace_sms(*, customer_id: UUID | None) -> bool:
    """Whether the customer has what is stronger: no SMS is sent then that nobody asked for."""
    return has_app(customer_id=customer_id) or has_passkey(customer_id=customer_id)


def forget_app(*, customer: Customer, subject: UUID | None = None) -> bool:
    """Delete the app and its secret; whether there was one."""
    apps = Authenticator.objects.filter(user__customer=customer)
    return _forget(apps, APP_OFF, customer, subject)


def forget_passkey(*, customer: Customer, passkey_id: UUID) -> bool:
    """Delete one passkey of the customer; whether there was one."""
    return _forget(customer.passkeys.filter(pk=passkey_id), PASSKEY_OFF, customer, None)


def forget_factors(*, customer: Customer, subject: UUID) -> None:
    """Delete app, passkeys and recovery codes: whoever had got in may have added their own."""
    forget_app(customer=customer, subject=subject)
    _forget(Passkey.objects.filter(customer=customer), PASSKEY_OFF, customer, subject)
    unused = RecoveryCode.objects.filter(customer=customer)
    _forget(unused, RECOVERY_CODES_OFF, customer, subject)


def were_forgotten(*, subject: UUID) -> bool:
    """Whether any went with it, such as with a recovery."""
    off = (APP_OFF, PASSKEY_OFF, RECOVERY_CODES_OFF)
    return Event.objects.filter(kind__in=off, subject=subject).exists()


def tell(customer: Customer, purpose: str, **params: object) -> None:
    """An SMS to the owner that a factor came, went, was used or is in doubt."""
    if customer.phone:
        queue_alert(phone=customer.phone, purpose=purpose, language=customer.language,
                    customer_id=customer.pk, **params)  # fmt: skip


def _forget(rows: QuerySet[Any], kind: str, customer: Customer, subject: UUID | None) -> bool:
    found = bool(rows.delete()[0])
    if found:
        record(kind=kind, customer_id=customer.pk, subject=subject)
    return found
