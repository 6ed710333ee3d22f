"""One decision for every card operation: a shop's, one before buying, the desk's, what-if."""

from dataclasses import dataclass

from cards.authorization.gates import GATES, Facts

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One gate as it was met. `reason` names a failure."""

    gate: str
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the operation passes, the first reason if not, and every gate on the way."""

    facts: Facts
    trace: tuple[Step, ...]

    @property
    def is_approved(self) -> bool:
        return not self.reason

    @property
    def reason(self) -> str:
        """The first failed gate's; nothing for an approved one."""
        return next((step.reason for step in self.trace if step.result == FAILED), "")


def decide(facts: Facts) -> Decision:
    """Ask every gate. Of a card that is not ours there is nothing more to ask."""
    steps: list[Step] = []
    for name, gate in GATES:
        reason = gate(facts) if facts.is_known or not steps else None
        result = SKIPPED if reason is None else FAILED if reason else PASSED
        steps.append(Step(name, result, reason or ""))
    return Decision(facts, tuple(steps))
