"""The smallest change of a customer's own that lets a declined operation pass, as pure functions.

None is named where a gate fails that no customer can open (a blocked card, another currency), or
where naming one would help a guesser: a wrong expiry, CVV or code of 3-D Secure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cards.authorization.decide import FAILED, decide
from cards.authorization.gates import Facts


class Deed(StrEnum):
    """What the customer does. Their order is the order in which they are told."""

    UNFREEZE = "unfreeze"
    OPEN = "open"
    RAISE = "raise"
    SECURE = "secure"
    TOP_UP = "top-up"
    AMOUNT = "amount"


ORDER = {deed: place for place, deed in enumerate(Deed)}


@dataclass(frozen=True, slots=True)
class Change:
    """One of them. `minor` is tiyn: the day's limit to raise to, what to pay in, the most that the
    operation may be of; `limit` the kind of limit to open or raise.
    """

    deed: Deed
    minor: int = 0
    limit: str = ""


def smallest_change(facts: Facts, *, ceiling_minor: int = 0) -> tuple[Change, ...]:
    """All that together lets the operation pass; nothing if it passes, or if nothing would.

    `ceiling_minor` is how far the bank lets the day's limit be raised. What no limit can bear is
    answered with a smaller amount: the largest that passes.
    """
    failed = {step.reason for step in decide(facts).trace if step.result == FAILED}
    closed, money = f"{facts.limit}-closed", {"limit", "balance"}
    if not failed <= {"frozen", closed, "unsecured", *money}:
        return ()
    changes = [Change(Deed.UNFREEZE)] if "frozen" in failed else []
    changes += [Change(Deed.OPEN, limit=facts.limit)] if closed in failed else []
    changes += [Change(Deed.SECURE)] if "unsecured" in failed else []
    found = _money(facts, ceiling_minor) if failed & money else []
    if failed & money and not found:
        return ()
    return tuple(sorted([*changes, *found], key=lambda each: ORDER[each.deed]))


def applied(facts: Facts, changes: Sequence[Change]) -> Facts:
    """The same operation after the changes."""
    for change in changes:
        facts = replace(facts, **_effect(facts, change))  # type: ignore[arg-type]
    return facts


def _effect(facts: Facts, change: Change) -> dict[str, object]:
    match change.deed:
        case Deed.UNFREEZE:
            return {"state": "active"}
        case Deed.OPEN:
            return {"is_limit_open": True}
        case Deed.RAISE:
            return {"limit_minor": change.minor}
        case Deed.SECURE:
            return {"authentication": "right"}
        case Deed.TOP_UP:
            return {"available_minor": facts.available_minor + change.minor}
        case Deed.AMOUNT:
            return {"billed_minor": change.minor}


def _money(facts: Facts, ceiling_minor: int) -> list[Change]:
    """What the limit and the account need; nothing where even the smallest amount is too much."""
    billed, short = facts.billed_minor or 0, facts.total_minor - facts.available_minor
    most = max(ceiling_minor, facts.limit_minor) - facts.used_minor
    changes = []
    if facts.limit and billed > most:
        billed = min(most, facts.available_minor - facts.fee_minor)
        if billed <= 0:
            return []
        changes, short = [Change(Deed.AMOUNT, billed)], 0
    needed = facts.used_minor + billed
    if facts.limit and needed > facts.limit_minor:
        changes.append(Change(Deed.RAISE, needed, facts.limit))
    if short > 0:
        changes.append(Change(Deed.TOP_UP, short))
    return changes
