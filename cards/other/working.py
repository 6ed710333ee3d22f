"""The worker of attachments: asks what the card's bank said, attaches, frees the one tenge.

Each question may be asked again: the acquirer knows it by our key. A lease (`next_attempt_at` in
the future) keeps two workers from asking at once; when it lapses, the row is simply due again.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cards.models import Attachment, OtherCard
from cards.other import acquirers
from cards.other.acquirers import HELD, TIME_TO_ANSWER, UNKNOWN, AcquirerDeclined
from homebank.lib import clock, crypto
from homebank.lib.gateways import GatewayError
from notifications.events import record
from notifications.messages import queue_alert

BATCH = 100
LEASE = TIME_TO_ANSWER + timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
TOKEN_COLUMN = "cards_othercard.token"  # noqa: S105 (the name of a column)
Attaching = Attachment.State


def due_attachments() -> list[UUID]:
    """Attachments that a worker should take up now, those that waited longest first."""
    due = Attachment.objects.filter(next_attempt_at__lte=clock.now()).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:BATCH])


def work_on(*, attachment_id: UUID) -> None:
    """If the attachment is due, ask the acquirer once and do what the answer says."""
    now = clock.now()
    due = Attachment.objects.filter(pk=attachment_id, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return
    row = Attachment.objects.select_related("customer").get(pk=attachment_id)
    try:
        if row.is_over:
            acquirers.acquirer().release(key=row.pk)
            _over(row, release_due=False)
        else:
            _look(row)
    except GatewayError:
        _again(row)


def delete_old_attachments() -> int:
    """Attempts that are long over are deleted, once their tenge is free; how many."""
    edge = clock.now() - timedelta(days=settings.KEEP_TRACES_DAYS)
    old = Attachment.objects.filter(made_at__lt=edge, next_attempt_at=None)
    keys = list(old.values_list("pk", flat=True)[: 10 * BATCH])
    return Attachment.objects.filter(pk__in=keys).delete()[0]


def forget_detached() -> int:
    """Have the acquirer forget the cards that were detached a while ago; how many it forgot."""
    due = OtherCard.objects.filter(forget_at__lte=clock.now())[:BATCH]
    return sum(_forget(card) for card in due)


def _look(row: Attachment) -> None:
    try:
        told = acquirers.acquirer().look(key=row.pk)
    except AcquirerDeclined as no:
        _end(row, Attaching.REFUSED, reason=no.code, release_due=False)
        return
    if told.state == HELD and row.state == Attaching.WAITS:
        _attach(row, told.token)
    elif told.state == UNKNOWN or row.state == Attaching.BEGUN or row.expires_at <= clock.now():
        # BEGUN: the page that asked died before it could lead anywhere.
        _end(row, Attaching.EXPIRED, release_due=told.state != UNKNOWN)
    else:
        _again(row)


def _attach(row: Attachment, token: str) -> None:
    """The card is the customer's from now on; one that was attached before stays the same row."""
    fingerprint, now = crypto.fingerprint(token, column=TOKEN_COLUMN), clock.now()
    with transaction.atomic():
        locked = _waiting(row)
        if locked is None:
            return
        facts = {"token": token, "first6": row.first6, "last4": row.last4, "brand": row.brand,
                 "bank": row.bank, "expiry": row.expiry, "name": row.name,
                 "attached_at": now}  # fmt: skip
        locked.card, is_new = OtherCard.objects.get_or_create(
            customer=row.customer, token_fingerprint=fingerprint,
            state=OtherCard.State.ATTACHED, defaults=facts,
        )  # fmt: skip
        _finish(locked, Attaching.ATTACHED, release_due=True)
        if is_new:
            _tell(locked.card)


def _end(row: Attachment, state: Attachment.State, *, reason: str = "", release_due: bool) -> None:
    with transaction.atomic():
        locked = _waiting(row)
        if locked is None:
            return
        locked.reason = reason
        _finish(locked, state, release_due=release_due)
        record(kind="other-card.refused", customer_id=row.customer_id, subject=row.pk,
               facts={"reason": reason or str(state), "bank": row.bank})  # fmt: skip


def _waiting(row: Attachment) -> Attachment | None:
    """The row, locked, unless somebody was faster. One customer's cards stand in a queue."""
    type(row.customer).objects.select_for_update(no_key=True).get(pk=row.customer_id)
    locked = Attachment.objects.select_for_update().get(pk=row.pk)
    return None if locked.is_over else locked


def _finish(locked: Attachment, state: Attachment.State, *, release_due: bool) -> None:
    now = clock.now()
    locked.state, locked.page, locked.finished_at, locked.attempts = state, "", now, 0
    locked.release_due, locked.next_attempt_at = release_due, now if release_due else None
    locked.save()


def _over(row: Attachment, *, release_due: bool) -> None:
    Attachment.objects.filter(pk=row.pk).update(release_due=release_due, next_attempt_at=None)


def _again(row: Attachment) -> None:
    """Later, after a pause that grows to five minutes, unless somebody asked for it sooner."""
    pause = min(FIRST_PAUSE * (1 << min(row.attempts, 10)), LONGEST_PAUSE)
    if not row.is_over:
        pause = min(pause, max(row.expires_at - clock.now(), FIRST_PAUSE))
    Attachment.objects.filter(pk=row.pk, attempts=row.attempts).update(
        next_attempt_at=clock.now() + pause
    )


def _tell(card: OtherCard) -> None:
    customer = card.customer
    record(kind="other-card.attached", customer_id=customer.pk, subject=card.pk,
           facts={"bank": card.bank})  # fmt: skip
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="other-card-attached", language=customer.language,
                    customer_id=customer.pk, card_last4=card.last4)  # fmt: skip


def _forget(card: OtherCard) -> bool:
    try:
        acquirers.acquirer().forget(token=card.token)
    except GatewayError:
        OtherCard.objects.filter(pk=card.pk).update(forget_at=clock.now() + LONGEST_PAUSE)
        return False
    card.token, card.token_fingerprint, card.forget_at = "", "", None
    card.save(update_fields=["token", "token_fingerprint", "forget_at"])
    return True
