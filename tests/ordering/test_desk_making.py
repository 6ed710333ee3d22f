"""Plastic: approved, made by the bureau from a file that it alone opens, sent, handed over."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Customer, User
from accounts.staff.roles import Role
from cards.cvv import cvv2
from cards.models import Card, CardOrder, OrderState, PrintBatch
from cards.ordering import batches
from cards.ordering.desk_errors import NoBureau, NothingToMake
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import words
from tests.doors.cast import enter_desk
from tests.ordering.at_the_desk import Desk, approved, card_of, operator, told
from tests.ordering.sent import sent_order

pytestmark = pytest.mark.django_db
PAGE = "/desk/cards/cardorder/making/"


@pytest.fixture
def branch() -> User:
    return operator(Role.BRANCH)


@pytest.fixture
def window(branch: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    enter_desk(client, branch)
    return client


@pytest.fixture
def order(branch: User) -> CardOrder:
    """Plastic, approved."""
    made = sent_order(kind="plastic")
    approved(made, branch)
    made.refresh_from_db()
    return made


def make(window: Client) -> PrintBatch:
    window.post(PAGE, {"make": "1"})
    return PrintBatch.objects.latest("made_at")


def opened(batch: PrintBatch) -> list[dict[str, Any]]:
    """What the bureau reads in the file, with the key that the bank has not."""
    key = str(Path(settings.CARD_BUREAU_CERTIFICATE).with_name("bureau.key"))
    asked = ["openssl", "cms", "-decrypt", "-inform", "DER", "-binary", "-inkey", key]
    read = subprocess.run(asked, input=bytes(batch.file or b""), capture_output=True, check=True)
    return [json.loads(line) for line in read.stdout.decode().splitlines()]


def test_an_approved_order_of_plastic_waits_without_a_card(order: CardOrder) -> None:
    assert (order.state, order.card_id) == (OrderState.APPROVED, None)
    assert order.customer.is_identified


@pytest.mark.requirement("ORD-07", "card is issued")
@pytest.mark.requirement("ORD-08", "states are shown")
def test_plastic_is_made_sent_and_handed_over(order: CardOrder, window: Client) -> None:
    make(window)
    order.refresh_from_db()
    card = card_of(order)
    assert (order.state, card.state) == (OrderState.PRODUCTION, "waits")
    window.post(PAGE, {"sent": str(order.pk)})
    Desk(order, Role.BRANCH)  # says why the file is opened
    window.post(reverse("admin:cards_card_hand_over", args=[card.pk]))
    order.refresh_from_db()
    card.refresh_from_db()
    assert (order.state, card.state) == (OrderState.ISSUED, "active")
    assert told(order.customer) == ["order-claimed", "order-in-production", "order-on-its-way",
                                    "order-issued"]  # fmt: skip


def test_the_bureau_and_nobody_else_reads_the_file(order: CardOrder, window: Client) -> None:
    batch = make(window)
    file = bytes(batch.file or b"")
    assert hashlib.sha256(file).hexdigest() == batch.digest
    [line] = [each for each in opened(batch) if each["order"] == str(order.number)]
    order.refresh_from_db()
    card = card_of(order)
    assert (line["number"], line["name"]) == (card.number, "AIGERIM ZHUMABAEVA")
    assert line["cvv2"] == cvv2(card.number, card.expiry)
    for secret in (card.number, card.name, order.full_name):
        assert secret.encode() not in file


def test_the_bureau_reads_no_address_of_a_card_that_goes_to_a_branch(
    order: CardOrder, window: Client
) -> None:
    # As a card stands that was redirected, and lost on its way.
    CardOrder.objects.filter(pk=order.pk).update(delivery="branch", branch="almaty-abay")
    [line] = [each for each in opened(make(window)) if each["order"] == str(order.number)]
    assert (line["branch"], line["city"], line["address"]) == ("almaty-abay", "", "")


def test_the_file_is_downloaded_sealed_and_each_time_is_an_event(
    order: CardOrder, window: Client
) -> None:
    batch = make(window)
    answer = window.get(f"{PAGE}{batch.pk}/")
    assert answer.content == bytes(batch.file or b"")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(kind="order.batch-taken", subject=batch.pk).count() == 1


def test_the_page_shows_neither_names_nor_whole_numbers(order: CardOrder, window: Client) -> None:
    make(window)
    order.refresh_from_db()
    page = window.get(PAGE).content.decode()
    assert order.full_name not in page
    assert card_of(order).number not in page


def test_an_order_is_made_once(order: CardOrder, window: Client, branch: User) -> None:
    make(window)
    with pytest.raises(NothingToMake):
        batches.make_batch(by=branch)
    assert Card.objects.filter(customer=order.customer).count() == 1


def test_without_a_bureau_nothing_is_issued(
    order: CardOrder, branch: User, tmp_path: Path, window: Client
) -> None:
    none = tmp_path / "none.pem"
    none.write_text("no certificate")
    for file in ("", "/nowhere/bureau.pem", str(none)):
        with override_settings(CARD_BUREAU_CERTIFICATE=file), pytest.raises(NoBureau):
            batches.make_batch(by=branch)
    with override_settings(CARD_BUREAU_CERTIFICATE=""):
        said = words(window.post(PAGE, {"make": "1"}, follow=True))
    assert "No certificate of the card bureau is set" in said
    assert not Card.objects.filter(customer=order.customer).exists()


def test_a_card_that_is_not_on_its_way_is_not_handed_over(order: CardOrder, window: Client) -> None:
    make(window)
    order.refresh_from_db()
    Desk(order, Role.BRANCH)
    window.post(reverse("admin:cards_card_hand_over", args=[order.card_id]))
    order.refresh_from_db()
    assert order.state == OrderState.PRODUCTION
    assert card_of(order).state == "waits"


@pytest.mark.parametrize("role", [Role.CONTACT_CENTRE, Role.APPROVER, Role.AUDITOR])
def test_only_a_branch_has_cards_made(order: CardOrder, role: Role) -> None:
    client = Client()
    enter_desk(client, operator(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"make": "1"}).status_code == 403
    assert not PrintBatch.objects.exists()


@pytest.mark.parametrize("wanted", ["", "x", "01a20000-0000-7000-8000-000000000000"])
def test_only_what_is_being_made_is_sent(window: Client, wanted: str) -> None:
    assert window.post(PAGE, {"sent": wanted}).status_code == 404


def test_a_batch_that_is_none_is_not_found(window: Client) -> None:
    assert window.get(f"{PAGE}01a20000-0000-7000-8000-000000000000/").status_code == 404


def test_the_order_is_sent_from_its_own_page_too(order: CardOrder, window: Client) -> None:
    make(window)
    desk = Desk(order, Role.BRANCH)
    assert "The card is on its way" in words(desk.look())
    desk.act("send")
    assert order.state == OrderState.ON_ITS_WAY
    desk.act("send")
    assert order.state == OrderState.ON_ITS_WAY


def test_no_card_is_made_for_who_was_blocked_after_the_approval(
    order: CardOrder, branch: User
) -> None:
    Customer.objects.filter(pk=order.customer_id).update(blocked_at=clock.now())
    with pytest.raises(NothingToMake):
        batches.make_batch(by=branch)
    Customer.objects.filter(pk=order.customer_id).update(blocked_at=None)
    assert batches.make_batch(by=branch).count == 1
