"""Issuing the papers of an account: made once for a click, sealed, and listed for their owner."""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.utils import timezone, translation

from accounts.models import Customer
from cards.models import Card
from cards.papers.errors import NotTheirsToWithdraw, TooManyPapers
from cards.papers.facts import certificate_facts, holder, notice_facts
from documents.issuing import find, issue
from documents.models import Document, Kind, Reason
from documents.withdrawal import withdraw
from homebank.lib import clock, throttle
from homebank.lib.throttle import Limit
from ledger.accounts import balance_of

KINDS = (Kind.NOTICE, Kind.FUNDS)
TEMPLATE = "account.typ"
# Each is set and sealed inside of a request, and kept for ever.
PAPERS = Limit("account-papers-customer", 10, timedelta(days=1))


def issue_notice(*, card: Card, language: str, key: UUID) -> Document:
    """The notice of the card's account; the same paper again for the same `key`.

    `card` comes from `Card.objects.of`. Raises TooManyPapers(at), NoSealNow.
    """
    subject = _subject(card, Kind.NOTICE, key)
    if (made := find(kind=Kind.NOTICE, subject=subject, language=language)) is not None:
        return made
    with translation.override(language):
        facts = notice_facts(card, at=clock.now())
        return _issue(card, Kind.NOTICE, subject, language, facts)


def issue_certificate(*, card: Card, language: str, recipient: str, key: UUID) -> Document:
    """The certificate of what is on the card's account now; the same paper for the same `key`.

    `recipient` is for whom it is said, in the customer's words, or nothing. Raises as above.
    """
    subject = _subject(card, Kind.FUNDS, key)
    if (made := find(kind=Kind.FUNDS, subject=subject, language=language)) is not None:
        return made
    at, balance = clock.now(), balance_of(card.account_id)
    with translation.override(language):
        facts = certificate_facts(card, at=at, balance=balance, recipient=recipient)
        return _issue(card, Kind.FUNDS, subject, language, facts)


def papers_of(customer: Customer) -> models.QuerySet[Document]:
    """The customer's papers about accounts, the newest first, without what is sealed."""
    own = Document.objects.filter(owner=customer, kind__in=KINDS)
    return own.order_by("-issued_at", "-number").defer("pdf")


def withdraw_certificate(*, paper: Document) -> None:
    """Its owner takes a certificate back. NotTheirsToWithdraw for a notice; AlreadyWithdrawn."""
    if paper.kind != Kind.FUNDS:
        raise NotTheirsToWithdraw
    withdraw(paper=paper, reason=Reason.OWNER)


def _issue(card: Card, kind: Kind, subject: UUID, language: str, facts: dict[str, Any]) -> Document:
    taken = throttle.take(PAPERS, f"customer {card.customer_id}")
    if not taken.allowed:
        raise TooManyPapers(time=f"{timezone.localtime(taken.until):%d.%m.%Y %H:%M}")
    return issue(
        kind=kind, subject=subject, owner_id=card.customer_id, language=language,
        template=TEMPLATE, facts=facts, issued_to=holder(card),
    )  # fmt: skip


def _subject(card: Card, kind: Kind, key: UUID) -> UUID:
    """What a form's key stands for: of this customer and account, whoever else has the key."""
    place = f"homebank:{kind}:{card.customer_id}:{card.account_id}:{key}"
    return uuid5(NAMESPACE_URL, place)
