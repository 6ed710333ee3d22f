"""The smallest change that lets a declined operation pass: enough, and not a tiyn too much."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from cards.authorization.changes import Change, Deed, applied, smallest_change
from cards.authorization.decide import FAILED, decide
from cards.authorization.gates import Facts
from cards.authorization.rules import rules
from tests.authorization.test_gates import any_facts

CEILING = 1_000_00
# Facts that only gates with a remedy decline: what the property is about.
small = st.integers(0, 2_000_00)
mendable = st.builds(
    Facts, operation=st.sampled_from(["purchase", "cash", "transfer"]),
    is_internet=st.booleans(), state=st.sampled_from(["active", "frozen"]),
    amount_minor=st.just(1), billed_minor=st.integers(1, 2_000_00), fee_minor=st.integers(0, 100),
    authentication=st.sampled_from(["none", "right", "attempted"]),
    is_above_unsecured=st.booleans(), limit=st.sampled_from(["", "internet", "cash", "transfers"]),
    is_limit_open=st.booleans(), limit_minor=small, used_minor=small, available_minor=small,
)  # fmt: skip
BASE = Facts(operation="purchase", is_internet=True, amount_minor=100, billed_minor=100,
             limit="internet", limit_minor=1_000, available_minor=1_000)  # fmt: skip
# Reasons that no customer mends by a change of theirs, each by the facts that bring it about.
HOPELESS = {
    "unknown-card": {"is_known": False}, "waits": {"state": "waits"}, "closed": {"state": "closed"},
    "expired": {"state": "expired"}, "blocked": {"state": "blocked"},
    "lost": {"state": "blocked", "blocked_for": "lost"},
    "stolen": {"state": "blocked", "blocked_for": "stolen"},
    "kept-by-atm": {"state": "blocked", "blocked_for": "kept-by-atm"},
    "unauthorised": {"state": "blocked", "blocked_for": "unauthorised"},
    "expiry": {"expiry": "wrong"}, "cvv": {"cvv": "wrong"}, "cvv-tries": {"cvv_tries_left": 0},
    "cvv-missing": {"cvv": "absent", "needs_cvv": True}, "duplicate": {"is_duplicate": True},
    "reversed-before": {"is_reversed": True}, "operation": {"operation": "unknown"},
    "amount": {"amount_minor": 0}, "currency": {"billed_minor": None},
    "category": {"category": "7995", "is_category_closed": True},
    "authentication": {"authentication": "wrong"},
}  # fmt: skip
MENDED = {"frozen", "internet-closed", "cash-closed", "transfers-closed", "unsecured", "limit",
          "balance"}  # fmt: skip
# Answers of the host that are no decisions about an operation.
ANSWERS = {"format", "no-original", "already-posted", "malfunction"}


@pytest.mark.requirement("AUT-07", "smallest change")
@given(mendable)
def test_applied_it_passes_and_whatever_is_less_fails(facts: Facts) -> None:
    changes = smallest_change(facts, ceiling_minor=CEILING)
    if not changes:
        assert decide(facts).is_approved or not decide(_best(facts)).is_approved
        return
    event(" ".join(change.deed for change in changes))
    assert not decide(facts).is_approved
    assert decide(applied(facts, changes)).is_approved
    for at, change in enumerate(changes):
        others = [*changes[:at], *changes[at + 1 :]]
        assert not decide(applied(facts, others)).is_approved, f"{change} is not needed"
        if change.minor:
            less = replace(change, minor=change.minor + (1 if change.deed == Deed.AMOUNT else -1))
            assert not decide(applied(facts, [*others, less])).is_approved, f"{less} is enough"


def _best(facts: Facts) -> Facts:
    """With all that a customer may do, up to the bank's ceiling, and a single tiyn asked."""
    return replace(
        facts, state="active", is_limit_open=True, authentication="right", billed_minor=1,
        limit_minor=max(facts.limit_minor, CEILING),
    )  # fmt: skip


@given(mendable)
def test_no_limit_is_raised_above_the_banks_ceiling(facts: Facts) -> None:
    for change in smallest_change(facts, ceiling_minor=CEILING):
        assert change.deed != Deed.RAISE or change.minor <= CEILING


@given(any_facts)
def test_what_passes_needs_none_and_what_is_named_is_enough(facts: Facts) -> None:
    changes = smallest_change(facts, ceiling_minor=CEILING)
    assert not (changes and decide(facts).is_approved)
    if changes:
        assert decide(applied(facts, changes)).is_approved


@pytest.mark.parametrize("reason", sorted(HOPELESS))
@given(facts=mendable)
def test_nothing_is_named_where_nothing_helps_or_a_guesser_would_learn(
    reason: str, facts: Facts
) -> None:
    hopeless = replace(facts, is_internet=True, **HOPELESS[reason])  # type: ignore[arg-type]
    failed = {step.reason for step in decide(hopeless).trace if step.result == FAILED}
    assert reason in failed
    assert smallest_change(hopeless, ceiling_minor=CEILING) == ()


def test_every_reason_is_mended_or_known_to_be_hopeless() -> None:
    assert set(HOPELESS) | MENDED | ANSWERS >= set(rules().codes)
    assert not set(HOPELESS) & MENDED


@pytest.mark.requirement("AUT-07", "smallest change")
@pytest.mark.parametrize(
    ("facts", "changes"),
    [
        (replace(BASE, state="frozen"), [Change(Deed.UNFREEZE)]),
        (replace(BASE, is_limit_open=False), [Change(Deed.OPEN, limit="internet")]),
        (replace(BASE, used_minor=950), [Change(Deed.RAISE, 1_050, "internet")]),
        (replace(BASE, available_minor=22), [Change(Deed.TOP_UP, 78)]),
        (replace(BASE, available_minor=22, fee_minor=5), [Change(Deed.TOP_UP, 83)]),
        (replace(BASE, is_above_unsecured=True), [Change(Deed.SECURE)]),
        (replace(BASE, is_limit_open=False, used_minor=950, available_minor=99),
         [Change(Deed.OPEN, limit="internet"), Change(Deed.RAISE, 1_050, "internet"),
          Change(Deed.TOP_UP, 1)]),
        (replace(BASE, billed_minor=200_000, available_minor=300_000),
         [Change(Deed.RAISE, CEILING, "internet"), Change(Deed.AMOUNT, CEILING)]),
        (replace(BASE, billed_minor=200_000, available_minor=600), [Change(Deed.AMOUNT, 600)]),
        (replace(BASE, billed_minor=200_000, used_minor=CEILING), []),
        (BASE, []),
    ],
)  # fmt: skip
def test_the_changes_by_name(facts: Facts, changes: list[Change]) -> None:
    assert list(smallest_change(facts, ceiling_minor=CEILING)) == changes
