"""A presentment: the shop's claim to money. It is posted whatever the account has.

With its hold it takes what is held, less, or more; after the hold's lapse, or without one, it
takes from the account; what the account does not cover goes into the technical overdraft. For a
number that is none of ours, and for what was presented before, the bank itself owes: it is taken
from suspense and queued.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from cards.alerts.telling import tell_presentment
from cards.authorization.gathering import day_of
from cards.authorization.overdrafts import count_debt, debt_of
from cards.authorization.undoing import hold_again
from cards.models import Authorization, Card, Outcome, Presentment
from homebank.lib import crypto
from homebank.lib.currencies import Currency
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.errors import NotEnoughMoney
from ledger.posting import Leg, post, settle
from tariffs.rates import in_tenge

CLEARING, SUSPENSE = "card-clearing", "suspense"
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What is claimed. `part` of `parts`: more is to come under the same hold until the last."""

    reference: str
    operation: str
    amount_minor: int
    currency: Currency
    rrn: str = ""
    auth_code: str = ""
    merchant: str = ""
    category: str = ""
    part: int = 1
    parts: int = 1

    @property
    def is_refund(self) -> bool:
        return self.operation == "refund"

    @property
    def digest(self) -> str:
        """Tells the same claim again from another one under its reference."""
        return crypto.digest(self.operation, self.amount_minor, self.currency.number, self.rrn,
                             self.auth_code, self.part, self.parts)  # fmt: skip


class ReferenceTaken(Exception):
    """The reference stands for another presentment already."""


def post_presentment(
    *, card: Card | None, presented: Presented, at: datetime
) -> tuple[Presentment, bool]:
    """Post it at the rate of this day; the row, and whether it stood before.

    In the caller's transaction, which has the card locked. Raises ReferenceTaken, and NoRate if
    the bank has no rate for its currency: then nothing is posted and it comes again.
    """
    before = Presentment.objects.filter(reference=presented.reference).first()
    if before is not None:
        if before.digest != presented.digest or before.card_id != (card and card.pk):
            raise ReferenceTaken
        return before, True
    billed = in_tenge(presented.amount_minor, presented.currency, day=day_of(at)).minor
    original = _original(card, presented) if card and not presented.is_refund else None
    row = Presentment(
        repeats=_presented_before(card, presented) if card else None,
        reference=presented.reference, digest=presented.digest, card=card, authorization=original,
        operation=presented.operation, amount_minor=presented.amount_minor,
        currency_number=presented.currency.number, part=presented.part, parts=presented.parts,
        billed_minor=-billed if presented.is_refund else billed, merchant=presented.merchant,
        category=presented.category, rrn=presented.rrn, at=at,
        transfer=uuid5(NAMESPACE_URL, f"homebank:presentment:{presented.reference}"),
    )  # fmt: skip
    _post(row, None if row.repeats else card)
    row.save(force_insert=True)
    if row.repeats is None:  # the bank bears it: nothing of the customer's has moved
        tell_presentment(row)
    return row, False


def _original(card: Card, presented: Presented) -> Authorization | None:
    """The approved operation that it belongs to: by the shop's number, or by our own code."""
    approved = Authorization.objects.filter(card=card).exclude(outcome=Outcome.DECLINED)
    approved = approved.exclude(operation="balance").order_by("-at")
    if presented.rrn:
        found = approved.filter(rrn=presented.rrn)
        # Two operations may share a number; one that still holds money is meant first.
        return found.filter(outcome=Outcome.HELD).first() or found.first()
    if presented.auth_code:
        return approved.filter(auth_code=presented.auth_code).first()
    return None


def _presented_before(card: Card, presented: Presented) -> Presentment | None:
    """The same claim under another reference: one purchase presented twice.

    The same number of the shop (or, without one, our own code), operation, amount, currency and
    part. Two purchases may share a number: one that still waits for its money is no repetition.
    Of refunds nobody asks: the scheme pays each, and the customer loses nothing.
    """
    if presented.is_refund:
        return None
    named = {"rrn": presented.rrn}
    if not presented.rrn:
        named = {"authorization__auth_code": presented.auth_code}
    if not any(named.values()):
        return None
    same = Presentment.objects.filter(
        card=card, repeats=None, operation=presented.operation, part=presented.part,
        amount_minor=presented.amount_minor, parts=presented.parts,
        currency_number=presented.currency.number, **named,
    )  # fmt: skip
    before = same.order_by("at").first()
    return None if before is None or _waits(card, presented) else before


def _waits(card: Card, presented: Presented) -> bool:
    """Whether an operation of the same number, held or lapsed, was not presented at all yet."""
    approved = Authorization.objects.filter(
        card=card, outcome__in=[Outcome.HELD, Outcome.LAPSED, Outcome.ANSWERED],
        operation=presented.operation, presentments=None,
    )  # fmt: skip
    if presented.rrn:
        return approved.filter(rrn=presented.rrn).exists()
    return approved.filter(auth_code=presented.auth_code).exists()


def _post(row: Presentment, card: Card | None) -> None:
    billed = row.billed_minor
    if card is None or billed <= 0:
        payer = card.account_id if card else bank_account(SUSPENSE).pk
        if billed:
            _post_plain(row, card, [Leg(payer, Money(-billed))])
        return
    original = row.authorization
    held = original if original and original.outcome == Outcome.HELD else None
    cover = billed
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                _take(row, card, held, cover)
        except NotEnoughMoney as refusal:
            cover = max(0, min(refusal.available.minor, cover - 1))
            continue
        return
    _take(row, card, held, 0)


def _take(row: Presentment, card: Card, held: Authorization | None, cover: int) -> None:
    """So much from the account, the rest from the debt; the hold ends in the same step."""
    legs = [Leg(card.account_id, Money(-cover))] if cover else []
    row.uncovered_minor = row.billed_minor - cover
    if row.uncovered_minor:
        overdraft = debt_of(card=card)
        count_debt(overdraft=overdraft, card=card, minor=row.uncovered_minor)
        legs.append(Leg(overdraft.debt_id, Money(-row.uncovered_minor)))
    if held is None:
        _post_plain(row, card, legs)
        _mark_posted(row.authorization)
        return
    _settle(row, card, held, legs)


def _settle(row: Presentment, card: Card, held: Authorization, legs: list[Leg]) -> None:
    assert held.hold is not None
    before, rest = held.hold, held.held_minor - row.billed_minor
    clearing = Leg(bank_account(CLEARING).pk, Money(row.billed_minor))
    settle(hold_id=before, transfer_id=row.transfer, kind=_kind(row), legs=[*legs, clearing])
    if row.part < row.parts and rest > 0:
        hold_again(row=held, card=card, minor=rest)
    else:
        held.outcome, held.held_minor = Outcome.POSTED, 0
    held.save(update_fields=["outcome", "hold", "held_minor"])


def _post_plain(row: Presentment, card: Card | None, legs: list[Leg]) -> None:
    clearing = Leg(bank_account(CLEARING).pk, Money(row.billed_minor))
    subject: UUID = (card and row.authorization_id) or row.pk
    post(transfer_id=row.transfer, kind=_kind(row), legs=[*legs, clearing],
         customer_id=card.customer_id if card else None, subject=subject)  # fmt: skip


def _mark_posted(row: Authorization | None) -> None:
    if row is not None and row.outcome != Outcome.POSTED:
        row.outcome = Outcome.POSTED
        row.save(update_fields=["outcome"])


def _kind(row: Presentment) -> str:
    return f"card-{row.operation}"
