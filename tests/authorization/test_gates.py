"""The gates and the decision, as pure functions: one reason, a whole trace, no way around."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from cards.authorization.decide import FAILED, PASSED, SKIPPED, decide
from cards.authorization.gates import GATES, OPERATIONS, Facts
from cards.authorization.rules import OWN, RulesWrong, read_rules, rules

FINE = Facts(operation="purchase", amount_minor=100, billed_minor=100, limit_minor=1_000,
             available_minor=1_000)  # fmt: skip
ONLINE = replace(FINE, is_internet=True, limit="internet")
small = st.integers(0, 10**12)
any_facts = st.builds(
    Facts,
    operation=st.sampled_from([*sorted(OPERATIONS), "unknown"]),
    is_internet=st.booleans(), is_known=st.booleans(),
    state=st.sampled_from(["active", "frozen", "blocked", "closed", "expired"]),
    blocked_for=st.sampled_from(["", "lost", "stolen", "kept-by-atm", "unauthorised"]),
    expiry=st.sampled_from(["right", "wrong", "absent"]),
    cvv=st.sampled_from(["right", "wrong", "absent"]), needs_cvv=st.booleans(),
    cvv_tries_left=st.integers(-1, 5), is_duplicate=st.booleans(), is_reversed=st.booleans(),
    amount_minor=small, billed_minor=st.none() | small, fee_minor=small,
    category=st.sampled_from(["", "5732"]), is_category_closed=st.booleans(),
    authentication=st.sampled_from(["none", "right", "wrong", "used"]),
    is_above_unsecured=st.booleans(), limit=st.sampled_from(["", "internet", "cash", "transfers"]),
    is_limit_open=st.booleans(), limit_minor=small, used_minor=small, available_minor=small,
)  # fmt: skip


def test_an_operation_with_nothing_against_it_passes_every_gate() -> None:
    for facts in (FINE, ONLINE):
        decision = decide(facts)
        assert decision.is_approved
        assert {step.result for step in decision.trace} <= {PASSED, SKIPPED}
        assert [step.gate for step in decision.trace] == [name for name, _gate in GATES]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_known": False}, "unknown-card"), ({"state": "frozen"}, "frozen"),
        ({"state": "closed"}, "closed"), ({"state": "expired"}, "expired"),
        ({"state": "blocked"}, "blocked"), ({"state": "blocked", "blocked_for": "lost"}, "lost"),
        ({"is_duplicate": True}, "duplicate"), ({"is_reversed": True}, "reversed-before"),
        ({"expiry": "wrong"}, "expiry"), ({"cvv": "wrong"}, "cvv"),
        ({"cvv_tries_left": 0}, "cvv-tries"), ({"cvv": "absent", "needs_cvv": True}, "cvv-missing"),
        ({"operation": "unknown"}, "operation"), ({"billed_minor": None}, "currency"),
        ({"billed_minor": 0, "amount_minor": 0}, "amount"),
        ({"category": "7995", "is_category_closed": True}, "category"),
        ({"is_limit_open": False}, "internet-closed"),
        ({"authentication": "wrong"}, "authentication"),
        ({"authentication": "used"}, "authentication"), ({"is_above_unsecured": True}, "unsecured"),
        ({"used_minor": 901}, "limit"), ({"available_minor": 99}, "balance"),
        ({"fee_minor": 901}, "balance"),
    ],
)  # fmt: skip
def test_each_gate_stops_what_it_is_there_for(change: dict[str, object], reason: str) -> None:
    assert decide(ONLINE).is_approved
    assert decide(replace(ONLINE, **change)).reason == reason  # type: ignore[arg-type]


@given(any_facts)
def test_every_decline_has_a_reason_with_a_code_and_every_gate_its_place(facts: Facts) -> None:
    decision = decide(facts)
    failed = [step.reason for step in decision.trace if step.result == FAILED]
    assert all(reason in rules().codes for reason in failed)
    assert decision.reason == (failed[0] if failed else "")
    assert len(decision.trace) == len(GATES)


@given(any_facts)
def test_a_decision_is_made_again_from_what_is_kept(facts: Facts) -> None:
    assert decide(Facts(**asdict(facts))) == decide(facts)


@given(any_facts, st.integers(0, 10**9))
def test_more_money_and_more_limit_never_decline_what_passed(facts: Facts, more: int) -> None:
    if decide(facts).is_approved:
        richer = replace(facts, available_minor=facts.available_minor + more,
                         limit_minor=facts.limit_minor + more)  # fmt: skip
        assert decide(richer).is_approved


@given(any_facts)
def test_nothing_is_approved_beyond_balance_limit_or_switch(facts: Facts) -> None:
    if not decide(facts).is_approved or facts.operation not in {"purchase", "cash", "transfer"}:
        return
    assert facts.total_minor <= facts.available_minor
    assert facts.state == "active"
    if facts.limit:
        assert facts.is_limit_open
        assert facts.used_minor + (facts.billed_minor or 0) <= facts.limit_minor


def test_a_proof_lets_a_large_purchase_pass_and_a_bare_one_not() -> None:
    large = replace(ONLINE, is_above_unsecured=True)
    assert decide(replace(large, authentication="right")).is_approved
    assert decide(large).reason == "unsecured"


@pytest.mark.parametrize(
    ("before", "after"),
    [('unsecured = "05"', 'unsecured = "5"'), ('limit = "61"\n', ""), ("days = 10", "days = 0"),
     ("amount = 100_000", "amount = -1"), ("amount = 100_000", "amount = 3_000_000"),
     ('currency = "USD"', 'currency = "ZZZ"'), ("wrong_a_day = 5", "wrong_a_day = 1.5"),
     ("[cvv]", "[cvv")],
)  # fmt: skip
def test_rules_that_cannot_be_used_speak_at_start(tmp_path: Path, before: str, after: str) -> None:
    text = OWN.read_text()
    assert before in text
    file = tmp_path / "rules.toml"
    file.write_text(text.replace(before, after, 1))
    with pytest.raises(RulesWrong):
        read_rules(file)
    rules.cache_clear()
    with override_settings(CARD_RULES_FILE=str(file)):
        assert "cards.E001" in {found.id for found in run_checks()}
    rules.cache_clear()


def test_codes_are_the_banks_to_choose(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(OWN.read_text().replace('unsecured = "05"', 'unsecured = "1A"'))
    assert read_rules(file).codes["unsecured"] == "1A"
