"""Step-up: a service that runs only when a code has confirmed exactly what it is to do.

    @confirmed("new-password", title=_("Change the password"), done=_("The password is changed."),
               after="accounts:security")
    def change_password(*, customer: Customer, hashed: str) -> None: ...

    deed = change_password.ask(customer=customer, language="ru", hashed=...)   # sends the code
    confirm(deed=deed, code="482915")              # or passkey="{…}": runs it, once

What is asked is kept sealed and bound to the code by its digest: a code for one deed confirms no
other, and a deed whose facts were changed is confirmed by none.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from django_stubs_ext import StrOrPromise

from accounts import codes, limits
from accounts.errors import AlreadyConfirmed, NothingToConfirm, NoTrustedNumber, SendRefused
from accounts.models import Customer, Deed
from homebank.identity import BANK
from homebank.lib import clock, crypto
from homebank.lib.ids import uuid7

Service = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A service behind a code. `title` heads its page; `done` is said on the page `after`."""

    purpose: str
    title: StrOrPromise
    done: StrOrPromise
    after: str
    service: Service

    @sensitive_variables("facts", "kept")
    def ask(self, *, customer: Customer, language: str, **facts: str) -> Deed:
        """Keep what is to be done and send its code. NoTrustedNumber where none can be sent.

        Who has an authenticator app or a passkey gets an SMS only when they ask for one.

        `facts` are the service's keyword arguments. An earlier deed of the purpose is void.
        """
        if not customer.phone:
            raise NoTrustedNumber(phone=BANK["contacts"]["short"])
        now, kept = clock.now(), json.dumps(facts, sort_keys=True)
        deed = Deed(id=uuid7(), customer=customer, purpose=self.purpose, facts=kept, made_at=now,
                    expires_at=now + limits.DEED_LIFE)  # fmt: skip
        with transaction.atomic():
            _lock(customer)
            self._void_earlier(customer)
            deed.confirmation = codes.open_confirmation(
                purpose=self.purpose, digest=_digest(deed), customer_id=customer.pk,
                phone=customer.phone, subject=deed.pk,
            )  # fmt: skip
            deed.save(force_insert=True)
        if codes.needs_no_sms(deed.confirmation):
            return deed
        # The page of the code says when the next may be asked for, or that a newer deed voided it.
        with suppress(SendRefused, NothingToConfirm):
            codes.send_code(confirmation=deed.confirmation, language=language)
        return deed

    def _void_earlier(self, customer: Customer) -> None:
        now = clock.now()
        mine = Deed.objects.filter(customer=customer, purpose=self.purpose, done_at=None)
        for key in mine.filter(expires_at__gt=now).values_list("pk", flat=True):
            codes.void(subject=key)
        mine.filter(expires_at__gt=now).update(facts="", expires_at=now)


def _lock(customer: Customer) -> None:
    """Of many asked for at once one is left; rows that only point at the customer need not wait."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


REGISTER: dict[str, Confirmed] = {}


def confirmed(
    purpose: str, *, title: StrOrPromise, done: StrOrPromise, after: str
) -> Callable[[Service], Confirmed]:
    """Put the service behind a code. It is called within the transaction that spends the code."""

    def decorate(service: Service) -> Confirmed:
        REGISTER[purpose] = Confirmed(purpose, title, done, after, service)
        return REGISTER[purpose]

    return decorate


@sensitive_variables("facts")
def confirm(*, deed: Deed, code: str = "", passkey: str = "") -> None:
    """Code or passkey are right: do the deed, once. Raises what `count_guess` and `consume` do.

    A deed whose time is over takes no code, not even one of the app, which is always a fresh one.
    """
    _check_open(deed)
    codes.count_guess(confirmation_id=deed.confirmation_id, code=code, passkey=passkey)
    with transaction.atomic():
        codes.consume(confirmation_id=deed.confirmation_id, digest=_digest(deed))
        facts = json.loads(deed.facts)
        Deed.objects.filter(pk=deed.pk).update(done_at=clock.now(), facts="")
        REGISTER[deed.purpose].service(customer=deed.customer, **facts)


def resend_code(*, deed: Deed, language: str) -> None:
    """Send one more code for a deed that waits. Raises what `codes.send_code` does."""
    _check_open(deed)
    codes.send_code(confirmation=deed.confirmation, language=language)


def find_deed(*, deed_id: UUID, customer: Customer) -> Deed | None:
    """The customer's own deed, with its code's state."""
    deeds = Deed.objects.select_related("confirmation", "customer")
    return deeds.filter(pk=deed_id, customer=customer).first()


def _check_open(deed: Deed) -> None:
    if deed.done_at:
        raise AlreadyConfirmed
    if not deed.is_live:
        raise NothingToConfirm


def _digest(deed: Deed) -> str:
    return crypto.digest(deed.purpose, deed.pk, deed.customer_id, deed.facts)
