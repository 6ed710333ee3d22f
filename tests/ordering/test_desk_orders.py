"""An order at the desk: taken, called about, compared, returned or approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, IdentityDocument
from accounts.staff.calls import call_to
from accounts.staff.roles import Role
from cards.models import Card, CardOrder, OrderState, Photo
from cards.ordering.claiming import release_order
from cards.ordering.desk_errors import NotInYourHands
from homebank.lib import clock
from ledger.models import Account
from notifications.models import Event
from tests.accounts.pages import words
from tests.ordering.at_the_desk import Desk, card_of, operator, told
from tests.ordering.sent import WORD, put_photo, sent_order
from tests.people import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> CardOrder:
    return sent_order()


@pytest.fixture
def desk(order: CardOrder) -> Desk:
    return Desk(order)


@pytest.mark.requirement("ORD-07", "virtual card at once")
@pytest.mark.requirement("OPS-03", "match or no match")
def test_a_verified_order_of_a_virtual_card_is_issued_at_once(order: CardOrder, desk: Desk) -> None:
    desk.verify()
    page = desk.approve()
    assert "The virtual card is issued" in words(page)
    assert order.state == OrderState.ISSUED
    card = card_of(order)
    assert (card.customer_id, card.kind, card.state) == (order.customer_id, "virtual", "active")
    assert card.name == "AIGERIM ZHUMABAEVA"
    assert Account.objects.get(pk=card.account_id).iban
    assert told(order.customer) == ["order-claimed", "order-issued"]


def test_whoever_registered_without_a_card_is_identified_and_stays_in(desk: Desk) -> None:
    access = desk.order.customer.user
    before = access.password
    desk.verify()
    desk.approve()
    file = Customer.objects.get(pk=desk.order.customer_id)
    assert file.is_identified
    assert (file.full_name, file.iin) == (desk.order.full_name, desk.order.iin)
    access.refresh_from_db()
    assert access.password == before
    kept = IdentityDocument.objects.get(customer=file)
    assert (kept.number, kept.issued_by) == ("034512789", "МВД РК")


@pytest.mark.requirement("ORD-07", "called and compared before the approval")
@pytest.mark.parametrize("left_out", ["claim", "call", "codeword"])
def test_nothing_is_approved_before_it_was_taken_called_about_and_compared(
    desk: Desk, left_out: str
) -> None:
    for deed in ("claim", "call", "codeword"):
        if deed != left_out:
            desk.act(deed, codeword=WORD)
    desk.approve()
    assert desk.order.state != OrderState.ISSUED
    assert not Card.objects.filter(customer=desk.order.customer).exists()


@pytest.mark.parametrize("seen", [{"face": "other"}, {"face": "unclear"}, {"compared": ""},
                                  {"valid_until": "01.02.2020"}, {"issued_on": "31.02.2021"},
                                  {"issued_on": "01.01.2999"}, {"issued_by": ""}])  # fmt: skip
def test_what_does_not_fit_is_not_approved(desk: Desk, seen: dict[str, str]) -> None:
    desk.verify()
    answer = desk.approve(**seen)
    assert answer.status_code == 200
    assert desk.order.state == OrderState.CHECKED
    assert not desk.order.customer.is_identified


def test_what_was_typed_is_kept_when_something_is_missing(desk: Desk) -> None:
    desk.verify()
    page = desk.approve(valid_until="soon").content.decode()
    assert 'value="МВД РК"' in page
    assert "Write the day as 31.12.2026" in page


def test_photos_that_are_not_ready_keep_an_order_from_being_approved(desk: Desk) -> None:
    waits = Photo.objects.filter(order=desk.order, side="selfie")
    waits.update(state="waiting", width=0, height=0, size=0)
    desk.verify()
    assert "The photos are not all ready" in words(desk.approve())
    assert desk.order.state == OrderState.CHECKED


@pytest.mark.requirement("ORD-07", "approve or return with reasons")
def test_only_what_is_wrong_is_returned_in_the_customers_words(desk: Desk) -> None:
    Customer.objects.filter(pk=desk.order.customer_id).update(language="kk")
    desk.act("claim")
    desk.act("return", **{"field-back": "unreadable", "field-iin": "own",
                          "own_words": "A digit is missing"})  # fmt: skip
    assert desk.order.state == OrderState.RETURNED
    assert desk.order.returned == {"back": {"code": "unreadable"},
                                   "iin": {"own": "A digit is missing"}}  # fmt: skip
    assert told(desk.order.customer)[-1] == "order-returned"
    page = words(desk.look())
    assert "IIN: A digit is missing" in page
    assert "Back of the document: It cannot be read. Take it again by daylight" in page


def test_a_return_without_a_reason_is_none(desk: Desk) -> None:
    desk.act("claim")
    assert "Choose at least one field" in words(desk.act("return"))
    page = desk.act("return", **{"field-iin": "own", "own_words": " "})
    assert "Say why: the customer and the auditors read it." in words(page)
    assert '<option value="own" selected>' in page.content.decode()
    assert desk.order.state == OrderState.CHECKED


def test_a_card_number_does_not_go_into_a_reason(desk: Desk) -> None:
    desk.act("claim")
    desk.act("return", **{"field-iin": "own", "own_words": "4405 6412 3456 7893"})
    assert desk.order.state == OrderState.CHECKED
    assert desk.order.returned == {}


def test_what_is_sent_again_is_called_about_again(desk: Desk) -> None:
    desk.verify()
    CardOrder.objects.filter(pk=desk.order.pk).update(sent_at=clock.now() + timedelta(seconds=1))
    assert "has not been called" in words(desk.approve())


def test_a_decision_ends_the_call_so_the_next_one_can_begin(desk: Desk) -> None:
    desk.verify()
    assert call_to(customer=desk.order.customer) is not None
    desk.act("return", **{"field-latin_name": "own", "own_words": "otherwise in the passport"})
    assert desk.order.state == OrderState.RETURNED
    assert call_to(customer=desk.order.customer) is None


@pytest.mark.requirement("OPS-03", "tries limited and visible")
def test_wrong_codewords_are_counted_and_shown_and_then_refused(desk: Desk) -> None:
    desk.act("claim")
    for left in (2, 1, 0):
        assert f"Tries left today: {left}" in words(desk.act("codeword", codeword="не то слово"))
    assert "Too many tries" in words(desk.act("codeword", codeword=WORD))
    told_of = Event.objects.filter(customer=desk.order.customer, kind="codeword-not-matched")
    assert told_of.count() == 3


def test_the_codeword_is_nowhere_on_the_page(desk: Desk) -> None:
    desk.act("claim")
    page = desk.act("codeword", codeword=WORD).content.decode()
    assert WORD not in page
    assert desk.order.codeword_hash not in page


@pytest.mark.requirement("ACC-14", "the same two words")
def test_the_customer_reads_that_the_call_may_ask_for_the_codeword(desk: Desk) -> None:
    desk.act("claim")
    page = words(desk.act("call"))
    call = call_to(customer=desk.order.customer)
    assert call is not None
    assert call.asks_codeword
    assert "Open “Is the bank calling me?”" in page
    desk.act("hang-up")
    assert call_to(customer=desk.order.customer) is None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_call_is_written_in_each_language(desk: Desk, language: str) -> None:
    page = desk.look(f"?script={language}").content.decode()
    assert f'<ol class="script" lang="{language}">' in page
    assert "AIGERIM ZHUMABAEVA" in page


def test_an_order_that_somebody_has_is_not_taken_by_another(desk: Desk) -> None:
    desk.act("claim")
    other = Desk(desk.order, Role.BRANCH)
    assert "is checking this order until" in words(other.act("claim"))
    other.act("release")
    assert desk.order.claimed_by == desk.user.login_name


def test_after_half_an_hour_somebody_else_takes_over(desk: Desk) -> None:
    desk.act("claim")
    with clock.moved(timedelta(minutes=31)):
        other = Desk(desk.order, Role.BRANCH)
        other.act("claim")
        assert desk.order.claimed_by == other.user.login_name
        with pytest.raises(NotInYourHands):
            release_order(order=desk.order, by=desk.user)
    assert told(desk.order.customer) == ["order-claimed"]


def test_what_is_given_back_waits_for_anybody(desk: Desk) -> None:
    desk.act("claim")
    desk.act("release")
    assert (desk.order.state, desk.order.claimed_by) == (OrderState.RECEIVED, "")


def test_a_customer_on_file_is_not_changed_by_an_order() -> None:
    anna = new_person(language="en")
    order = sent_order(anna.customer, iin=anna.customer.iin, codeword_hash="")
    desk = Desk(order)
    desk.act("claim")
    desk.act("call")
    desk.act("codeword", codeword=anna.codeword)
    desk.approve()
    assert order.state == OrderState.ISSUED
    anna.customer.refresh_from_db()
    assert anna.customer.full_name != order.full_name
    assert Card.objects.filter(customer=anna.customer).count() == 2


def test_another_iin_than_that_on_file_is_returned_not_issued() -> None:
    anna = new_person()
    desk = Desk(sent_order(anna.customer, codeword_hash=""))
    desk.act("claim")
    desk.act("call")
    desk.act("codeword", codeword=anna.codeword)
    assert "not that of the customer’s file" in words(desk.approve())
    assert desk.order.card_id is None


def test_nothing_is_issued_while_the_customers_access_cools(desk: Desk) -> None:
    desk.verify()
    later = clock.now() + timedelta(hours=3)
    Customer.objects.filter(pk=desk.order.customer_id).update(cools_until=later)
    assert "recovered lately" in words(desk.approve())
    assert desk.order.card_id is None


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_who_only_looks_changes_nothing(order: CardOrder, role: Role) -> None:
    window = Desk(order, role)
    page = window.look()
    assert page.status_code == 200
    assert 'name="deed"' not in page.content.decode()
    assert window.act("claim").status_code == 403
    assert order.state == OrderState.RECEIVED


@pytest.mark.parametrize("role", [Role.TARIFF_EDITOR, Role.ADMINISTRATOR])
def test_who_has_nothing_to_do_with_orders_sees_none(order: CardOrder, role: Role) -> None:
    assert Desk(order, role).look().status_code == 403


def test_an_order_opens_only_to_who_says_why(order: CardOrder) -> None:
    desk = Desk(order)
    with clock.moved(timedelta(minutes=16)):
        answer = desk.client.get(desk.page)
        assert answer.status_code == 302
        assert "/reason/" in answer["Location"]


def test_a_stranger_and_a_customer_come_to_the_door(order: CardOrder) -> None:
    page = reverse("admin:cards_cardorder_work", args=[order.pk])
    assert "/login/" in Client().get(page)["Location"]
    assert "/login/" in Client().post(page, {"deed": "claim"})["Location"]


def test_a_draft_is_nobodys_business_at_the_desk(order: CardOrder) -> None:
    desk = Desk(order)
    CardOrder.objects.filter(pk=order.pk).update(state="draft", number=None, sent_at=None)
    assert desk.look().status_code == 404


def test_a_button_that_is_none_does_nothing(desk: Desk) -> None:
    assert desk.act("burn").status_code == 200
    assert desk.order.state == OrderState.RECEIVED


def test_deeds_of_an_operator_are_counted(desk: Desk) -> None:
    for _time in range(240):
        desk.client.post(desk.page, {"deed": "claim"})
    assert "Too many tries" in words(desk.act("claim"))
    with clock.moved(timedelta(minutes=61)):
        assert Desk(desk.order).act("claim").status_code == 200


def test_photos_are_shown_larger_and_turned_by_plain_links(desk: Desk) -> None:
    page = desk.look("?photo=front&turn=90").content.decode()
    assert 'id="front" class="large"' in page
    assert 'data-turned="90"' in page
    assert "turn=180#front" in page
    assert desk.look("?photo=none&turn=45").status_code == 200


def test_the_photo_itself_is_behind_the_reason_too(order: CardOrder) -> None:
    photo = put_photo(order, "back") if not order.photos.exists() else order.photos.first()
    assert photo is not None
    desk = Desk(order)
    address = reverse("admin:cards_cardorder_photo", args=[photo.pk])
    assert desk.client.get(address)["Content-Type"] == "image/jpeg"
    with clock.moved(timedelta(minutes=16)):
        assert desk.client.get(address).status_code == 302


def test_the_queue_stands_by_deadline_and_tells_nothing_of_people(desk: Desk) -> None:
    late = sent_order(due_at=clock.now() - timedelta(hours=1))
    page = desk.client.get(reverse("admin:cards_cardorder_changelist"))
    said = words(page)
    assert said.index(late.shown_number.replace("\u00a0", " ")) < said.index(
        desk.order.shown_number.replace("\u00a0", " ")
    )
    assert "late" in said
    assert desk.order.full_name not in page.content.decode()


def test_the_queue_is_filtered_and_searched(desk: Desk) -> None:
    address = reverse("admin:cards_cardorder_changelist")
    desk.act("claim")
    waits = sent_order()
    mine = words(desk.client.get(address, {"queue": "mine"}))
    assert desk.order.shown_number.replace("\u00a0", " ") in mine
    assert waits.shown_number.replace("\u00a0", " ") not in mine
    found = words(desk.client.get(address, {"q": str(waits.number), "queue": "all"}))
    assert waits.shown_number.replace("\u00a0", " ") in found
    for queue in ("returned", "approved", "in-production", "on-its-way", "all"):
        assert desk.client.get(address, {"queue": queue}).status_code == 200


def test_what_differs_is_marked_for_the_operator() -> None:
    order = sent_order(birth_date="1991-02-03", latin_name="AIGERIM Z")
    page = Desk(order).look().content.decode()
    assert page.count('class="diff"') >= 2
    assert "you decide" in page


def test_an_operator_without_a_name_calls_nobody(desk: Desk) -> None:
    user = operator()
    user.first_name = ""
    user.save(update_fields=["first_name"])
    desk.act("claim")
    desk.act("call")
    assert call_to(customer=desk.order.customer) is None


def test_a_draft_and_its_photos_are_not_at_the_desk() -> None:
    draft = sent_order(state=OrderState.DRAFT, number=None, sent_at=None, due_at=None)
    desk = Desk(draft)
    photo = draft.photos.earliest("made_at")
    address = reverse("admin:cards_cardorder_photo", args=[photo.pk])
    assert desk.client.get(address).status_code == 404
    assert desk.look().status_code == 404
    listed = desk.client.get(reverse("admin:cards_cardorder_changelist"), {"queue": "draft"})
    assert str(draft.pk) not in listed.content.decode()
