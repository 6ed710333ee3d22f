"""What is blocked, and what was declined and why: with the words to read to whoever calls."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Customer
from cards.asking import Answer, answer_of, facts_now
from cards.authorization.declines import Explained, explain
from cards.authorization.words import gate_word, result_word
from cards.declined import Declined
from cards.models import Authorization, Outcome
from cards.movements import OPERATIONS, Movement, open_holds, with_subjects

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Held:
    """One blocked amount; `address` is the desk's page of what blocks it, or nothing."""

    movement: Movement
    address: str


@dataclass(frozen=True, slots=True)
class Aloud:
    """The newest decline in sentences: what and why, what would let it pass now, and its gates.

    The gates are (gate, how it was met) in the order in which they were asked.
    """

    declined: Declined
    explained: Explained | None
    now: Answer | None
    gates: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operations:
    """The newest of each, and whether there are more."""

    held: list[Held]
    more_held: bool
    declined: list[Declined]
    more_declined: bool
    aloud: Aloud | None


def operations_of(customer: Customer, accounts: Collection[int]) -> Operations:
    """At most nine queries; `accounts` are those of the customer's cards."""
    held = with_subjects(open_holds(accounts, count=SHOWN + 1)) if accounts else []
    rows = Authorization.objects.filter(card__customer=customer, outcome=Outcome.DECLINED)
    found = list(
        rows.select_related("card__account", "card__customer").order_by("-at")[: SHOWN + 1]
    )
    declined = [Declined(row) for row in found]
    return Operations(
        held=[Held(movement, _address(movement)) for movement in held[:SHOWN]],
        more_held=len(held) > SHOWN,
        declined=declined[:SHOWN],
        more_declined=len(declined) > SHOWN,
        aloud=_aloud(declined[0]) if declined else None,
    )


def _address(movement: Movement) -> str:
    if movement.subject is None:
        return ""
    is_card = movement.kind.startswith(OPERATIONS)
    page = "cards_authorization_change" if is_card else "payments_payment_change"
    known = is_card or movement.kind == "bill-payment"
    return reverse(f"admin:{page}", args=[movement.subject]) if known else ""


def _aloud(declined: Declined) -> Aloud:
    row = declined.row
    gates = [(gate_word(step["gate"]), result_word(step["result"])) for step in row.trace]
    explained = explain(row.reason) if row.reason else None
    now = answer_of(facts_now(row), card=row.card) if row.card else None
    return Aloud(declined, explained, now, gates)
