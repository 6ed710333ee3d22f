"""Registration without a card: login name, phone, password, agreement, code (ACC-02).

A number that is on a customer's file gets the same pages and a decoy instead of a code; its owner
is told by a worker. Whoever comes in this way is not identified: no account, transfers or cash.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts import agreements, limits, tasks
from accounts.errors import TooManyTries
from accounts.factors import codes
from accounts.factors.errors import NothingToConfirm, SendRefused
from accounts.models import CardlessAttempt, Customer, User, phone_fingerprint
from accounts.own_data.consents import record_consent
from accounts.registration.access import open_access
from accounts.registration.errors import AgreementChanged, AlreadyRegistered, LoginNameTaken
from accounts.registration.login_names import check_free, read_login_name
from accounts.sign_in.passwords import check_new_password
from homebank.lib import clock, crypto, throttle
from homebank.lib.tasks import after_commit
from notifications.events import record
from notifications.messages import queue_alert


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody without a card gives: a name to sign in by, an E.164 number, a password.

    `agreement` is the version of the user agreement that stood on the page and was accepted.
    """

    login_name: str
    phone: str
    password: str = field(repr=False)
    agreement: int


@sensitive_variables("newcomer")
def start_registration(*, newcomer: Newcomer, network: str, language: str) -> CardlessAttempt:
    """Send a code to the number if no customer has it; the attempt either way.

    Raises TooManyTries(at) where the network began too many, AgreementChanged, LoginNameRefused
    for a name that is none, is taken or was asked for too often, and PasswordRefused.
    """
    begun = throttle.take(limits.CARDLESS_NETWORK, network)
    if not begun.allowed:
        raise TooManyTries(at=begun.until)
    if newcomer.agreement != agreements.agreement(agreements.PORTAL).version:
        raise AgreementChanged
    login_name = read_login_name(newcomer.login_name)
    check_free(login_name=login_name, network=network)
    check_new_password(password=newcomer.password, own=[login_name, newcomer.phone[2:]])
    attempt = _attempt(newcomer, login_name, network, language)
    with transaction.atomic():
        attempt.confirmation = codes.open_confirmation(
            purpose=codes.CARDLESS, digest=_digest(attempt), customer_id=None,
            phone=newcomer.phone, subject=attempt.pk, network=network,
            is_decoy=attempt.customer is not None,
        )  # fmt: skip
        attempt.save(force_insert=True)
    with suppress(SendRefused):  # the page of the code says when the next one may be asked for
        codes.send_code(confirmation=attempt.confirmation, language=language)
    after_commit(tasks.warn_owners, queue="work")
    return attempt


def resend_code(*, attempt: CardlessAttempt, language: str) -> None:
    """Send one more code. Raises subclasses of SendRefused."""
    codes.send_code(confirmation=attempt.confirmation, language=language)


def confirm_number(*, attempt: CardlessAttempt, code: str) -> None:
    """The code of the number: the access comes to be, in the transaction that spends the code.

    Where somebody took the login name meanwhile the number stays proven, and the attempt stands at
    its `name`. Raises what `codes.count_guess` and `consume` raise, and AlreadyRegistered where
    the number has become a customer's meanwhile.
    """
    codes.count_guess(confirmation_id=attempt.confirmation_id, code=code)
    if attempt.confirmation.is_decoy:  # guessed: no such code was ever sent
        raise NothingToConfirm
    with transaction.atomic():
        codes.consume(confirmation_id=attempt.confirmation_id, digest=_digest(attempt))
        CardlessAttempt.objects.filter(pk=attempt.pk).update(proven_at=clock.now())
        with suppress(LoginNameTaken):
            _finish(attempt, attempt.login_name)


def choose_login_name(*, attempt: CardlessAttempt, login_name: str) -> None:
    """Another name for who proved the number and found theirs taken. A second submit does nothing.

    Raises LoginNameRefused and AlreadyRegistered.
    """
    name = read_login_name(login_name)
    check_free(login_name=name, network=attempt.network)
    _finish(attempt, name)


def show_homebank_id(*, attempt: CardlessAttempt) -> User | None:
    """The new user, the first time that it is asked for; None ever after."""
    unseen = CardlessAttempt.objects.filter(pk=attempt.pk, finished_at__isnull=False, shown_at=None)
    if not unseen.update(shown_at=clock.now()):
        return None
    return User.objects.get(customer=attempt.customer)


@sensitive_variables("newcomer")
def _attempt(newcomer: Newcomer, login_name: str, network: str, language: str) -> CardlessAttempt:
    """The row, with whose number it is, if a customer's: one look-up, whichever it is."""
    now, known = clock.now(), _owner(newcomer.phone)
    return CardlessAttempt(
        customer=known, phone=newcomer.phone, login_name=login_name,
        password=make_password(newcomer.password), agreement_version=newcomer.agreement,
        network=network, language=language, warning=_warning(known),
        began_at=now, expires_at=now + limits.REGISTRATION_LIFE,
    )  # fmt: skip


def _owner(phone: str) -> Customer | None:
    owners = Customer.objects.select_related("user")
    return owners.filter(phone_fingerprint=phone_fingerprint(phone)).first()


def _warning(known: Customer | None) -> str:
    """What the owner of the number is told: to recover access, or to register with their card."""
    if known is None or known.is_blocked:
        return ""
    has_access = hasattr(known, "user") and known.user.has_usable_password()
    return "already-registered" if has_access else "known-number"


def _finish(attempt: CardlessAttempt, login_name: str) -> None:
    """Let the newcomer in, once: all of it, or nothing."""
    with transaction.atomic():
        first = CardlessAttempt.objects.filter(pk=attempt.pk, finished_at=None)
        if not first.update(finished_at=clock.now(), password="", login_name=login_name):
            return
        user = let_in(phone=attempt.phone, hashed=attempt.password, login_name=login_name,
                      language=attempt.language, agreement=attempt.agreement_version,
                      network=attempt.network)  # fmt: skip
        CardlessAttempt.objects.filter(pk=attempt.pk).update(customer=user.customer)


@transaction.atomic
@sensitive_variables("hashed")
def let_in(
    *, phone: str, hashed: str, login_name: str, language: str, agreement: int, network: str = ""
) -> User:
    """File and access of who has proven the E.164 number; the consent is kept, the ID told by SMS.

    Raises LoginNameTaken, and AlreadyRegistered if the number is a customer's.
    """
    customer = _open_file(phone, language)
    user = open_access(customer=customer, hashed=hashed, login_name=login_name)
    record_consent(customer=customer, slug=agreements.PORTAL, language=language,
                   version=agreement)  # fmt: skip
    record(kind="customer-came-without-card", customer_id=customer.pk, facts={"network": network})
    queue_alert(phone=phone, purpose="homebank-id", language=language, customer_id=customer.pk,
                homebank_id=user.spaced_id)  # fmt: skip
    return user


def _open_file(phone: str, language: str) -> Customer:
    """A file with nothing but the number. AlreadyRegistered if that is a customer's by now."""
    customer = Customer(phone=phone, phone_fingerprint=phone_fingerprint(phone),
                        language=language, opened_at=clock.now())  # fmt: skip
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError:
        raise AlreadyRegistered from None
    return customer


def _digest(attempt: CardlessAttempt) -> str:
    return crypto.digest(codes.CARDLESS, attempt.pk, attempt.login_name, attempt.phone)
