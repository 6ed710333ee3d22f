"""An order that comes back to its owner, and orders whose time is over (ORD-08)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import Consent
from cards.models import CardOrder, Photo
from cards.ordering import reasons
from cards.ordering.reasons import kept_reasons
from cards.ordering.steps import RETURNED_FOR, lock_order, take_step
from cards.ordering.sweeping import KEPT_AFTER_NONE, empty_old_orders, expire_due_orders
from cards.own_data import tell
from cards.photos.forgetting import forget_due_photos
from cards.tasks import sweep
from homebank.lib import clock
from tests.accounts.pages import texts, words
from tests.ordering.ordered import NAME, Customers, put_photos, sent

pytestmark = pytest.mark.django_db


DIFFERS = "It differs from the document. Write it as it stands there."
NOWHERE = "The card cannot be brought there. Choose another place."


def returned(her: Customers, own: str = "", **reasons: str) -> None:
    """As the desk returns it: {field: code of the list}, or `own` words."""
    with transaction.atomic():
        order = lock_order(her.order.pk)
        take_step(order, "claimed")
        order.returned = kept_reasons(reasons, own)
        take_step(order, "returned")


@pytest.fixture
def her() -> Customers:
    made = sent()
    returned(made, full_name="differs", delivery="nowhere")
    return made


@pytest.mark.requirement("ORD-08", "fix and resend")
def test_only_what_was_returned_opens_again(her: Customers) -> None:
    page = words(her.look())
    assert DIFFERS in page
    assert NOWHERE in page
    assert her.look("name").status_code == 200
    for shut in ("iin", "codeword", "type", "document"):
        assert her.look(shut).url == her.at(), shut
    assert her.answer("birth-date").url == her.at()


@pytest.mark.requirement("ORD-08", "fix and resend")
def test_reasons_of_the_list_are_read_in_the_language_of_now_and_own_words_as_typed() -> None:
    her = sent()
    returned(her, own="В паспорте иначе", full_name="differs", latin_name="own", back="cut")
    for language in ("en", "ru", "kk"):
        her.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        with translation.override(language):
            told = [str(reasons.TYPED["differs"]), str(reasons.PICTURES["cut"]), "В паспорте иначе"]
        photos = f"/cards/photos/of/{her.order.pk}/"
        pages = (her.at("name"), photos, her.at("latin-name"))
        for page, said in zip(pages, told, strict=True):
            assert said in words(her.browser.get(page)), (language, page)
        assert all(said in words(her.look()) for said in told), language


def test_the_timeline_keeps_why_it_was_returned_once_it_is_sent_again(her: Customers) -> None:
    for page in ("name", "delivery", "address"):
        her.answer(page)
    page = words(her.send())
    assert f"Surname, name, patronymic: {DIFFERS}" in page
    assert f"Delivery: {NOWHERE}" in page


def test_a_reason_that_left_the_list_still_says_that_the_field_came_back() -> None:
    with translation.override("en"):
        said = reasons.reason_of({"iin": {"code": "gone"}}, "iin")
    assert said == "This has to be given again."


@pytest.mark.requirement("ORD-08", "fix and resend")
def test_corrections_are_sent_with_a_code_and_checked_again(her: Customers) -> None:
    assert her.look("onward").url == her.at("name")
    assert her.answer("name", full_name="Жумабаева Айгерим").url == her.at("codeword")
    assert "no codeword may be made of them" in words(her.look("codeword"))
    assert her.answer("codeword").url == her.at("delivery"), "the word was judged by the name"
    assert her.answer("delivery").url == her.at("address")
    assert her.answer("address", address="улица Абая 1").url == her.at("check")
    page = her.send()
    assert "We have received your corrections" in words(page)
    assert (her.order.state, her.order.full_name) == ("received", "Жумабаева Айгерим")
    assert len(texts(her.phone, "order-resent")) == 1


def test_nothing_is_sent_again_before_it_is_corrected(her: Customers) -> None:
    her.answer("name", full_name="Жумабаева Айгерим")
    her.answer("codeword")
    assert her.look("check").url == her.at("onward")
    assert her.look("onward").url == her.at("delivery")


def test_a_returned_codeword_is_chosen_anew() -> None:
    her = sent()
    returned(her, codeword="unmatched")
    before = her.order.codeword_hash
    assert her.look("onward").url == her.at("codeword")
    assert her.answer("codeword", codeword="зимний базар").url == her.at("check")
    assert her.order.codeword_hash != before


def test_a_returned_photo_leads_to_the_photos() -> None:
    her = sent()
    returned(her, back="unreadable")
    assert her.look("onward").url == her.at("photos")
    assert her.look("photos").url == f"/cards/photos/of/{her.order.pk}/"
    with clock.moved(timedelta(minutes=1)):
        put_photos(her.order)
        assert her.look("onward").url == her.at("check")


def test_number_and_consents_stay_when_it_is_sent_again(her: Customers) -> None:
    number = her.order.number
    kept = Consent.objects.filter(customer=her.customer).count()
    for page in ("name", "delivery", "address"):
        her.answer(page)
    her.send()
    assert her.order.number == number
    assert Consent.objects.filter(customer=her.customer).count() == kept


@pytest.mark.requirement("ORD-02", "drafts kept for a week")
def test_a_draft_is_gone_after_a_week_with_what_was_typed() -> None:
    her = Customers()
    her.fill_in()
    with clock.moved(timedelta(days=7, minutes=1)):
        sweep()
        her.come_back()
        assert "The time of this order is over." in words(her.look())
    order = her.order
    assert (order.state, order.iin, order.full_name, order.codeword_hash) == ("expired", "", "", "")
    assert not texts(her.phone, "order-expired"), "nobody had been told of it"


@pytest.mark.requirement("ORD-02", "drafts kept for a week")
def test_a_change_keeps_the_draft_for_another_week() -> None:
    her = Customers()
    her.fill_in()
    with clock.moved(timedelta(days=6)):
        her.come_back()
        her.answer("name")
    with clock.moved(timedelta(days=12)):
        assert expire_due_orders() == 0
    assert her.order.full_name == NAME


def test_the_photos_of_a_draft_go_with_it() -> None:
    her = Customers()
    her.fill_in()
    with clock.moved(timedelta(days=7, minutes=1)):
        expire_due_orders()
        forget_due_photos()
    assert not Photo.objects.filter(order=her.order).exists()


def test_a_returned_order_waits_a_month_and_says_when_it_ends(her: Customers) -> None:
    with clock.moved(RETURNED_FOR - timedelta(hours=1)):
        assert expire_due_orders() == 0
    with clock.moved(RETURNED_FOR + timedelta(hours=1)):
        assert expire_due_orders() == 1
    assert her.order.state == "expired"
    assert len(texts(her.phone, "order-expired")) == 1
    assert her.order.full_name == NAME, "an operator may still be asked about it"


def test_what_was_cancelled_is_emptied_a_month_later() -> None:
    her = sent()
    her.browser.post(her.at("cancellation"))
    assert empty_old_orders() == 0
    with clock.moved(KEPT_AFTER_NONE + timedelta(hours=1)):
        assert empty_old_orders() == 1
        assert empty_old_orders() == 0
    row = CardOrder.objects.get(pk=her.order.pk)
    assert (row.iin, row.full_name, row.phone, row.document_number) == ("", "", "", "")


def test_the_customers_own_file_tells_their_orders() -> None:
    her = sent()
    sections = {each.key: list(each.records) for each in tell(her.customer)}
    [record] = sections["card_orders"]
    facts: dict[str, Any] = {fact.key: fact.value for fact in record}
    assert (facts["full_name"], facts["iin"]) == (NAME, her.order.iin)
    assert her.order.codeword_hash not in json.dumps(facts, default=str)
