"""Cards on the desk: truncated, and not to be changed."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.accounts import open_staff
from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.cvv import cvv2
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


@pytest.fixture
def olga(anna: Person) -> Client:
    """An auditor who has passed password and authenticator, and said why she opens Anna's file."""
    user = open_staff(
        login_name="olga.cards", password="saxaul, steppe, seven", roles=[Role.AUDITOR]
    )
    client = Client()
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    open_file(customer=anna.customer, by=user, why="check", note="the desk of cards")
    return client


def pages(person: Person) -> list[str]:
    return [
        reverse("admin:cards_card_changelist"),
        reverse("admin:cards_card_change", args=[person.card.pk]),
    ]


def test_an_auditor_sees_six_and_four_digits_only(anna: Person, olga: Client) -> None:
    for path in pages(anna):
        page = olga.get(path)
        assert page.status_code == 200
        html = page.content.decode()
        assert anna.card.truncated in html
        shown = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", html)  # ids may hold any six digits
        for secret in (anna.number, anna.number[6:12], anna.card.number_fingerprint):
            assert secret not in shown
        assert f">{cvv2(anna.number, anna.card.expiry)}<" not in html


def test_nobody_changes_adds_or_deletes_a_card_there(anna: Person, olga: Client) -> None:
    change = reverse("admin:cards_card_change", args=[anna.card.pk])
    delete = reverse("admin:cards_card_delete", args=[anna.card.pk])
    for path in (change, delete, reverse("admin:cards_card_add")):
        assert olga.post(path, {"state": "closed", "post": "yes"}).status_code == 403
    anna.card.refresh_from_db()
    assert anna.card.state == "active"


def test_the_desk_finds_a_card_by_its_last_four_digits(anna: Person, olga: Client) -> None:
    path = reverse("admin:cards_card_changelist")
    assert anna.card.truncated in olga.get(path, {"q": anna.card.last4}).content.decode()
    assert anna.card.truncated not in olga.get(path, {"q": anna.number}).content.decode()


def test_rubbish_in_the_search_breaks_nothing(olga: Client) -> None:
    path = reverse("admin:cards_card_changelist")
    for rubbish in ("'", "x" * 5000, "%00", "٤٤٠٥", "{{7*7}}"):
        assert olga.get(path, {"q": rubbish}).status_code == 200


def test_a_customer_has_no_desk(anna: Person) -> None:
    for path in pages(anna):
        assert Client().get(path).status_code in {302, 404}
