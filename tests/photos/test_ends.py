"""How photos end, what workers do about them, and who at the desk may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.models import CardOrder, OrderState, Photo, PhotoPart, PhotoSide
from cards.own_data import tell
from cards.photos.forgetting import forget_due_photos, forget_photos
from cards.photos.rules import ATTEMPTS, LEASE
from cards.photos.tasks import sweep_photos
from cards.photos.working import due_photos, work_on_photo
from homebank.lib import clock
from notifications.models import Event
from tests.doors.cast import enter_desk, member_of
from tests.ordering.sent import next_number
from tests.people import new_person
from tests.photos.bytes_of import encoded, plain
from tests.photos.sending import Sender, new_sender

pytestmark = pytest.mark.django_db
GOOD = encoded(plain())
DAY = timedelta(days=1)


@pytest.fixture
def sender() -> Sender:
    made = new_sender()
    for side in PhotoSide:
        made.send(GOOD, side=side)
        made.photo(side)
    return made


def ended(order: CardOrder, state: OrderState, *, was_sent: bool = True) -> None:
    now = clock.now()
    order.number, order.sent_at = (900_001, now) if was_sent else (None, None)
    order.state, order.closed_at = state, now
    order.save()


def left(sender: Sender) -> set[str]:
    """Which photos of the order are there after a sweep."""
    while forget_due_photos():
        pass
    return set(Photo.objects.filter(order=sender.order).values_list("side", flat=True))


ALL = {"front", "back", "selfie"}


def test_photos_of_an_order_that_lives_stay(sender: Sender) -> None:
    with clock.moved(400 * DAY):
        assert left(sender) == ALL


def test_photos_of_a_draft_end_with_it(sender: Sender) -> None:
    ended(sender.order, OrderState.EXPIRED, was_sent=False)
    assert left(sender) == set()
    assert not PhotoPart.objects.filter(photo__order=sender.order).exists()


def test_photos_of_an_order_that_became_no_card_stay_a_month(sender: Sender) -> None:
    ended(sender.order, OrderState.CANCELLED)
    with clock.moved(29 * DAY):
        assert left(sender) == ALL
    with clock.moved(31 * DAY):
        assert left(sender) == set()


def test_after_an_issued_card_the_document_stays_and_the_selfie_goes(sender: Sender) -> None:
    ended(sender.order, OrderState.ISSUED)
    with clock.moved(31 * DAY):
        assert left(sender) == {"front", "back"}
    with clock.moved(6 * 365 * DAY):
        assert left(sender) == set()


def test_after_a_card_that_was_made_and_then_cancelled_the_document_stays(sender: Sender) -> None:
    sender.order.card = new_person().card
    ended(sender.order, OrderState.CANCELLED)
    with clock.moved(31 * DAY):
        assert left(sender) == {"front", "back"}


def test_that_photos_were_deleted_is_written_down(sender: Sender) -> None:
    assert forget_photos(order=sender.order) == 3
    told = Event.objects.filter(kind="photo.forgotten", subject=sender.order.pk)
    assert {event.facts["photo"] for event in told} == ALL


def test_the_sweep_finds_a_photo_whose_nudge_was_lost(sender: Sender) -> None:
    sender.send(GOOD)
    [photo_id] = due_photos()
    work_on_photo(photo_id=photo_id)
    assert due_photos() == []
    sweep_photos()
    assert set(Photo.objects.filter(order=sender.order, state="ready").values_list(
        "side", flat=True)) == ALL  # fmt: skip


def test_a_photo_with_a_worker_is_left_to_it_until_its_time_is_over(sender: Sender) -> None:
    sender.send(GOOD)
    Photo.objects.filter(state="waiting").update(leased_until=clock.now() + LEASE)
    assert due_photos() == []
    with clock.moved(LEASE + timedelta(seconds=1)):
        assert len(due_photos()) == 1


def test_a_file_that_ends_its_workers_is_given_up(sender: Sender) -> None:
    sender.send(GOOD)
    Photo.objects.filter(state="waiting").update(attempts=ATTEMPTS)
    photo = sender.photo()
    assert photo is not None
    assert (photo.state, photo.fault) == ("refused", "heavy")
    assert not PhotoPart.objects.filter(photo=photo).exists()


def test_a_photo_replaced_while_a_worker_had_it_is_left_alone(sender: Sender) -> None:
    sender.send(GOOD)
    [photo_id] = due_photos()
    sender.send(encoded(plain(900, 600)))
    work_on_photo(photo_id=photo_id)
    photo = sender.photo()
    assert photo is not None
    assert photo.width == 900


def test_the_owners_data_tell_of_the_photos(sender: Sender) -> None:
    [section] = [each for each in tell(sender.person.customer) if each.key == "photos"]
    assert {fact.value for record in section.records for fact in record[:1]} == ALL


@pytest.mark.requirement("ORD-03", "seen with cause")
def test_an_operator_sees_a_photo_after_saying_why_and_the_customer_reads_it(
    sender: Sender,
) -> None:
    CardOrder.objects.filter(pk=sender.order.pk).update(
        state=OrderState.RECEIVED, number=next_number(), sent_at=clock.now()
    )
    photo = Photo.objects.get(order=sender.order, side="front")
    address = reverse("admin:cards_cardorder_photo", args=[photo.pk])
    client, user = Client(), member_of(Role.CONTACT_CENTRE.value)
    enter_desk(client, user)
    assert "/reason/" in client.get(address)["Location"]
    open_file(customer=sender.person.customer, by=user, why="request", note="order of a card")
    assert client.get(address)["Content-Type"] == "image/jpeg"
    kinds = Event.objects.filter(customer=sender.person.customer.pk).values_list("kind", flat=True)
    assert {"file-opened", "file-looked"} <= set(kinds)


@pytest.mark.requirement("ORD-03", "seen with cause")
@pytest.mark.parametrize("role", [Role.TARIFF_EDITOR, Role.ADMINISTRATOR])
def test_roles_that_check_no_orders_see_no_photos(sender: Sender, role: Role) -> None:
    photo = Photo.objects.get(order=sender.order, side="selfie")
    client = Client()
    enter_desk(client, member_of(role.value))
    answer = client.get(reverse("admin:cards_cardorder_photo", args=[photo.pk]))
    assert answer.status_code == 403
