"""What operators do about a difference: take it, explain it, or have it put to suspense."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from accounts.four_eyes import propose
from accounts.models import Proposal, User
from desk.models import Difference, DifferenceState, DifferenceStep
from desk.registers.errors import (
    NoMoney,
    NoteHoldsSecret,
    NoteMissing,
    OverAlready,
    TakenByOther,
    TooManyRegisters,
)
from desk.registers.sources import Source, source_of
from homebank.lib import clock, throttle
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.money import Money
from homebank.lib.throttle import Limit
from ledger.accounts import bank_account
from ledger.posting import Leg, post
from ledger.suspense import explain_item
from notifications.events import SecretFact, record
from payments.billers import clean_text
from tariffs.rates import in_tenge

LONGEST = 300
UPLOADS = Limit("register-uploads", 100, timedelta(days=1))
SUSPENSE = "suspense"
TO_SUSPENSE = "difference-to-suspense"


def count_upload(by: User) -> None:
    """One more register of the day that the member of staff has compared. TooManyRegisters."""
    if not throttle.take(UPLOADS, f"staff {by.pk}").allowed:
        raise TooManyRegisters


def take(*, difference_id: UUID, by: User) -> Difference:
    """Look into it from now on, in place of whoever did. OverAlready."""
    with transaction.atomic():
        found = _unexplained(difference_id)
        return _step(found, DifferenceState.TAKEN, by, "")


def explain(*, difference_id: UUID, by: User, note: str) -> Difference:
    """Write down what it is: it hinders nothing any more.

    NoteMissing, NoteHoldsSecret, OverAlready, TakenByOther(name).
    """
    note = _read_note(note)
    with transaction.atomic():
        found = _mine(difference_id, by)
        _record("difference.explained", found, by, note)
        return _step(found, DifferenceState.EXPLAINED, by, note)


def propose_posting(*, difference_id: UUID, by: User, note: str) -> Proposal:
    """Ask a second pair of eyes to post it: whoever proposes looks into it from now on.

    NoMoney, NoRate, as `explain`, and as accounts.four_eyes.propose.
    """
    note = _read_note(note)
    found = Difference.objects.get(pk=difference_id)
    check_posting(found, by)
    if found.taken_by != by.login_name:
        take(difference_id=found.pk, by=by)
    return propose(
        kind=TO_SUSPENSE, subject=found.pk, customer=None, facts={"note": note}, reason=note, by=by
    )


def check_posting(found: Difference, proposer: User) -> None:
    """Whether it may be posted for this proposer: OverAlready, TakenByOther, NoMoney, NoRate."""
    _check_theirs(found, proposer)
    if not money_of(found, source_of(found.source)):
        raise NoMoney


def post_to_suspense(*, difference_id: UUID, proposer: User, by: User, note: str) -> Difference:
    """Post what the register claims more, or less, against suspense, with the note on the item;
    `by` is who approved. In the approval's transaction. As `check_posting`.

    There it has an owner and an age until it is cleared.
    """
    found = Difference.objects.select_for_update().get(pk=difference_id)
    check_posting(found, proposer)
    transfer = uuid5(NAMESPACE_URL, f"homebank:difference:{found.pk}")
    legs = [Leg(bank_account(name).pk, amount) for name, amount in legs_of(found)]
    post(transfer_id=transfer, kind="register-difference", legs=legs, customer_id=None,
         subject=found.pk)  # fmt: skip
    names = f"{proposer.login_name}, {by.login_name}"
    explain_item(deed=found.pk, text=note, by=names)
    _record("difference.posted", found, by, note, proposer=proposer.login_name or "")
    return _step(found, DifferenceState.POSTED, proposer, note, names=names)


def legs_of(found: Difference) -> list[tuple[str, Money]]:
    """What a posting moves, by the names of the bank's own accounts. NoRate."""
    source = source_of(found.source)
    amount = money_of(found, source)
    return [(SUSPENSE, -amount), (source.account, amount)]


def unexplained_until(day: date) -> int:
    """How many differences of this day and of earlier ones nobody has explained."""
    return Difference.objects.unexplained().filter(day__lte=day).count()


def money_of(found: Difference, source: Source) -> Money:
    """What the sender claims beyond what the book has moved, in tenge; below zero: less. NoRate."""
    their = _tenge(found.their_minor, found.their_currency, found.day)
    our = _tenge(found.our_minor, found.our_currency, found.day)
    zero = Money(0)
    return (their if found.their_state in source.moved else zero) - (
        our if found.our_state in source.moved else zero
    )


def _tenge(minor: int | None, currency: str, day: date) -> Money:
    """The signed sum in tenge of that day; nothing where a side has nothing."""
    if minor is None:
        return Money(0)
    tenge = in_tenge(abs(minor), BY_NUMBER[currency], day=day)
    return -tenge if minor < 0 else tenge


def _unexplained(difference_id: UUID) -> Difference:
    found = Difference.objects.select_for_update().get(pk=difference_id)
    if not found.is_unexplained:
        raise OverAlready
    return found


def _mine(difference_id: UUID, by: User) -> Difference:
    found = _unexplained(difference_id)
    _check_theirs(found, by)
    return found


def _check_theirs(found: Difference, by: User) -> None:
    if not found.is_unexplained:
        raise OverAlready
    if found.taken_by and found.taken_by != by.login_name:
        raise TakenByOther(name=found.taken_by)


def _step(
    found: Difference, state: DifferenceState, by: User, note: str, *, names: str = ""
) -> Difference:
    """One line more of its story, by `by` or by several: their `names`."""
    found.state, found.taken_by = state, by.login_name or ""
    found.save(update_fields=["state", "taken_by"])
    DifferenceStep.objects.create(
        difference=found, state=state, note=note, by=names or by.login_name or "", at=clock.now()
    )
    return found


def _record(kind: str, found: Difference, by: User, note: str, **facts: str) -> None:
    told = {"operator": by.login_name or "", "register": f"{found.source} {found.day:%d.%m.%Y}"}
    told |= facts
    try:
        record(kind=kind, customer_id=None, subject=found.pk, facts={**told, "reason": note})
    except SecretFact:
        raise NoteHoldsSecret from None


def _read_note(text: str) -> str:
    note = clean_text(text)[:LONGEST].strip()
    if not note:
        raise NoteMissing
    if holds_card_number(note):
        raise NoteHoldsSecret
    return note
