"""The doors of photos: what works, whose they are, what is refused, how many, and how large."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from cards.models import CardOrder, OrderState, OrderStep, Photo, PhotoPart, PhotoSide
from cards.ordering.steps import take_step
from cards.photos.keeping import keep_upload, lacking_photos, photo_bytes
from cards.photos.rules import MOST_BYTES, MOST_WAITING, UPLOADS
from homebank.lib import clock
from tests.people import new_person, signed_in
from tests.photos.bytes_of import encoded, plain
from tests.photos.sending import BOUNDARY, FORM, Sender, form, new_draft, new_sender, send

pytestmark = pytest.mark.django_db
GOOD = encoded(plain())


@pytest.fixture
def sender() -> Sender:
    return new_sender()


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def whole(sender: Sender) -> None:
    """Every photo is sent and accepted."""
    for side in PhotoSide:
        assert sender.send(GOOD, side=side).status_code == 302
        sender.photo(side)


@pytest.mark.requirement("ORD-03", "checked and re-encoded", "visible to the customer")
def test_a_photo_is_checked_and_shown_to_its_owner(sender: Sender) -> None:
    sender.send(GOOD)
    assert "Being checked" in text(sender.client.get(sender.page))
    photo = sender.photo()
    assert photo is not None
    assert "Accepted" in text(sender.client.get(sender.page))
    shown = sender.client.get(reverse("photos:photo", args=[photo.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    with Image.open(BytesIO(shown.content)) as image:
        assert image.size == (800, 600) == (photo.width, photo.height)


def test_a_picture_cannot_run_and_nobody_keeps_it(sender: Sender) -> None:
    sender.send(GOOD)
    photo = sender.photo()
    assert photo is not None
    shown = sender.client.get(reverse("photos:photo", args=[photo.pk]))
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    policy = [part.strip() for part in shown["Content-Security-Policy"].split(";")]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert shown["Cache-Control"] == "no-store"


@pytest.mark.requirement("ORD-03", "seen with cause")
def test_strangers_and_other_customers_find_neither_page_nor_picture(sender: Sender) -> None:
    sender.send(GOOD)
    photo = sender.photo()
    assert photo is not None
    other = signed_in(new_person())
    for address in (sender.page, reverse("photos:photo", args=[photo.pk])):
        assert other.get(address).status_code == 404
        assert type(other)().get(address).status_code == 302
    assert send(other, sender.page, GOOD, side="back", name="x").status_code == 404
    assert Photo.objects.filter(order=sender.order).count() == 1


def test_a_strangers_file_is_not_even_read(sender: Sender) -> None:
    answer = send(type(sender.client)(), sender.page, GOOD, side="front", name="x.jpg")
    assert answer.status_code == 302
    assert not answer.wsgi_request.FILES


@pytest.mark.requirement("ORD-03", "stored encrypted")
def test_only_the_made_picture_is_kept_and_it_lies_sealed(sender: Sender) -> None:
    sender.send(GOOD)
    photo = sender.photo()
    assert photo is not None
    parts = PhotoPart.objects.filter(photo=photo)
    [kept] = parts.extra(select={"sealed": "data"}).values_list("sealed", flat=True)
    assert not parts.filter(is_raw=True).exists()
    assert str(kept).startswith("v1$")
    assert photo_bytes(photo).startswith(b"\xff\xd8\xff")


def test_what_waits_for_a_worker_lies_sealed_too(sender: Sender) -> None:
    sender.send(encoded(Image.effect_noise((2000, 2000), 90), "PNG"))
    raw = PhotoPart.objects.extra(select={"sealed": "data"})
    sealed = list(raw.values_list("sealed", flat=True))
    assert len(sealed) > 1
    assert all(str(each).startswith("v1$") for each in sealed)


def test_a_phone_held_upright_gives_an_upright_picture(sender: Sender) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sender.send(encoded(plain(), exif=exif))
    photo = sender.photo()
    assert photo is not None
    assert (photo.width, photo.height) == (600, 800)


def test_a_large_picture_is_kept_smaller(sender: Sender) -> None:
    sender.send(encoded(plain(4000, 3000, "L")))
    photo = sender.photo()
    assert photo is not None
    assert (photo.width, photo.height) == (2000, 1500)


def test_a_newer_photo_takes_the_place_of_the_older(sender: Sender) -> None:
    sender.send(GOOD)
    first = sender.photo()
    sender.send(encoded(plain(900, 500)))
    second = sender.photo()
    assert first is not None
    assert second is not None
    assert (second.width, Photo.objects.filter(order=sender.order).count()) == (900, 1)
    assert sender.client.get(reverse("photos:photo", args=[first.pk])).status_code == 404


@pytest.mark.parametrize("side", ["", "left", "FRONT", "front\0"])
def test_a_side_that_there_is_not_is_not_found(sender: Sender, side: str) -> None:
    assert sender.send(GOOD, side=side).status_code == 404


def test_a_form_without_a_file_says_so(sender: Sender) -> None:
    answer = sender.client.post(sender.page, {"side": "front"})
    assert "No file came with the form" in text(answer)
    assert "The file is empty" in text(sender.send(b""))


def test_a_file_too_large_is_cut_off_and_told(sender: Sender) -> None:
    answer = sender.send(GOOD + bytes(MOST_BYTES))
    assert "larger than 10 MB" in text(answer)
    assert not answer.wsgi_request.FILES


def test_one_file_at_a_time(sender: Sender) -> None:
    body = form(GOOD, side="front", name="x.jpg", files=2)
    answer = sender.client.post(sender.page, body, content_type=FORM)
    assert "Only one file" in text(answer)
    assert not Photo.objects.filter(order=sender.order).exists()


def test_a_name_longer_than_any_header_is_no_fault_of_ours(sender: Sender) -> None:
    assert sender.send(GOOD, name="x" * 5000).status_code == 400


def test_a_form_cut_off_in_its_middle_is_no_fault_of_ours(sender: Sender) -> None:
    body = form(GOOD, side="front", name="x.jpg")
    for length in (len(body) // 2, len(body) - len(BOUNDARY), 60):
        answer = sender.client.post(sender.page, body[:length], content_type=FORM)
        assert answer.status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("page", ["/sign-in/", "/my/", "/lost/"])
def test_other_pages_still_take_no_file(sender: Sender, page: str) -> None:
    answer = send(sender.client, page, GOOD, side="front", name="x.jpg")
    assert answer.status_code < 500
    assert not answer.wsgi_request.FILES


def test_so_many_photos_a_day_and_no_more(sender: Sender) -> None:
    for _try in range(UPLOADS.count):
        assert "So many photos" not in text(sender.send(b"no picture"))
    assert "So many photos came in a row" in text(sender.send(GOOD))
    with clock.moved(UPLOADS.per + timedelta(minutes=1)):
        assert keep_upload(order=sender.order, side=PhotoSide.FRONT, upload=GOOD).is_waiting


def test_so_many_may_wait_and_no_more(sender: Sender) -> None:
    former = CardOrder.objects.filter(pk=sender.order.pk)
    for _order in range(MOST_WAITING // 3):
        for side in PhotoSide:
            assert sender.send(GOOD, side=side).status_code == 302
        former.update(state=OrderState.CANCELLED, closed_at=clock.now())
        sender.order = new_draft(sender.person)
        former = CardOrder.objects.filter(pk=sender.order.pk)
    assert f"{MOST_WAITING} photos are being checked" in text(sender.send(GOOD))


def test_a_refused_replacement_leaves_the_accepted_photo_and_the_way_on(sender: Sender) -> None:
    whole(sender)
    page = text(sender.send(b"%PDF-1.7 a paper", side="back"))
    assert "is no JPEG or PNG" in page
    assert f'href="/my/orders/{sender.order.pk}/onward/"' in page


def test_a_page_renews_itself_only_when_no_chosen_file_can_be_lost(sender: Sender) -> None:
    sender.send(GOOD, side="front")
    page = text(sender.client.get(sender.page))
    assert 'http-equiv="refresh"' not in page
    assert "Send the others meanwhile." in page
    for side in ("back", "selfie"):
        sender.send(GOOD, side=side)
    assert 'http-equiv="refresh"' in text(sender.client.get(sender.page))


def test_an_order_that_was_sent_keeps_its_photos(sender: Sender) -> None:
    whole(sender)
    sent(sender.order)
    assert "cannot be changed now" in text(sender.send(GOOD))
    assert "Send the photo" not in text(sender.client.get(sender.page))
    assert lacking_photos(sender.order) == []


def test_of_a_returned_order_only_the_returned_photo_opens_again(sender: Sender) -> None:
    whole(sender)
    sent(sender.order)
    returned(sender.order, back={"code": "unreadable"})
    assert lacking_photos(sender.order) == [PhotoSide.BACK]
    page = text(sender.client.get(sender.page))
    assert "It cannot be read." in page
    assert page.count('name="side"') == 1
    assert "cannot be changed now" in text(sender.send(GOOD, side="front"))
    with clock.moved(timedelta(seconds=1)):
        sender.order.refresh_from_db()
        assert sender.send(GOOD, side="back").status_code == 302
        sender.photo("back")
    assert lacking_photos(sender.order) == []


def sent(order: CardOrder) -> None:
    order.number, order.sent_at = 900_000, clock.now()
    take_step(order, OrderStep.Kind.RECEIVED)


def returned(order: CardOrder, **reasons: dict[str, str]) -> None:
    take_step(order, OrderStep.Kind.CLAIMED)
    order.returned = reasons
    take_step(order, OrderStep.Kind.RETURNED)
