"""A card frozen or blocked at the desk for its owner who calls: told, limited, by permission."""

from datetime import timedelta
from typing import Any

import pytest

from cards.models import Card
from homebank.lib import clock
from notifications.models import Event, Sms
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, at_the_desk, opened, page
from tests.desk.callers import file
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db
SAID = {"deed": "freeze", "reason": "called, codeword compared"}


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


def door(person: Person) -> str:
    return f"{DESK}cards/{person.card.pk}/stop/"


def stop(client: Browser, person: Person, **other: str) -> Any:
    return client.post(door(person), {**SAID, **other})


def state(person: Person) -> str:
    return Card.objects.get(pk=person.card.pk).state


@pytest.mark.parametrize(("deed", "after"), [
    ("freeze", "frozen"), ("lost", "blocked"), ("stolen", "blocked"), ("kept-by-atm", "blocked"),
    ("unauthorised", "blocked"),
])  # fmt: skip
def test_the_card_stops_and_the_customer_is_told_by_whom(
    ben: Person, deed: str, after: str
) -> None:
    centre = opened(at_the_desk("contact-centre")[0], ben)
    assert stop(centre, ben, deed=deed).url == file(ben)
    assert state(ben) == after
    assert Sms.objects.filter(customer=ben.customer, purpose=f"card-{after}").count() == 1
    log = signed_in(ben).get("/my/security/log/", headers={"accept-language": "en"})
    assert "The bank stopped a card of yours: Olga, contact centre" in words(log)
    row = Event.objects.get(customer=ben.customer, kind="card.stopped")
    assert row.facts["note"] == SAID["reason"]


@pytest.mark.parametrize(("other", "said"), [
    ({"deed": ""}, "Choose what is done"), ({"deed": "x"}, "Choose what is done"),
    ({"reason": ""}, "Say who asked"), ({"reason": " \u200b"}, "Say why"),
    ({"reason": "4000 0000 0000 0002"}, "holds a card number"), ({"reason": "x\x00"}, "Null char"),
])  # fmt: skip
def test_what_says_nothing_stops_nothing(ben: Person, other: dict[str, str], said: str) -> None:
    centre = opened(at_the_desk("contact-centre")[0], ben)
    assert said in words(stop(centre, ben, **other))
    assert state(ben) == "active"


def test_a_frozen_card_is_not_frozen_again_but_may_be_blocked(ben: Person) -> None:
    centre = opened(at_the_desk("contact-centre")[0], ben)
    stop(centre, ben)
    assert "frozen already" in words(stop(centre, ben))
    assert Event.objects.filter(customer=ben.customer, kind="card.stopped").count() == 1
    assert stop(centre, ben, deed="stolen").url == file(ben)
    assert stop(centre, ben, deed="lost").status_code == 200
    assert state(ben) == "blocked"


def test_only_contact_centre_and_branch_stop_cards_and_only_with_a_reason(ben: Person) -> None:
    for role in ("approver", "auditor", "administrator", "tariff-editor"):
        assert stop(at_the_desk(role)[0], ben).status_code == 403
    assert "/login/" in stop(Browser(), ben).url
    assert "/login/" in signed_in(ben).post(door(ben), SAID)["Location"]
    branch = at_the_desk("branch")[0]
    assert stop(branch, ben).url.startswith(page(ben, "reason"))
    assert state(ben) == "active"


def test_an_operator_stops_sixty_cards_an_hour(ben: Person) -> None:
    centre = opened(at_the_desk("contact-centre")[0], ben)
    for _ in range(60):
        stop(centre, ben)
    assert "Too many tries" in words(stop(centre, ben))
    with clock.moved(timedelta(hours=1, seconds=1)):
        again = opened(at_the_desk("contact-centre")[0], ben)
        assert stop(again, ben, deed="stolen").status_code == 302
