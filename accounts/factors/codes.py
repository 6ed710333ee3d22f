"""One-time codes: bound to what they confirm, counted before they are checked, spent once."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import limits, waits
from accounts.errors import AccountsRefused, TooManyTries
from accounts.factors.errors import (
    AlreadyConfirmed,
    NothingToConfirm,
    NoTriesLeft,
    PasskeyExpired,
    SendTooSoon,
    SmsStopped,
    TooManySends,
)
from accounts.factors.held import Factor, has_recovery_code, replace_sms
from accounts.factors.proofs import DIGITS, Proof, Signature, read_proof, sms_hash
from accounts.models import Confirmation, Customer, OneTimeCode, phone_fingerprint
from homebank.lib import clock, kept, throttle
from homebank.lib.kept import KeptQuery
from homebank.lib.prepared import Values, prepared_rows
from homebank.lib.tasks import after_commit
from homebank.lib.throttle import Limit
from notifications.messages import forget_codes, queue_code
from notifications.models import Lane
from notifications.tasks import deliver_codes

# Before sign-in: the purposes that whoever knows a number can have codes sent for.
RECOVERY, CARDLESS = "new-password", "registration-without-card"
CODEWORD = "new-codeword"
# After sign-in, but to a number of whoever it may be: bounded as those are.
ORDER_PHONE = "order-phone"
LIVE = Q(consumed_at=None, voided_at=None)
WRONG_CODES = (limits.WRONG_CODES_HOUR, limits.WRONG_CODES_DAY)

GUESSED = KeptQuery(
    lambda confirmation_id: Confirmation.objects.filter(LIVE, pk=confirmation_id)
    .select_for_update(no_key=True)
)  # fmt: skip
SLOWED = KeptQuery(
    lambda confirmation_id: Confirmation.objects.filter(LIVE, pk=confirmation_id)
    .exclude(network="").only("customer_id", "phone_fingerprint", "purpose")
)  # fmt: skip

COUNT_SEND = """
UPDATE accounts_confirmation SET sends = sends + 1, last_sent_at = %(now)s
WHERE id = %(id)s AND consumed_at IS NULL AND voided_at IS NULL AND sends < sends_allowed
  AND guesses < guesses_allowed AND (last_sent_at IS NULL OR last_sent_at <= %(edge)s)
RETURNING sends
"""

# The owner's file is locked first, in this order everywhere: a change of the trusted number, or of
# its SIM, comes wholly before the deed (and has voided its code) or wholly after it.
CONSUME = """
WITH owner AS MATERIALIZED (
  SELECT 1 FROM accounts_customer
  WHERE id = (SELECT customer_id FROM accounts_confirmation WHERE id = %(id)s)
  FOR NO KEY UPDATE
)
UPDATE accounts_confirmation SET consumed_at = %(now)s
WHERE id = %(id)s AND digest = %(digest)s AND consumed_at IS NULL AND voided_at IS NULL
  AND proven_at > %(edge)s AND (SELECT count(*) FROM owner) >= 0
RETURNING id
"""

# Shared: sends wait for such a change and it waits for them, but not one send for another.
STOPPED = """
SELECT sim_changed_at IS NOT NULL, coalesce(phone_fingerprint <> %(phone)s, false)
FROM accounts_customer WHERE id = %(customer)s FOR SHARE
"""


def open_confirmation(
    *,
    purpose: str,
    digest: str,
    customer_id: UUID | None,
    phone: str,
    subject: UUID | None = None,
    network: str = "",
    is_decoy: bool = False,
    guesses: int = limits.GUESSES,
    sends: int = limits.SENDS,
) -> Confirmation:
    """An operation that waits for a code to the E.164 `phone`; no code is sent yet.

    `digest` is `crypto.digest(...)` of all that is confirmed. `network` is given before sign-in:
    wrong codes then count per customer and network, and sends per phone. `is_decoy`: the number
    is not on file; all goes on as for any other, and no code is sent.
    """
    return Confirmation.objects.create(
        purpose=purpose, digest=digest, customer_id=customer_id, phone=phone,
        phone_fingerprint=phone_fingerprint(phone), subject=subject, network=network,
        is_decoy=is_decoy, guesses_allowed=guesses, sends_allowed=sends, opened_at=clock.now(),
    )  # fmt: skip


def send_code(*, confirmation: Confirmation, language: str, **params: object) -> OneTimeCode:
    """Send a fresh code; the earlier ones stay good for their own five minutes.

    Before sign-in a phone gets one code in thirty seconds: a code that comes too early for the
    phone, but not for its own operation, leaves by itself when the pause ends.

    `params` go to the text of the confirmation's purpose. Raises SendTooSoon(at), TooManySends,
    SmsStopped, AlreadyConfirmed, NothingToConfirm, NoTriesLeft; then nothing is counted.
    """
    with transaction.atomic():
        _check_number(confirmation)
        _count_send(confirmation)
        _take_budget(confirmation)
        sent_at = _take_moment(confirmation)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        sent = OneTimeCode.objects.create(
            confirmation=confirmation, code_hash=sms_hash(confirmation.pk, code),
            sent_at=sent_at, expires_at=sent_at + limits.CODE_LIFE,
        )  # fmt: skip
        _hand_over(confirmation, sent, code, language, params)
    return sent


def needs_no_sms(confirmation: Confirmation) -> bool:
    """Whether the customer has an app or a passkey that is as good here: an SMS goes on demand.

    Not where the phone itself is to be proven: at registration and at recovery.
    """
    return not confirmation.proves_the_phone and replace_sms(customer_id=confirmation.customer_id)


def sms_is_stopped(confirmation: Confirmation) -> bool:
    """Whether no code goes out by SMS: the owner's SIM changed (accounts/recovery/sim.py)."""
    if confirmation.customer_id is None:
        return False
    marked = Customer.objects.filter(sim_changed_at__isnull=False)
    return marked.filter(pk=confirmation.customer_id).exists()


def goes_without_sms(confirmation: Confirmation) -> bool:
    """Whether something that the customer has is good here beside a code by SMS."""
    by_letters = confirmation.purpose == "sign-in" and has_recovery_code(
        customer_id=confirmation.customer_id
    )
    return by_letters or needs_no_sms(confirmation)


def next_send_at(*, confirmation: Confirmation) -> datetime | None:
    """When the next code may be asked for (a past moment: now); None if no send is left."""
    if not confirmation.sends_left:
        return None
    last = confirmation.last_sent_at
    moments = [last + limits.BETWEEN_SENDS] if last else []
    for limit, key in _budgets(confirmation):
        taken = throttle.look(limit, key)
        moments += [] if taken.allowed else [taken.until]
    if confirmation.network:
        paused = waits.free_at(limits.SMS_PHONE_PAUSE, confirmation.phone_fingerprint)
        moments += [paused] if paused else []
    return max(moments, default=clock.now())


def valid_until(*, confirmation: Confirmation) -> datetime | None:
    """When the last code that was sent expires; None if none was sent."""
    last = confirmation.last_sent_at
    return last + limits.CODE_LIFE if last else None


def count_guess(
    *, confirmation_id: UUID, code: str = "", passkey: str = "", recovery_code: str = ""
) -> Factor:
    """Count one try in a transaction of its own, then check it; what it was right by.

    One of the three is shown: `code` by SMS or app, a `passkey`'s answer in JSON, or, at sign-in
    only, a `recovery_code`. What was right is not spent yet: `consume` does that with the deed.
    Call it outside any transaction. Raises, uncounted: NoCode, CodeTooShort, CodeTooLong,
    CodeNotDigits, PasskeyUnreadable, PasskeyExpired, NoRecoveryCode, NotARecoveryCode; counted:
    WrongCode(left), CodeExpired, WrongPasskey(left), PasskeyCopied, WrongRecoveryCode(left),
    NoTriesLeft; AlreadyConfirmed, NothingToConfirm, TooManyTries(at).
    """
    proof = read_proof(code=code, passkey=passkey, recovery_code=recovery_code)
    if not isinstance(proof, Signature):  # nobody guesses a signature: the owner's is not slowed
        _slow_down(confirmation_id)
    with transaction.atomic(durable=True):
        verdict = _judge(confirmation_id, proof)
    if isinstance(verdict, AccountsRefused):
        raise verdict
    return verdict


def consume(*, confirmation_id: UUID, digest: str) -> None:
    """Spend the code that was guessed right, inside the transaction of the deed.

    One statement: either the deed and this both happened or neither. AlreadyConfirmed for the
    second of two; NothingToConfirm if it confirms something else, was voided or never guessed.
    """
    values = {"id": confirmation_id, "digest": digest, **_now_and_edge(limits.CODE_LIFE)}
    if _one_row(CONSUME, values) is None:
        raise _closed(confirmation_id) or NothingToConfirm()
    forget_codes(subjects=[confirmation_id])


def void(*, subject: UUID) -> None:
    """The draft changed or is gone: its codes are dead."""
    _void(Confirmation.objects.filter(LIVE, subject=subject))


def void_all(*, customer: Customer) -> None:
    """Whatever of the customer's waits for a code waits for it in vain.

    Inside the transaction of the change that makes it so, which has locked the file.
    """
    _void(Confirmation.objects.filter(LIVE, customer=customer))


def _void(live: QuerySet[Confirmation]) -> None:
    dead = list(live.values_list("pk", flat=True))
    live.update(voided_at=clock.now())
    if dead:
        forget_codes(subjects=dead)


def _judge(confirmation_id: UUID, proof: Proof) -> Factor | AccountsRefused:
    """What the try is right by, or why it does not pass.

    All its counts are locked before it is looked at and written before anybody else's try: of many
    at once each meets what those before it left. An answer to what a passkey is asked no more is no
    guess: nothing is learnt by it.
    """
    found = GUESSED.rows(confirmation_id)
    if not found:
        return _closed(confirmation_id) or NothingToConfirm()
    [confirmation] = found
    left = confirmation.guesses_allowed - confirmation.guesses - 1
    met = throttle.lock(WRONG_CODES, _wrong_codes_of(confirmation))
    if left >= 0 and not met.allowed:
        return TooManyTries(at=met.until)
    verdict = _compare(confirmation, proof, left) if left >= 0 else NoTriesLeft()
    if isinstance(verdict, Factor):
        _prove(confirmation, verdict)
    elif not isinstance(verdict, PasskeyExpired):
        _count_wrong(confirmation, left)
    return verdict


def _compare(confirmation: Confirmation, proof: Proof, left: int) -> Factor | AccountsRefused:
    try:
        factor = proof.factor(confirmation)
    except AccountsRefused as refusal:
        return refusal if left or isinstance(refusal, PasskeyExpired) else NoTriesLeft()
    return factor or (proof.wrong(confirmation, left=left) if left else NoTriesLeft())


def _prove(confirmation: Confirmation, factor: Factor) -> None:
    confirmation.proven_at = clock.now()
    kept.update(confirmation, "proven_at")
    if confirmation.network and factor != Factor.PASSKEY:
        waits.give_back(limits.WRONG_CODES_CUSTOMER, _whose(confirmation))


def _count_wrong(confirmation: Confirmation, left: int) -> None:
    """What comes when no tries are left is counted, but is no guess at a code."""
    confirmation.guesses += 1
    kept.update(confirmation, "guesses")
    if left >= 0:
        for limit in WRONG_CODES:
            throttle.take(limit, _wrong_codes_of(confirmation))


def _closed(confirmation_id: UUID) -> AccountsRefused | None:
    """Why the confirmation takes no more: spent, voided or unknown; None if it is open."""
    found = Confirmation.objects.filter(pk=confirmation_id).first()
    if found is not None and found.consumed_at:
        return AlreadyConfirmed()
    return NothingToConfirm() if found is None or found.voided_at else None


def _check_number(confirmation: Confirmation) -> None:
    """SmsStopped where the owner's SIM changed; NothingToConfirm where the number did."""
    owner = {"customer": confirmation.customer_id, "phone": confirmation.phone_fingerprint}
    stopped, changed = _one_row(STOPPED, owner) or (False, False)
    if changed:
        raise NothingToConfirm
    if stopped:
        raise SmsStopped


def _count_send(confirmation: Confirmation) -> None:
    values = {"id": confirmation.pk, **_now_and_edge(limits.BETWEEN_SENDS)}
    counted = _one_row(COUNT_SEND, values)
    confirmation.refresh_from_db(fields=["sends", "last_sent_at", "guesses"])
    if counted is not None:
        return
    if closed := _closed(confirmation.pk):
        raise closed
    if not confirmation.guesses_left:
        raise NoTriesLeft
    if not confirmation.sends_left or confirmation.last_sent_at is None:
        raise TooManySends
    raise SendTooSoon(at=confirmation.last_sent_at + limits.BETWEEN_SENDS)


def _hand_over(
    confirmation: Confirmation, sent: OneTimeCode, code: str, language: str, params: dict[str, Any]
) -> None:
    """Write the message in this transaction. A decoy's is undone again: it costs what others do."""
    with transaction.atomic():
        queue_code(
            phone=confirmation.phone, purpose=confirmation.purpose, code=code, language=language,
            customer_id=confirmation.customer_id, expires_at=sent.expires_at,
            send_at=sent.sent_at, subject=confirmation.pk, **params,
        )  # fmt: skip
        if confirmation.is_decoy:
            transaction.set_rollback(True)
    if confirmation.is_decoy:  # what was undone took its nudge with it
        after_commit(deliver_codes, queue=Lane.CODES.value)
    elif confirmation.network:  # undoing is one statement more, and none may tell the difference
        _one_row("SELECT 1", [])


def _take_budget(confirmation: Confirmation) -> None:
    for limit, key in _budgets(confirmation):
        taken = throttle.take(limit, key)
        if not taken.allowed:
            raise SendTooSoon(at=taken.until)


def _take_moment(confirmation: Confirmation) -> datetime:
    """When the code leaves: now, or within the pause of a phone that has just got one."""
    if not confirmation.network:
        return clock.now()
    pace, key = limits.SMS_PHONE_PAUSE, confirmation.phone_fingerprint
    moment = waits.reserve(pace, key)
    if moment is None:
        raise SendTooSoon(at=waits.free_at(pace, key) or clock.now())
    Confirmation.objects.filter(pk=confirmation.pk).update(last_sent_at=moment)
    confirmation.last_sent_at = moment
    return moment


def _budgets(confirmation: Confirmation) -> list[tuple[Limit, str]]:
    if confirmation.network:
        before = [limits.SMS_PHONE_HOUR, limits.SMS_PHONE_DAY]
        if confirmation.purpose in {RECOVERY, CODEWORD, CARDLESS, ORDER_PHONE}:
            before += [limits.SMS_RECOVERY_HOUR, limits.SMS_RECOVERY_DAY]
        budgets = [(limit, confirmation.phone_fingerprint) for limit in before]
        if confirmation.purpose in {CARDLESS, ORDER_PHONE}:
            budgets.append((limits.SMS_NETWORK_HOUR, confirmation.network))
        return budgets
    after = (limits.SMS_CUSTOMER_HOUR, limits.SMS_CUSTOMER_DAY)
    return [(limit, str(confirmation.customer_id)) for limit in after]


def _wrong_codes_of(confirmation: Confirmation) -> str:
    """Before sign-in nobody's network may block another's; after it no purpose another's."""
    return f"{_whose(confirmation)} {confirmation.network or confirmation.purpose}"


def _whose(confirmation: Confirmation) -> str:
    """Whom wrong codes are counted for: the customer, or a number, for each purpose apart.

    A registration without a card and the number for an order's call name no customer, whosever the
    number is. Shared with the recovery of unknown numbers, which is all that counts by number
    beside them, their counts would tell which numbers are known. A reset of the codeword counts by
    number too: for whom one is open is told to nobody.
    """
    if confirmation.customer_id is None or confirmation.purpose == CODEWORD:
        return f"{confirmation.purpose} {confirmation.phone_fingerprint}"
    return str(confirmation.customer_id)


def _slow_down(confirmation_id: UUID) -> None:
    """Guesses at one customer's codes from everywhere before sign-in: slower, never refused."""
    for found in SLOWED.rows(confirmation_id):
        waits.slow_down(limits.WRONG_CODES_CUSTOMER, _whose(found))


def _now_and_edge(back: timedelta) -> dict[str, object]:
    now = clock.now()
    return {"now": now, "edge": now - back}


def _one_row(statement: str, values: Values) -> tuple[int, ...] | None:
    rows = prepared_rows(statement, values)
    return rows[0] if rows else None
