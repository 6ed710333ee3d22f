"""Short words for the tests of statements: movements in the past, pages read as a customer does."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.test import Client
from django.urls import reverse

from cards.models import Authorization, Card, Outcome
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.posting import Leg, post
from tests.people import Person, signed_in

DAY = timedelta(days=1)


def move(card: Card, minor: int, *, kind: str = "top-up", subject: UUID | None = None) -> None:
    """So much comes (or goes, below zero) at the present moment."""
    legs = [Leg(bank_account("cash").pk, Money(-minor)), Leg(card.account_id, Money(minor))]
    post(transfer_id=uuid7(), kind=kind, legs=legs, customer_id=card.customer_id, subject=subject)


def bought(card: Card, shop: str, minor: int, *, rrn: str = "632511482207") -> Authorization:
    """A purchase that the shop has presented: taken from the account."""
    row = Authorization.objects.create(
        card=card, key=uuid7().hex, at=clock.now(), day=clock.today(), operation="purchase",
        is_internet=False, amount_minor=minor, currency_number="398", billed_minor=minor,
        merchant=shop, rrn=rrn, code="00", auth_code="123456", facts={}, trace=[],
        outcome=Outcome.POSTED,
    )  # fmt: skip
    move(card, -minor, kind="card-purchase", subject=row.pk)
    return row


def client_of(person: Person, language: str = "en") -> Client:
    client = signed_in(person)
    client.cookies["homebank-language"] = language
    return client


def address(card: Card, **query: Any) -> str:
    return reverse("cards:card", args=[card.pk]) + (f"?{urlencode(query)}" if query else "")


def file_address(card: Card, form: str, **query: Any) -> str:
    place = reverse("cards:statement-file", args=[card.pk, form])
    return place + (f"?{urlencode(query)}" if query else "")


def taken(client: Client, card: Card, form: str, **query: Any) -> bytes:
    """The bytes of a file."""
    answer: Any = client.get(file_address(card, form, **query))
    assert answer.status_code == 200, answer
    assert answer["Content-Disposition"].startswith("attachment"), answer.content[:300]
    return b"".join(answer.streaming_content)


def text_of(html: str) -> str:
    """A page as it reads: no tags, plain blanks."""
    text = re.sub(r"<[^>]+>", " ", html.replace("\u00a0", " ").replace("&nbsp;", " "))
    return " ".join(text.split())


def page(client: Client, card: Card, **query: Any) -> str:
    answer = client.get(address(card, **query))
    assert answer.status_code == 200
    return answer.content.decode()


LINE = re.compile(
    r'<span class="val">(.*?)</span>\n<span class="after">.*?<span class="num">(.*?)</span>', re.S
)


def lines(html: str) -> list[tuple[str, str]]:
    """Each line's signed sum and balance, as text."""
    found = LINE.findall(html)
    return [(text_of(amount).replace(" ", ""), text_of(after)) for amount, after in found]


def next_page(html: str, rel: str = "next") -> str:
    """Where the link to the next page leads; nothing if there is none."""
    found = re.search(rf'href="([^"]+)" rel="{rel}"', html)
    return found[1].replace("&amp;", "&") if found else ""
