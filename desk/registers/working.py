"""What operators do about a difference: take it, explain it, or post it to suspense."""

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from accounts.models import User
from desk.models import Difference, DifferenceState, DifferenceStep
from desk.registers.errors import (
    NoMoney,
    NoteHoldsSecret,
    NoteMissing,
    OverAlready,
    TakenByOther,
)
from desk.registers.sources import Source, source_of
from homebank.lib import clock
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.posting import Leg, post
from ledger.suspense import explain_item
from notifications.events import SecretFact, record
from payments.billers import clean_text
from tariffs.rates import in_tenge

LONGEST = 300
SUSPENSE = "suspense"


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


def post_to_suspense(*, difference_id: UUID, by: User, note: str) -> Difference:
    """Post what the register claims more, or less, against suspense, with the note on the item.

    There it has an owner and an age until it is cleared. NoMoney, NoRate, and as `explain`.
    """
    note = _read_note(note)
    with transaction.atomic():
        found = _mine(difference_id, by)
        source = source_of(found.source)
        amount = money_of(found, source)
        if not amount:
            raise NoMoney
        legs = [Leg(bank_account(SUSPENSE).pk, -amount),
                Leg(bank_account(source.account).pk, amount)]  # fmt: skip
        transfer = uuid5(NAMESPACE_URL, f"homebank:difference:{found.pk}")
        post(transfer_id=transfer, kind="register-difference", legs=legs, customer_id=None,
             subject=found.pk)  # fmt: skip
        explain_item(deed=found.pk, text=note, by=by.login_name or "")
        _record("difference.posted", found, by, note)
        return _step(found, DifferenceState.POSTED, by, note)


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
    if found.taken_by and found.taken_by != by.login_name:
        raise TakenByOther(name=found.taken_by)
    return found


def _step(found: Difference, state: DifferenceState, by: User, note: str) -> Difference:
    found.state, found.taken_by = state, by.login_name or ""
    found.save(update_fields=["state", "taken_by"])
    DifferenceStep.objects.create(
        difference=found, state=state, note=note, by=by.login_name or "", at=clock.now()
    )
    return found


def _record(kind: str, found: Difference, by: User, note: str) -> None:
    told = {"operator": by.login_name or "", "register": f"{found.source} {found.day:%d.%m.%Y}"}
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
