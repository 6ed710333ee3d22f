"""Ordering a card from the list of cards to the tracked order (ORD-01, 02, 04, 05, 06, 08)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Consent
from cards.models import CardOrder
from homebank.lib import clock
from homebank.lib.phone import masked
from notifications.models import Event
from tests.accounts.pages import newest_code, texts, words
from tests.ordering.ordered import HOME, NAME, WORD, Customers, one_line, sent, with_date
from tests.people import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Customers:
    return Customers()


@pytest.mark.requirement("ORD-01", "products with terms")
@pytest.mark.requirement("ORD-01", "comparable")
def test_cards_are_compared_with_terms_and_fees_of_the_tariff(her: Customers) -> None:
    page = words(her.browser.get(HOME))
    for said in ("Everyday card", "Online card", "4 years", "₸200", "line 30.1", "nothing"):
        assert said in page
    assert "A plastic card for shops" in page


@pytest.mark.requirement("ORD-01", "comparable")
def test_the_comparison_names_the_card_in_each_line_and_never_scrolls(her: Customers) -> None:
    page = her.browser.get(HOME).content.decode()
    table = page.partition('<table class="compare')[2].partition("</table>")[0]
    assert 'class="scroll"' not in page
    lines = table.count('role="rowheader"')
    for card in ("Everyday card", "Online card"):
        assert table.count(f'<span class="of" aria-hidden="true">{card}</span>') == lines > 5


@pytest.mark.requirement("ORD-01", "from My bank")
@pytest.mark.requirement("ACC-02", "may order a card and pay with an attached one")
def test_my_bank_leads_whoever_has_no_card_to_order_one(her: Customers) -> None:
    page = her.browser.get("/my/").content.decode()
    assert f'<a class="btn" href="{HOME}">Order a card</a>' in page


def test_my_bank_leads_back_to_the_order_under_way() -> None:
    her = sent()
    page = her.browser.get("/my/").content.decode()
    assert f'<a href="{her.at()}">' in page
    assert f"Order {her.order.shown_number}" in page
    assert ">Order a card</a>" not in page


def test_my_bank_shows_whoever_has_a_card_how_far_the_next_one_is() -> None:
    her = Customers(new_person().customer)
    her.choose()
    page = words(her.browser.get("/my/"))
    assert "Draft of an order" in page


def test_a_customer_with_a_card_finds_it_in_my_bank_too() -> None:
    page = Customers(new_person().customer).browser.get("/my/").content.decode()
    assert f'<a href="{HOME}">Order a card</a>' in page


@pytest.mark.requirement("ORD-02", "form")
@pytest.mark.requirement("ORD-06", "code to the trusted number")
def test_an_order_goes_page_by_page_to_its_code(her: Customers) -> None:
    her.walk()
    assert her.look("check").status_code == 200
    page = her.send()
    assert page.redirect_chain[-1][0] == her.at()
    assert "The order is received. The bank will call you." in words(page)
    assert (her.order.state, her.order.full_name) == ("received", NAME)
    assert one_line(her.order.shown_number) in words(page)


@pytest.mark.requirement("ORD-08", "SMS at each state")
def test_the_order_is_told_by_sms_and_on_record(her: Customers) -> None:
    her.fill_in()
    her.send()
    [text] = texts(her.phone, "order-received")
    assert str(her.order.number) in text
    assert Event.objects.filter(kind="order.received", subject=her.order.pk).count() == 1


@pytest.mark.requirement("ORD-04", "not for a virtual card")
def test_a_virtual_card_is_brought_nowhere(her: Customers) -> None:
    her.fill_in("online")
    assert her.look("delivery").status_code == 404
    her.send()
    assert (her.order.delivery, her.order.state) == ("none", "received")


@pytest.mark.requirement("ORD-05", "versions are kept")
def test_consents_are_kept_with_the_order_by_version(her: Customers) -> None:
    her.fill_in()
    assert not Consent.objects.filter(customer=her.customer, agreement="personal-data").exists()
    her.send()
    kept = Consent.objects.filter(customer=her.customer).exclude(agreement="portal")
    assert {(c.agreement, c.version) for c in kept} == {
        ("personal-data", 1), ("card-service", 1), ("card-rules", 1)
    }  # fmt: skip
    assert her.order.agreed["tariffs"] >= 1


@pytest.mark.requirement("ORD-02", "birth date from the IIN")
def test_the_iin_fills_in_the_birth_date(her: Customers) -> None:
    her.fill_in(until="iin")
    her.answer("iin", iin=with_date("840229", "4"))
    assert 'value="29.02.1984"' in her.look("birth-date").content.decode()


@pytest.mark.requirement("ORD-02", "birth date from the IIN")
def test_a_day_that_nobody_was_born_on_is_not_filled_in(her: Customers) -> None:
    her.fill_in(until="iin")
    her.answer("iin", iin=with_date("991231", "6"))
    assert her.order.birth_date == ""
    assert "The IIN tells no birth date." in words(her.look("birth-date"))


@pytest.mark.requirement("ORD-02", "birth date from the IIN")
def test_another_birth_date_than_the_iins_is_taken_and_stays(her: Customers) -> None:
    her.fill_in(until="phone")
    assert her.order.birth_date == "1991-03-07"
    her.answer("iin")
    assert her.order.birth_date == "1991-03-07"


@pytest.mark.requirement("ORD-02", "Latin name")
def test_the_latin_name_is_suggested_and_may_be_corrected(her: Customers) -> None:
    her.fill_in(until="name")
    her.answer("name")
    assert 'value="AIGERIM ZHUMABAEVA"' in her.look("latin-name").content.decode()
    her.answer("latin-name", latin_name="aigerim jumabaeva")
    assert her.order.latin_name == "AIGERIM JUMABAEVA"
    her.answer("name", full_name="Оспанова Айгерим")
    assert her.order.latin_name == "AIGERIM JUMABAEVA", "what its owner wrote stays"


@pytest.mark.requirement("ORD-02", "codeword is hashed at once")
def test_the_codeword_is_on_no_page_and_in_no_column(her: Customers) -> None:
    her.fill_in(until="codeword")
    assert her.answer("codeword").url == her.at("document")
    her.fill_in()
    assert WORD not in her.look("check").content.decode() + her.look("codeword").content.decode()
    row = CardOrder.objects.filter(pk=her.order.pk).values().get()
    assert WORD not in str(row)
    assert her.order.codeword_hash


@pytest.mark.requirement("ORD-02", "drafts kept for a week")
def test_a_draft_waits_and_goes_on_where_it_stood(her: Customers) -> None:
    her.fill_in(until="document")
    with clock.moved(timedelta(days=6)):
        her.come_back()
        assert "You have begun an order." in words(her.browser.get(HOME))
        assert her.look("onward").url == her.at("document")
        assert NAME in her.look("name").content.decode()


def test_back_leads_to_the_page_before_with_what_was_typed(her: Customers) -> None:
    her.fill_in(until="name")
    page = her.look("name").content.decode()
    assert f'href="{her.at("iin")}"' in page
    assert her.order.iin in her.look("iin").content.decode()


def test_a_change_from_the_check_leads_back_to_it(her: Customers) -> None:
    her.fill_in()
    page = her.look("check").content.decode()
    assert f"{her.at('address')}?then=check" in page
    typed = {**her.usual("address"), "city": "almaty"}
    assert her.browser.post(f"{her.at('address')}?then=check", typed).url == her.at("check")
    assert "Almaty" in words(her.look("check"))


def test_after_another_name_the_codeword_is_chosen_anew(her: Customers) -> None:
    her.fill_in()
    typed = {"full_name": "Тихая Заводь"}
    led = her.browser.post(f"{her.at('name')}?then=check", typed)
    assert led.url == her.at("codeword")
    assert "name" in words(her.answer("codeword"))
    assert her.order.codeword_hash == ""


@pytest.mark.requirement("ORD-08", "states are shown")
def test_the_order_is_followed_with_numbers_masked(her: Customers) -> None:
    her.fill_in()
    her.send()
    page = words(her.look())
    assert "We have received the order" in page
    assert "The card is on its way to you" in page, "what is still to come"
    assert her.order.iin not in page
    assert one_line(masked(her.phone)) in page


def test_one_order_at_a_time(her: Customers) -> None:
    her.fill_in()
    her.send()
    page = her.choose("online")
    assert "You have an order under way" in words(page)
    assert CardOrder.objects.of(her.customer).count() == 1


def test_a_draft_takes_the_product_that_is_chosen_later(her: Customers) -> None:
    her.fill_in(until="consent")
    her.choose("online")
    assert (her.order.kind, her.order.delivery, her.order.city) == ("virtual", "none", "")
    assert her.order.full_name == NAME


@pytest.mark.requirement("ORD-08", "cancelled until in production")
@pytest.mark.parametrize("state", ["received", "approved"])
def test_an_order_may_be_taken_back_until_the_card_is_made(state: str) -> None:
    her = sent()
    CardOrder.objects.filter(pk=her.order.pk).update(state=state)
    page = her.browser.post(her.at("cancellation"), follow=True)
    assert "The order is cancelled." in words(page)
    assert her.order.state == "cancelled"


@pytest.mark.requirement("ORD-08", "cancelled until in production")
@pytest.mark.parametrize("state", ["in-production", "on-its-way"])
def test_a_card_that_is_made_is_not_taken_back(state: str) -> None:
    her = sent()
    CardOrder.objects.filter(pk=her.order.pk).update(state=state)
    assert her.at("cancellation") not in her.look().content.decode()
    page = her.browser.post(her.at("cancellation"), follow=True)
    assert "This cannot be done any more" in words(page)
    assert her.order.state == state


def test_a_draft_that_is_given_up_keeps_nothing(her: Customers) -> None:
    her.fill_in()
    her.browser.post(her.at("cancellation"))
    assert (her.order.state, her.order.iin, her.order.full_name) == ("cancelled", "", "")


def test_the_code_is_asked_for_anew_after_a_change(her: Customers) -> None:
    her.fill_in()
    asked = her.browser.post(her.at("check"))
    code = newest_code(her.phone)
    her.answer("address", address="улица Абая 1")
    page = her.browser.post(asked.url, {"code": code}, follow=True)
    assert "The order was changed after the code was sent" in words(page)
    assert her.order.state == "draft"
