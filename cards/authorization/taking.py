"""An operation decided and taken: the limit and the balance in the transaction of its hold."""

import secrets
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cards.alerts.telling import tell_operation
from cards.authorization.asked import Asked
from cards.authorization.decide import Decision, decide
from cards.authorization.gates import SPENDING, Facts
from cards.authorization.gathering import day_of, gather
from cards.authorization.proofs import fingerprint_of
from cards.authorization.rules import rules
from cards.limit_use import take_use
from cards.models import Authorization, Card, LimitUse, Outcome
from homebank.lib.ids import uuid7
from homebank.lib.kept import insert
from homebank.lib.money import Money
from ledger.errors import NotEnoughMoney
from ledger.posting import hold

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
APPROVED = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an operation came from, and the key that makes it happen once."""

    key: str
    merchant: str = ""
    merchant_id: str = ""
    terminal: str = ""
    acquirer: str = ""
    rrn: str = ""


class LimitUsedUp(Exception):
    """The day's limit has no room: so much is used."""

    def __init__(self, used_minor: int) -> None:
        super().__init__()
        self.used_minor = used_minor


def take_operation(
    *, card: Card | None, asked: Asked, place: Place, at: datetime,
    is_reversed: bool = False, is_duplicate: bool = False, is_careful: bool = True,
) -> Authorization:  # fmt: skip
    """Decide the operation and place its hold if it passes; the row that says what became of it.

    In the caller's transaction, which has the card locked. Two cards over one account meet in the
    book: what the account no longer has is decided once more, by the same gates. Who is not
    careful saves a savepoint, hears NotEnoughMoney then, and begins its transaction anew.
    """
    facts = gather(card, asked, at=at, is_reversed=is_reversed, is_duplicate=is_duplicate)
    decision, row = decide(facts), _row(card, asked, place, at)
    if card is not None and decision.is_approved and asked.operation in SPENDING:
        decision = _take(card, row, decision.facts, is_careful)
    _write_decision(row, decision)
    if decision.is_approved and asked.proof:
        row.authentication = fingerprint_of(asked.proof)
    if not is_duplicate:
        insert(row)
        tell_operation(row)
    return row


def note_advice(
    *, card: Card | None, asked: Asked, place: Place, at: datetime,
    was_approved: bool, auth_code: str = "",
) -> Authorization:  # fmt: skip
    """Another party decided already: what it approved is held as far as the account has it.

    The facts and gates are kept all the same, so that operators see what the bank would have said.
    """
    decision, row = decide(gather(card, asked, at=at)), _row(card, asked, place, at)
    _write_decision(row, decision)
    row.outcome = Outcome.DECLINED
    row.code = rules().codes["unknown-card"] if card is None else APPROVED
    if card is not None and was_approved:
        row.outcome = Outcome.ANSWERED
        row.auth_code = auth_code or row.auth_code or _auth_code()
        if asked.operation in SPENDING and decision.facts.total_minor > 0:
            _hold_what_there_is(card, row, decision.facts)
    row.save(force_insert=True)
    tell_operation(row)
    return row


def _hold_what_there_is(card: Card, row: Authorization, facts: Facts) -> None:
    """The whole amount under a hold, or none: the presentment comes in either case."""
    try:
        with transaction.atomic():
            _place_hold(card, row, facts.total_minor)
            if facts.limit:  # what blocks nothing has no reversal that would give it back
                take_use(card=card, kind=facts.limit, day=row.day, minor=facts.billed_minor or 0)
    except NotEnoughMoney:
        row.outcome, row.hold, row.held_minor, row.lapses_at = Outcome.ANSWERED, None, 0, None


def _take(card: Card, row: Authorization, facts: Facts, is_careful: bool) -> Decision:
    try:
        with transaction.atomic() if is_careful else nullcontext():
            if facts.limit:
                _take_limit(card, row, facts)
            _place_hold(card, row, facts.total_minor)
    except NotEnoughMoney as refusal:
        if not is_careful:
            raise
        return decide(replace(facts, available_minor=refusal.available.minor))
    except LimitUsedUp as refusal:
        return decide(replace(facts, used_minor=refusal.used_minor))
    return decide(facts)


def _take_limit(card: Card, row: Authorization, facts: Facts) -> None:
    minor, most = facts.billed_minor or 0, facts.limit_minor
    if take_use(card=card, kind=facts.limit, day=row.day, minor=minor, most_minor=most) is None:
        uses = LimitUse.objects.filter(card=card, kind=facts.limit, day=row.day)
        raise LimitUsedUp(uses.values_list("used_minor", flat=True).first() or most)


def _place_hold(card: Card, row: Authorization, minor: int) -> None:
    hold_id = uuid7()
    hold_for(card=card, row=row, hold_id=hold_id, minor=minor)
    row.outcome, row.hold, row.held_minor = Outcome.HELD, hold_id, minor
    row.lapses_at = row.at + timedelta(days=rules().days_held(row.category))


def hold_for(*, card: Card, row: Authorization, hold_id: UUID, minor: int) -> None:
    """Block so many tiyn of the card's account for the operation. NotEnoughMoney."""
    hold(hold_id=hold_id, account_id=card.account_id, amount=Money(minor),
         kind=f"card-{row.operation}", customer_id=card.customer_id, subject=row.pk)  # fmt: skip


def _row(card: Card | None, asked: Asked, place: Place, at: datetime) -> Authorization:
    return Authorization(
        card=card, key=place.key, at=at, day=day_of(at), operation=asked.operation,
        is_internet=asked.is_internet, amount_minor=asked.amount_minor,
        currency_number=asked.currency_number, merchant=place.merchant,
        merchant_id=place.merchant_id, terminal=place.terminal, category=asked.category,
        acquirer=place.acquirer, rrn=place.rrn,
    )  # fmt: skip


def _write_decision(row: Authorization, decision: Decision) -> None:
    row.facts, row.billed_minor = asdict(decision.facts), decision.facts.billed_minor
    row.trace = [asdict(step) for step in decision.trace]
    row.reason = decision.reason
    if decision.is_approved:
        row.code, row.auth_code = APPROVED, _auth_code()
        row.outcome = row.outcome or Outcome.ANSWERED
    else:
        row.code, row.outcome = rules().codes[decision.reason], Outcome.DECLINED


def _auth_code() -> str:
    """Six letters and digits that nobody reads as one another."""
    return "".join(secrets.choice(LETTERS) for _ in range(6))
