"""Steps that tests of changing cards share: a visit in English, a deed and its code."""

from __future__ import annotations

from typing import Any

from cards.issuing import issue_card
from cards.models import Card
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.posting import hold
from tests.accounts.pages import Browser, cookies_of, newest_code
from tests.people import Person, signed_in


def visit_of(person: Person) -> Browser:
    """A visit of the person's own, in English."""
    made = Browser(headers={"accept-language": "en"})
    made.cookies = cookies_of(signed_in(person))
    return made


def page_of(card: Card, kind: str) -> str:
    return f"/cards/{card.pk}/{kind}/"


def confirmed(client: Browser, person: Person, asked: Any) -> Any:
    """Enter the code that the deed sent; the page that it leads to."""
    assert asked.status_code == 302, asked.content.decode()
    return client.post(asked.url, {"code": newest_code(person.phone)}, follow=True)


def hold_on(card: Card, amount: Money) -> Any:
    """Money is blocked on the card's account."""
    return hold(hold_id=uuid7(), account_id=card.account_id, amount=amount, kind="bill-payment",
                customer_id=card.customer_id)  # fmt: skip


def second_card(person: Person) -> Card:
    """Another card of the person's, over an account of its own."""
    return issue_card(customer=person.customer)


def now(card: Card) -> Card:
    """The card as it stands."""
    return Card.objects.select_related("account", "customer").get(pk=card.pk)
