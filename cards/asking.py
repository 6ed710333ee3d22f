"""Will it go through, and why did it not: a decision in words, with the steps to another one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cards.authorization.changes import Change, Deed, smallest_change
from cards.authorization.decide import FAILED, Decision, decide
from cards.authorization.declines import Explained, explain
from cards.authorization.gates import SPENDING, Facts
from cards.authorization.rules import rules
from cards.limits import standing_of
from cards.models import Authorization, Card
from homebank.lib.amounts import show
from homebank.lib.money import Money
from ledger.accounts import balance_of

FOR_A_DAY = "1"


@dataclass(frozen=True, slots=True)
class Step:
    """One step to another decision: `text` says it whole, `label` is its button, if it has one."""

    text: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is decided, why, what else stands in the way, and the smallest change."""

    decision: Decision
    explained: Explained | None
    following: Sequence[Explained]
    steps: Sequence[Step]

    @property
    def is_approved(self) -> bool:
        return self.decision.is_approved

    @property
    def billed(self) -> Money:
        """What would be blocked, in tenge."""
        return Money(self.decision.facts.total_minor)


def answer_of(facts: Facts, *, card: Card) -> Answer:
    """The decision about the facts, told to the card's owner."""
    decision = decide(facts)
    failed = list(dict.fromkeys(s.reason for s in decision.trace if s.result == FAILED))
    changes = smallest_change(facts, ceiling_minor=_ceiling(facts))
    return Answer(
        decision,
        explain(decision.reason) if failed else None,
        [explain(reason) for reason in failed[1:]] if changes else [],
        _steps(changes, card, facts),
    )


def facts_now(row: Authorization) -> Facts:
    """The same operation if it were asked now: the card, its limit and its money as they are."""
    facts, card = Facts(**row.facts), row.card
    if card is None:
        return facts
    now: dict[str, object] = {"state": str(card.standing), "blocked_for": card.blocked_for}
    if facts.limit:
        standing = standing_of(card=card, kind=facts.limit)
        now |= {"is_limit_open": standing.is_open, "limit_minor": standing.amount.minor,
                "used_minor": standing.used.minor}  # fmt: skip
    if facts.operation in SPENDING:
        now["available_minor"] = balance_of(card.account_id).available.minor
    return replace(facts, **now)  # type: ignore[arg-type]


def _ceiling(facts: Facts) -> int:
    return rules().limits[facts.limit].ceiling_minor if facts.limit else 0


def _steps(changes: Sequence[Change], card: Card, facts: Facts) -> list[Step]:
    """To open and to raise one limit is one step: one page does both."""
    deeds = {change.deed: change for change in changes}
    opens, raises = deeds.pop(Deed.OPEN, None), deeds.pop(Deed.RAISE, None)
    told = [_told(change, card) for change in deeds.values()]
    if one := opens or raises:
        minor = raises.minor if raises else facts.limit_minor
        told.insert(0, _limit_step(card, one.limit, Money(minor), opens=opens is not None))
    return told


def _limit_step(card: Card, kind: str, amount: Money, *, opens: bool) -> Step:
    sentences = {
        ("internet", True): _("Open operations on the internet, up to {amount}, for a day."),
        ("internet", False): _("Raise the internet limit to {amount} for a day."),
        ("cash", True): _("Open cash at ATMs, up to {amount}, for a day."),
        ("cash", False): _("Raise the limit of cash to {amount} for a day."),
        ("transfers", True): _("Open transfers by card, up to {amount}, for a day."),
        ("transfers", False): _("Raise the limit of transfers to {amount} for a day."),
    }
    page = reverse("cards:limit", args=[card.pk, kind])
    asked = urlencode({"amount": f"{amount.amount:f}", "days": FOR_A_DAY})
    label = _("Open for a day") if opens else _("Raise for a day")
    return Step(sentences[kind, opens].format(amount=_short(amount)), label, f"{page}?{asked}")


def _told(change: Change, card: Card) -> Step:
    amount = Money(change.minor)
    match change.deed:
        case Deed.UNFREEZE:
            address = reverse("cards:settings", args=[card.pk])
            return Step(_("Unfreeze the card."), _("To the settings of the card"), address)
        case Deed.SECURE:
            address = reverse("cards:three-ds", args=[card.pk])
            return Step(_("Pay with 3-D Secure."), _("To 3-D Secure"), address)
        case Deed.TOP_UP:
            text = _("Top up the card by {amount}.").format(amount=_short(amount))
            return Step(text, _("Where to top up"), reverse("public:branches"))
        case _:
            text = _("Pay {amount} at most.").format(amount=_short(amount))
            return Step(text)


def _short(amount: Money) -> str:
    return show(amount, short=True)
