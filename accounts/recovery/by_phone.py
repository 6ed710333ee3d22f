"""Recovering access: the phone, a code, a second proof, a new password (ACC-07).

Known and unknown numbers pass the same statements and pages; only the owner of the phone learns
more. Nothing is signed in by it.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts import limits, waits
from accounts.codewords.rules import codeword_matches, spend_legacy
from accounts.errors import TooManyTries
from accounts.factors import codes
from accounts.factors.errors import SendRefused
from accounts.factors.held import forget_factors
from accounts.models import Customer, RecoveryAttempt, User, phone_fingerprint
from accounts.recovery.cooling import cool
from accounts.recovery.errors import ProofDoesNotMatch, RecoveryOver
from accounts.registration.by_card import HolderLookup
from accounts.sign_in.passwords import check_new_password, own_data
from accounts.sign_in.visits import close_visits
from homebank.lib import clock, crypto, throttle
from notifications.events import record
from notifications.messages import queue_alert

Aim = RecoveryAttempt.Aim


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown beside the phone: the codeword, or the card's number, `12/29` and digits."""

    codeword: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)
    cvv: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        return "card" if self.number else "codeword"


# A codeword opens a recovery: its reset asks for what a recovery does, or a phone alone would do.
PROOFS = {Aim.ACCESS: {"codeword", "card"}, Aim.CODEWORD: {"card"}}
PURPOSES = {Aim.ACCESS: codes.RECOVERY, Aim.CODEWORD: codes.CODEWORD}
REFUSED = {Aim.ACCESS: "recovery-refused", Aim.CODEWORD: "codeword-reset-refused"}


def start_recovery(
    *, phone: str, network: str, language: str, aim: Aim = Aim.ACCESS
) -> RecoveryAttempt:
    """Send a code to the E.164 number if it is a registered customer's; the attempt either way.

    For a codeword: if it is of somebody for whom a branch has opened a reset. Raises
    TooManyTries(at) where the network began too many, for whichever numbers.
    """
    begun = throttle.take(limits.RECOVERY_NETWORK, network)
    if not begun.allowed:
        raise TooManyTries(at=begun.until)
    now = clock.now()
    attempt = RecoveryAttempt(
        aim=aim, customer=_owner(phone, aim), phone=phone, network=network, language=language,
        began_at=now, expires_at=now + limits.RECOVERY_LIFE,
    )  # fmt: skip
    with transaction.atomic():
        attempt.confirmation = codes.open_confirmation(
            purpose=PURPOSES[aim], digest=_digest(attempt), customer_id=attempt.customer_id,
            phone=phone, subject=attempt.pk, network=network, is_decoy=attempt.customer is None,
        )  # fmt: skip
        attempt.save(force_insert=True)
    with suppress(SendRefused):  # the page of the code says when the next one may be asked for
        codes.send_code(confirmation=attempt.confirmation, language=language)
    return attempt


def resend_code(*, attempt: RecoveryAttempt, language: str) -> None:
    """Send one more code. Raises subclasses of SendRefused."""
    codes.send_code(confirmation=attempt.confirmation, language=language)


def prove_phone(*, attempt: RecoveryAttempt, code: str) -> None:
    """The code of the number. Raises what `codes.count_guess` and `consume` raise."""
    codes.count_guess(confirmation_id=attempt.confirmation_id, code=code)
    with transaction.atomic():
        codes.consume(confirmation_id=attempt.confirmation_id, digest=_digest(attempt))
        RecoveryAttempt.objects.filter(pk=attempt.pk).update(phone_proven_at=clock.now())


def has_no_proof(*, attempt: RecoveryAttempt) -> bool:
    """Whether nothing can be right: who is not identified has neither codeword nor card."""
    return not _proven(attempt).is_identified


@sensitive_variables("proof")
def prove_person(*, attempt: RecoveryAttempt, proof: Proof) -> None:
    """The second proof, counted first. Raises ProofDoesNotMatch(left) and TooManyTries(at)."""
    customer, aim = _proven(attempt), Aim(attempt.aim)
    key = f"{customer.pk} {attempt.network}"
    taken = throttle.take(limits.RECOVERY_PROOF, key)
    if not taken.allowed:
        raise TooManyTries(at=taken.until)
    waits.slow_down(limits.RECOVERY_PROOF_CUSTOMER, str(customer.pk))
    if proof.kind not in PROOFS[aim] or not _matches(customer, proof):
        record(kind=REFUSED[aim], customer_id=customer.pk, subject=attempt.pk,
               facts={"network": attempt.network, "proof": proof.kind})  # fmt: skip
        raise ProofDoesNotMatch(left=taken.left)
    throttle.give_back(limits.RECOVERY_PROOF, key)
    waits.give_back(limits.RECOVERY_PROOF_CUSTOMER, str(customer.pk))
    RecoveryAttempt.objects.filter(pk=attempt.pk).update(
        person_proven_at=clock.now(), proof=proof.kind
    )


@sensitive_variables("password")
def finish_recovery(*, attempt: RecoveryAttempt, password: str) -> User:
    """Set the password, end every visit, let new payees wait, and tell the Homebank ID.

    A second submit gives the same user and changes nothing. Raises PasswordRefused, and
    RecoveryOver for who was blocked, or given another number, a moment ago.
    """
    customer = _proven(attempt)
    assert attempt.person_proven_at is not None
    assert attempt.aim == Aim.ACCESS
    user = customer.user
    own = [*own_data(customer, user.homebank_id or ""), user.login_name or ""]
    check_new_password(password=password, own=own)
    with transaction.atomic():
        check_still_theirs(attempt, customer)
        first = RecoveryAttempt.objects.filter(pk=attempt.pk, finished_at=None)
        if first.update(finished_at=clock.now()):
            user.set_password(password)
            user.save(update_fields=["password"])
            close_visits(user=user)
            waits.forget_of(limits.WRONG_PASSWORDS, f"user {user.pk}")
            forget_factors(customer=customer, subject=attempt.pk)
            cool(customer=customer)
            if attempt.proof == "codeword":
                spend_legacy(customer=customer)
            record(kind="access-recovered", customer_id=customer.pk, subject=attempt.pk,
                   facts={"network": attempt.network, "proof": attempt.proof})  # fmt: skip
            queue_alert(phone=attempt.phone, purpose="access-recovered", language=attempt.language,
                        customer_id=customer.pk, homebank_id=user.spaced_id)  # fmt: skip
    return user


def show_homebank_id(*, attempt: RecoveryAttempt) -> User | None:
    """The user, the first time that it is asked for; None ever after."""
    unseen = RecoveryAttempt.objects.filter(pk=attempt.pk, finished_at__isnull=False, shown_at=None)
    if not unseen.update(shown_at=clock.now()):
        return None
    return User.objects.get(customer=attempt.customer)


def check_still_theirs(attempt: RecoveryAttempt, customer: Customer) -> None:
    """RecoveryOver if the owner was blocked or lost the number; else neither happens before we do.

    The file's row stays locked to the end of the transaction.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    attempts = RecoveryAttempt.objects.select_related("customer__user")
    if not attempts.get(pk=attempt.pk).is_live:
        raise RecoveryOver


def _owner(phone: str, aim: Aim) -> Customer | None:
    """Whose trusted number it is, if they are not blocked, hold its SIM, and may do it: they have
    access, or a branch has opened a reset of the codeword.
    """
    may = Q(user__is_active=True)
    if aim == Aim.CODEWORD:
        may = Q(codeword_reset_until__gt=clock.now(), identified_at__isnull=False)
    owners = Customer.objects.filter(may, blocked_at=None, sim_changed_at=None)
    return owners.filter(phone_fingerprint=phone_fingerprint(phone)).first()


def _proven(attempt: RecoveryAttempt) -> Customer:
    """The customer of an attempt whose phone was proven."""
    assert attempt.phone_proven_at is not None
    assert attempt.customer is not None
    return attempt.customer


@sensitive_variables("proof")
def _matches(customer: Customer, proof: Proof) -> bool:
    if proof.kind == "codeword":
        return codeword_matches(customer, proof.codeword)
    find_holder: HolderLookup = import_string(settings.CARD_HOLDER_LOOKUP)
    holder = find_holder(number=proof.number, expiry=proof.expiry, cvv=proof.cvv)
    return bool(holder == customer.pk)


def _digest(attempt: RecoveryAttempt) -> str:
    purpose = PURPOSES[Aim(attempt.aim)]
    return crypto.digest(purpose, attempt.pk, attempt.customer_id, attempt.phone)
