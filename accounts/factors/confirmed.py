"""Step-up: a service that runs only when a code has confirmed exactly what it is to do.

    @confirmed("new-password", title=_("Change the password"), done=_("The password is changed."),
               after="accounts:security")
    def change_password(*, customer: Customer, hashed: str) -> None: ...

    deed = change_password.ask(customer=customer, language="ru", hashed=...)   # sends the code
    confirm(deed=deed, code="482915")              # or passkey="{…}": runs it, once

Where the page `after` is one of a thing (a card), `at` names the facts that stand in its address;
`says` makes of the facts what the text of the SMS wants (card_last4, an amount as Money), `words` a
sentence for the page of the code: what exactly is confirmed. If the service refuses with a Refusal
of its own, nothing is done, the deed is given up and its page `after` says why.
What is asked is kept sealed and bound to the code by its digest: a code for one deed confirms no
other, and a deed whose facts were changed is confirmed by none.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django_stubs_ext import StrOrPromise

from accounts import limits
from accounts.errors import NoTrustedNumber
from accounts.factors import codes
from accounts.factors.errors import AlreadyConfirmed, NothingToConfirm, SendRefused
from accounts.models import Customer, Deed
from homebank.identity import BANK
from homebank.lib import clock, crypto
from homebank.lib.ids import uuid7

Service = Callable[..., None]
Says = Callable[[Mapping[str, str]], Mapping[str, Any]]
Words = Callable[[Mapping[str, str]], str]


def nothing(facts: Mapping[str, str]) -> Mapping[str, Any]:
    """For a text that wants nothing."""
    return {}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A service behind a code. `title` heads its page; `done` is said on the page `after`.

    `at` names the facts, never secret ones, that the address of that page is made of.
    """

    purpose: str
    title: StrOrPromise
    done: StrOrPromise
    after: str
    service: Service
    at: tuple[str, ...] = ()
    says: Says = nothing
    words: Words | None = None

    def address(self, deed: Deed) -> str:
        """The page that the deed leads to, before, after and instead of its code."""
        facts = json.loads(deed.facts or "{}")
        return reverse(self.after, args=[facts[name] for name in self.at])

    def left_of(self, deed: Deed) -> str:
        """What of the facts outlives the deed: where it leads."""
        facts = json.loads(deed.facts or "{}")
        kept = {name: facts[name] for name in self.at if name in facts}
        return json.dumps(kept, sort_keys=True) if kept else ""

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
            self.send_code(deed, language)
        return deed

    def send_code(self, deed: Deed, language: str) -> None:
        """Send a code whose message says what it is for. Raises what `codes.send_code` does."""
        said = self.says(json.loads(deed.facts))
        codes.send_code(confirmation=deed.confirmation, language=language, **said)

    def words_of(self, deed: Deed) -> str:
        """What exactly a deed that waits would do; nothing where the title says all."""
        return self.words(json.loads(deed.facts)) if self.words and deed.is_live else ""

    def _void_earlier(self, customer: Customer) -> None:
        now = clock.now()
        mine = Deed.objects.filter(customer=customer, purpose=self.purpose, done_at=None)
        for deed in mine.filter(expires_at__gt=now):
            codes.void(subject=deed.pk)
            Deed.objects.filter(pk=deed.pk).update(facts=self.left_of(deed), expires_at=now)


def _lock(customer: Customer) -> None:
    """One deed of a customer at a time; rows that only point at the customer need not wait.

    The file comes before its codes, cards and money, here and in whatever freezes or voids them:
    two that begin at the two ends would wait for each other.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


REGISTER: dict[str, Confirmed] = {}


def confirmed(
    purpose: str, *, title: StrOrPromise, done: StrOrPromise, after: str,
    at: tuple[str, ...] = (), says: Says = nothing, words: Words | None = None,
) -> Callable[[Service], Confirmed]:  # fmt: skip
    """Put the service behind a code. It is called within the transaction that spends the code."""

    def decorate(service: Service) -> Confirmed:
        kind = Confirmed(purpose, title, done, after, service, at, says, words)
        REGISTER[purpose] = kind
        return kind

    return decorate


@sensitive_variables("facts")
def confirm(*, deed: Deed, code: str = "", passkey: str = "") -> None:
    """Code or passkey are right: do the deed, once. Raises what `count_guess` and `consume` do,
    and the service's own refusal: then nothing was done, and the page gives the deed up.

    A deed whose time is over takes no code, not even one of the app, which is always a fresh one.
    """
    _check_open(deed)
    codes.count_guess(confirmation_id=deed.confirmation_id, code=code, passkey=passkey)
    with transaction.atomic():
        _lock(deed.customer)  # before the code, as whatever voids codes does
        codes.consume(confirmation_id=deed.confirmation_id, digest=_digest(deed))
        facts, kind = json.loads(deed.facts), REGISTER[deed.purpose]
        Deed.objects.filter(pk=deed.pk).update(done_at=clock.now(), facts=kind.left_of(deed))
        kind.service(customer=deed.customer, **facts)


def resend_code(*, deed: Deed, language: str) -> None:
    """Send one more code for a deed that waits. Raises what `codes.send_code` does."""
    _check_open(deed)
    REGISTER[deed.purpose].send_code(deed, language)


def give_up(*, deed: Deed) -> None:
    """The service refused what was confirmed: its code is dead, and nothing is left to confirm."""
    codes.void(subject=deed.pk)
    left = REGISTER[deed.purpose].left_of(deed)
    Deed.objects.filter(pk=deed.pk, done_at=None).update(facts=left, expires_at=clock.now())


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
