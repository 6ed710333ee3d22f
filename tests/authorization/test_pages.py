"""What the portal and the desk show of card operations: holds, the debt, each gate."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.authorization.undoing import release_operation
from cards.cvv import cvv2
from cards.errors import NothingBlocked
from cards.models import Authorization
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from tests.authorization.asking import balance
from tests.doors.cast import enter_desk, member_of
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="ru")


def bought(person: Person, minor: int) -> Authorization:
    place = Place(key=uuid7().hex, merchant="KAZSHOP.KZ, ALMATY", rrn="632517000123")
    asked = Asked(operation="purchase", amount_minor=minor, number=person.number, cvv=person.cvv)
    return take_operation(card=person.card, asked=asked, place=place, at=clock.now())


def text_of(client: Client, path: str) -> str:
    html = re.sub(r"<[^>]+>", "", client.get(path).content.decode())
    return " ".join(html.replace("\u00a0", " ").split())


@pytest.fixture
def auditor(anna: Person) -> Client:
    client, user = Client(headers={"accept-language": "en"}), member_of(Role.AUDITOR.value)
    enter_desk(client, user)
    open_file(customer=anna.customer, by=user, why="check", note="card operations")
    return client


@pytest.mark.requirement("AUT-03", "shown with merchant and RRN")
@pytest.mark.requirement("CRD-01", "blocked amount")
def test_a_hold_is_shown_with_shop_number_and_the_day_it_comes_back(anna: Person) -> None:
    row = bought(anna, 2_500_00)
    page = text_of(signed_in(anna), reverse("cards:card", args=[anna.card.pk]))
    lapses = (row.at + timedelta(days=10)).astimezone(ALMATY)
    for told in ("KAZSHOP.KZ, ALMATY", "RRN 632517000123", f"{lapses:%d.%m.%Y}", "−2 500,00 ₸"):
        assert told in page


@pytest.mark.requirement("AUT-02", "technical overdraft")
def test_what_is_owed_is_shown_with_what_to_do(anna: Person) -> None:
    claim = Presented(reference="a", operation="purchase", amount_minor=60_000_00, currency=TENGE,
                      merchant="HOTEL")  # fmt: skip
    post_presentment(card=anna.card, presented=claim, at=clock.now())
    client = signed_in(anna)
    client.cookies["homebank-language"] = "en"
    page = text_of(client, reverse("cards:card", args=[anna.card.pk]))
    assert "Technical overdraft" in page
    assert "₸10,000.00" in page
    assert "HOTEL" in page


@pytest.mark.requirement("AUT-01", "trace of gates")
def test_an_operator_sees_every_gate_and_nothing_of_the_card(anna: Person, auditor: Client) -> None:
    row = bought(anna, 90_000_00)
    page = auditor.get(reverse("admin:cards_authorization_change", args=[row.pk]))
    html = page.content.decode()
    for told in ("not enough money", "The account has the money", "KAZSHOP.KZ", "failed"):
        assert told in html
    assert anna.number not in html
    assert f">{cvv2(anna.number, anna.card.expiry)}<" not in html


def test_operations_presentments_and_debts_are_found_at_the_desk(
    anna: Person, auditor: Client
) -> None:
    bought(anna, 1_00)
    claim = Presented(reference="b", operation="purchase", amount_minor=60_000_00, currency=TENGE)
    post_presentment(card=anna.card, presented=claim, at=clock.now())
    iban = str(anna.card.account.iban)
    for name, asked, told in (("authorization", "632517000123", "KAZSHOP.KZ"),
                              ("presentment", "b", anna.card.title),
                              ("overdraft", iban, "10,001.00")):  # fmt: skip
        page = auditor.get(reverse(f"admin:cards_{name}_changelist"), {"q": asked})
        assert page.status_code == 200
        assert told in page.content.decode()


def test_a_hold_released_by_the_bank_is_free_once(anna: Person) -> None:
    row = bought(anna, 2_500_00)
    release_operation(row=row, by="olga")
    assert balance(anna).held == Money(0)
    with pytest.raises(NothingBlocked):
        release_operation(row=row, by="olga")
