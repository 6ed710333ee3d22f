"""What a receipt says, written down when the payment is sent: no later change alters a paper."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from payments.models import Named, Payment
from payments.sources import brand_of
from tariffs.explanations import printed_line


@dataclass(frozen=True, slots=True)
class Paper:
    """The facts of a receipt that live outside of the payment, in the reader's language."""

    service: str
    biller: str
    bin: str
    account_label: str
    account: str
    brand: str
    card: str
    line: str
    version: int
    payer: str


def write_paper(payment: Payment, *, payer: str) -> None:
    """Store the facts as they are now; the caller saves. The payment has its quote."""
    assert payment.quote is not None
    service, quote = payment.service, payment.quote
    payment.payer = payer
    payment.paper = {
        "service": _names(service), "biller": _names(service.biller), "bin": service.biller.bin,
        "account_label": _names(service.account_kind), "account": payment.account_shown,
        "brand": brand_of(payment.source), "card": payment.source.truncated,
        "line": printed_line(quote), "version": quote.version.number,
    }  # fmt: skip


def read_paper(payment: Payment) -> Paper | None:
    """The stored facts; None before the payment is sent."""
    if not payment.paper:
        return None
    facts: dict[str, Any] = payment.paper
    names = {key: _in_language(facts[key]) for key in ("service", "biller", "account_label")}
    return Paper(**{**facts, **names}, payer=payment.payer)


def _names(thing: Named) -> dict[str, str]:
    return {language: thing.name_in(language) for language in ("kk", "ru", "en")}


def _in_language(names: dict[str, str]) -> str:
    return names.get((get_language() or "ru")[:2], names["ru"])
