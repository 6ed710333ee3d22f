"""The timeline as its customer reads it: in order, repetitions told once or twice."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payments.models import Payment, PaymentStep
from payments.states import HOLDING, State

Kind = PaymentStep.Kind
INDECISIVE = {Kind.NOT_ANSWERED, Kind.POSTPONED}
BROKEN = {State.FAILED, State.REFUSED, State.RETURNED}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the track; `look` is its class, `is_broken` the end of what was not paid."""

    text: str
    at: datetime
    look: str = ""
    is_broken: bool = False


def track_of(payment: Payment) -> list[Line]:
    """The lines in the order of time: the first sending, the first and last of its repetitions."""
    steps = _without_runs(list(payment.steps.all()))
    is_sent_before, lines = False, []
    for step in steps:
        text = _text(payment, step, is_sent_before=is_sent_before)
        is_sent_before = is_sent_before or step.kind == Kind.SENT
        is_last = step is steps[-1]
        is_broken = is_last and payment.state in BROKEN
        lines.append(Line(text, step.at, _look(payment, step, is_last=is_last), is_broken))
    return lines


def _without_runs(steps: list[PaymentStep]) -> list[PaymentStep]:
    """Of all sendings the first, the second and the last; their silence after the first only."""
    sendings = [step.pk for step in steps if step.kind == Kind.SENT]
    shown = {*sendings[:2], *sendings[-1:]}
    repeated_from = sendings[1] if len(sendings) > 1 else None
    return [step for step, follower in zip(steps, [*steps[1:], None], strict=True)
            if _is_shown(step, follower, shown, repeated_from)]  # fmt: skip


def _is_shown(
    step: PaymentStep, follower: PaymentStep | None, shown: set[int], repeated_from: int | None
) -> bool:
    if step.kind == Kind.SENT:
        return step.pk in shown
    if step.kind not in INDECISIVE:
        return True
    is_repetition = repeated_from is not None and step.pk > repeated_from
    return not is_repetition and (follower is None or follower.kind != step.kind)


def _text(payment: Payment, step: PaymentStep, *, is_sent_before: bool) -> str:
    if step.kind == Kind.SENT and is_sent_before:
        return pgettext("step", "Sent again")
    if step.kind == Kind.NOT_ANSWERED:
        return _("{biller} did not answer").format(biller=payment.service.biller.name)
    return str(step.get_kind_display())


def _look(payment: Payment, step: PaymentStep, *, is_last: bool) -> str:
    if step.kind == Kind.DONE:
        return "end"
    if is_last and payment.state in HOLDING:
        return "held open"
    return "broken" if is_last and payment.state in BROKEN else ""
