"""A customer's change of a limit: what opens or raises waits for a code, what lowers is done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors.confirmed import Confirmed, confirmed
from accounts.models import Customer, Deed
from cards.limits import TERM, allow, would_loosen
from cards.models import Card, LimitKind
from homebank.lib.amounts import show
from homebank.lib.money import Money

TITLES = {
    LimitKind.INTERNET: gettext_lazy("Change the internet limit"),
    LimitKind.TRANSFERS: gettext_lazy("Change the limit of transfers"),
    LimitKind.CASH: gettext_lazy("Change the limit of cash"),
}


def change_limit(
    *, card: Card, kind: LimitKind, amount: Money, language: str, days: int = TERM,
    version: int | None = None,
) -> Deed | None:  # fmt: skip
    """Do the change at once, or send the code that it waits for: its deed.

    Raises what `limits.allow` does, and NoTrustedNumber of accounts.
    """
    wish = {"card": card, "kind": kind, "amount": amount, "days": days, "version": version}
    if not would_loosen(**wish):  # type: ignore[arg-type]
        allow(**wish)  # type: ignore[arg-type]
        return None
    return CHANGES[kind].ask(
        customer=card.customer, language=language, card=str(card.pk), kind=str(kind),
        amount_minor=str(amount.minor), days=str(days),
        version="" if version is None else str(version),
    )  # fmt: skip


def _allow(
    *, customer: Customer, card: str, kind: str, amount_minor: str, days: str, version: str
) -> None:
    """The code is right: is the change still possible? The card is the customer's own."""
    own = Card.objects.get(pk=card, customer=customer)
    allow(
        card=own, kind=kind, amount=Money(int(amount_minor)), days=int(days),
        version=int(version) if version else None,
    )  # fmt: skip


def _params(facts: Mapping[str, str]) -> Mapping[str, Any]:
    return {"amount": Money(int(facts["amount_minor"])), "card_last4": _card(facts).last4}


def _words(facts: Mapping[str, str]) -> str:
    said = {"card": _card(facts).title, "amount": show(Money(int(facts["amount_minor"]))),
            "days": facts["days"]}  # fmt: skip
    sentence = {
        LimitKind.INTERNET: _("{card}. On the internet: up to {amount} a day. Days: {days}."),
        LimitKind.TRANSFERS: _("{card}. Transfers: up to {amount} a day. Days: {days}."),
        LimitKind.CASH: _("{card}. Cash: up to {amount} a day. Days: {days}."),
    }[LimitKind(facts["kind"])]
    return sentence.format(**said)


def _card(facts: Mapping[str, str]) -> Card:
    return Card.objects.get(pk=facts["card"])


def _confirmed(kind: LimitKind) -> Confirmed:
    """One purpose a kind: the SMS says which limit its code is for."""
    behind = confirmed(
        f"{kind}-limit", title=TITLES[kind], done=gettext_lazy("The limit is changed."),
        after="cards:limits", at=("card",), says=_params, words=_words,
    )  # fmt: skip
    return behind(_allow)


CHANGES: Mapping[LimitKind, Confirmed] = {kind: _confirmed(kind) for kind in LimitKind}
