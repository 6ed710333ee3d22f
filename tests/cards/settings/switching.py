"""Steps that tests of a card's switches share."""

from typing import Any

from django.urls import reverse

from cards.models import Card
from notifications.models import Event
from tests.accounts.pages import Browser, newest_code
from tests.accounts.test_security import visiting
from tests.people import Person, signed_in

__all__ = ["at", "at_home", "confirm", "events", "fresh", "press", "visiting"]


def at_home(person: Person) -> Browser:
    """A browser in which the person is signed in, without the pages and hashes of signing in."""
    browser = Browser(headers={"accept-language": "en"})
    browser.cookies = signed_in(person).cookies
    return browser


def at(name: str, person: Person) -> str:
    """The address of a page of the person's card."""
    return reverse(f"cards:{name}", args=[person.card.pk])


def press(client: Browser, name: str, person: Person, **typed: str) -> Any:
    return client.post(at(name, person), typed)


def confirm(client: Browser, person: Person, page: Any) -> Any:
    """Type the code that came into the page that the answer leads to."""
    assert "/my/confirm/" in page.url, page.url
    return client.post(page.url, {"code": newest_code(person.phone)})


def fresh(person: Person) -> Card:
    return Card.objects.get(pk=person.card.pk)


def events(person: Person, kind: str) -> list[Event]:
    found = Event.objects.filter(customer=person.customer, kind=kind)
    return list(found.order_by("at", "id"))
