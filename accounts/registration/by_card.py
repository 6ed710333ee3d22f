"""Registration by card: six facts checked together, one answer for every mismatch (ACC-01)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts import limits, tasks, waits
from accounts.codewords.rules import codeword_matches, spend_legacy
from accounts.customers import check_still_theirs
from accounts.errors import TooManyTries
from accounts.factors import codes
from accounts.factors.errors import SendRefused
from accounts.models import Customer, RegistrationAttempt, User
from accounts.registration.access import give_access
from accounts.registration.errors import DetailsDoNotMatch
from accounts.registration.login_names import count_try
from homebank.lib import clock, crypto, throttle
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.tasks import after_commit
from notifications.messages import queue_alert

HolderLookup = Callable[..., UUID | None]


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The six facts as typed: number in digits, `12/29`, three digits, a day, a word, E.164."""

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    cvv: str = field(repr=False)
    birth_date: date = field(repr=False)
    codeword: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose card it is, if anybody's; whether all six facts match; what to tell the owner.

    `card` is the fingerprint by which a worker finds the owner where the facts did not name them.
    """

    holder: Customer | None
    matched: bool = False
    warning: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many are left here today, and whether the card has seen many, from wherever."""

    left: int
    many: bool


@sensitive_variables("facts")
def start_registration(*, facts: CardFacts, network: str, language: str) -> RegistrationAttempt:
    """Check the facts; a match sends a code to the number on file and returns the attempt.

    The try is counted first, per card and per network, whether the card exists or not. Raises
    DetailsDoNotMatch(left) for every mismatch and TooManyTries(at). The owner of a right card, or
    of one that was tried often, is told by a worker (`accounts.registration.owners`), so that all
    answers cost the same work.
    """
    tries = _count_try(facts.number, network)
    verdict = _judge(facts)
    if tries.many and not verdict.matched:
        verdict = _warned(verdict, number_fingerprint(facts.number))
    attempt = _write_attempt(verdict, facts.phone, network, language)
    if not verdict.matched:
        after_commit(tasks.warn_owners, queue="work")
        raise DetailsDoNotMatch(left=tries.left)
    _give_back(facts.number, network)
    return attempt


def resend_code(*, attempt: RegistrationAttempt, language: str) -> None:
    """Send one more code for the attempt. Raises subclasses of SendRefused."""
    assert attempt.confirmation is not None
    codes.send_code(confirmation=attempt.confirmation, language=language)


def prove_phone(*, attempt: RegistrationAttempt, code: str) -> None:
    """The code of the number on file. Raises what `codes.count_guess` and `consume` raise."""
    assert attempt.confirmation_id is not None
    codes.count_guess(confirmation_id=attempt.confirmation_id, code=code)
    with transaction.atomic():
        codes.consume(confirmation_id=attempt.confirmation_id, digest=_digest(attempt))
        RegistrationAttempt.objects.filter(pk=attempt.pk).update(proven_at=clock.now())


@sensitive_variables("password")
def finish_registration(
    *, attempt: RegistrationAttempt, password: str, login_name: str | None = None
) -> User:
    """Make the access and tell its Homebank ID by SMS. A second submit gives the same user.

    Raises PasswordRefused, LoginNameRefused, AlreadyRegistered, and NotTheirsAnyMore for who got
    another trusted number a moment ago.
    """
    customer = attempt.customer
    assert customer is not None
    assert attempt.proven_at is not None
    if login_name:
        count_try(customer_id=customer.pk)
    with transaction.atomic():
        check_still_theirs(customer, attempt.phone)
        first = RegistrationAttempt.objects.filter(pk=attempt.pk, finished_at=None)
        if not first.update(finished_at=clock.now()):
            return User.objects.get(customer=customer)
        user = give_access(customer=customer, password=password, login_name=login_name)
        spend_legacy(customer=customer)
        queue_alert(
            phone=attempt.phone, purpose="homebank-id", language=attempt.language,
            customer_id=customer.pk, homebank_id=user.spaced_id,
        )  # fmt: skip
    return user


def show_homebank_id(*, attempt: RegistrationAttempt) -> User | None:
    """The new user, the first time that it is asked for; None ever after."""
    unseen = RegistrationAttempt.objects.filter(
        pk=attempt.pk, finished_at__isnull=False, shown_at=None
    )
    if not unseen.update(shown_at=clock.now()):
        return None
    return User.objects.get(customer=attempt.customer)


@sensitive_variables("facts")
def _judge(facts: CardFacts) -> Verdict:
    """One look-up of the card, one of the file, one hash: whatever matches."""
    find_holder: HolderLookup = import_string(settings.CARD_HOLDER_LOOKUP)
    holder_id = find_holder(number=facts.number, expiry=facts.expiry, cvv=facts.cvv)
    file = Customer.objects.select_related("user").filter(pk=holder_id or uuid4())
    holder = file.first()
    right_word = codeword_matches(holder, facts.codeword)
    right_day = crypto.same(holder.birth_date if holder else "", facts.birth_date.isoformat())
    right_phone = crypto.same((holder and holder.sms_number) or "", facts.phone)
    if holder is None or holder.is_blocked:
        return Verdict(holder)
    if not right_phone:
        return Verdict(holder, warning="registration-tried")
    if not (right_word and right_day):
        return Verdict(holder)
    if hasattr(holder, "user") and holder.user.has_usable_password():
        return Verdict(holder, warning="already-registered")
    return Verdict(holder, matched=True)


def _warned(verdict: Verdict, card: str) -> Verdict:
    """A mismatch after many: the owner hears of it, whichever facts were wrong."""
    warning = verdict.warning or "registration-tried"
    return replace(verdict, warning=warning, card="" if verdict.holder else card)


def _count_try(number: str, network: str) -> Tries:
    """Count one try for the network, for the card there, and for the card over all networks.

    TooManyTries where the network may try no more, with this card or at all. Over all networks
    the answer is only slowed: a stranger with the number must not shut the owner out.
    """
    of_network = throttle.take(limits.REGISTRATION_NETWORK, network)
    if not of_network.allowed:
        raise TooManyTries(at=of_network.until)
    card = _card_key(number)
    of_card = throttle.take(limits.REGISTRATION_CARD, f"{card} {network}")
    if not of_card.allowed:
        raise TooManyTries(at=of_card.until)
    many = waits.slow_down(limits.REGISTRATION_CARD_NETWORKS, card)
    return Tries(min(of_card.left, of_network.left), many)


def _give_back(number: str, network: str) -> None:
    card = _card_key(number)
    throttle.give_back(limits.REGISTRATION_CARD, f"{card} {network}")
    throttle.give_back(limits.REGISTRATION_NETWORK, network)
    waits.give_back(limits.REGISTRATION_CARD_NETWORKS, card)


def _card_key(number: str) -> str:
    return crypto.fingerprint(number, column="registration.card")


def _write_attempt(
    verdict: Verdict, phone: str, network: str, language: str
) -> RegistrationAttempt:
    now = clock.now()
    attempt = RegistrationAttempt(
        customer=verdict.holder, phone=phone if verdict.matched else "", network=network,
        language=language, warning=verdict.warning, card_fingerprint=verdict.card,
        began_at=now, expires_at=now + limits.REGISTRATION_LIFE,
    )  # fmt: skip
    if verdict.matched:
        _open_confirmation(attempt)
    else:
        attempt.save(force_insert=True)
    return attempt


def _open_confirmation(attempt: RegistrationAttempt) -> None:
    with transaction.atomic():
        attempt.confirmation = codes.open_confirmation(
            purpose="registration", digest=_digest(attempt), customer_id=attempt.customer_id,
            phone=attempt.phone, subject=attempt.pk, network=attempt.network,
        )  # fmt: skip
        attempt.save(force_insert=True)
    with suppress(SendRefused):  # the page of the code says when the next one may be asked for
        codes.send_code(confirmation=attempt.confirmation, language=attempt.language)


def _digest(attempt: RegistrationAttempt) -> str:
    return crypto.digest("registration", attempt.pk, attempt.customer_id, attempt.phone)
