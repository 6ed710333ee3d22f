"""What the pages of an order take, and what they say to the rest (ORD-02, 04, 05)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.recovery.cooling import cool
from cards.models import CardOrder
from cards.ordering.drafting import ORDERS_BEGUN
from homebank.lib.phone import spaced
from tests.accounts.pages import words
from tests.ordering.ordered import HOME, PAPERS, Customers, sent
from tests.people import new_iin, new_person

pytestmark = pytest.mark.django_db
WRONG = [
    ("type", {"brand": "Amex"}, "Choose a card type."),
    ("residence", {"is_resident": ""}, "Say whether you are a resident."),
    ("iin", {"iin": ""}, "Fill in the IIN: 12 digits."),
    ("iin", {"iin": "12345"}, "Signs entered: 5."),
    ("iin", {"iin": "111111111111"}, "There is no such IIN"),
    ("iin", {"iin": "٩٠٠١٠١٣٩٠٠٠٠"}, "The IIN is 12 digits and nothing else."),
    ("iin", {"iin": "abcdefghijkl"}, "without letters and signs"),
    ("name", {"full_name": "Айгерим"}, "Write at least the surname and the name."),
    ("name", {"full_name": "<script>alert(1)</script>"}, "letters, hyphens and apostrophes only"),
    ("name", {"full_name": "王 小明"}, "Write the name in Cyrillic or Latin letters"),
    ("name", {"full_name": "Ах " * 60}, "Write at most 100 signs."),
    ("latin-name", {"latin_name": "A" * 101}, "Write at most 100 signs."),
    ("latin-name", {"latin_name": "Айгерим Жумабаева"}, "letters from A to Z"),
    ("latin-name", {"latin_name": "A" * 20 + " " + "B" * 20}, "A card has room for 26 signs."),
    ("latin-name", {"latin_name": "AIGERIM"}, "Write name and surname in letters"),
    ("birth-date", {"birth_date": "31.02.1990"}, "There is no such day."),
    ("birth-date", {"birth_date": "01.01.2999"}, "A birth date lies in the past"),
    ("birth-date", {"birth_date": "7 March 1991"}, "Write the birth date"),
    ("phone", {"phone": "+7 495 123 45 67"}, "This is no mobile number of Kazakhstan."),
    ("codeword", {"codeword": "па"}, "codeword"),
    ("codeword", {"codeword": "пароль"}, "codeword"),
    ("codeword", {"codeword": "Жумабаева"}, "name"),
    ("codeword", {"codeword": "07031991"}, "date"),
    ("codeword", {"codeword": "8 наурыз"}, "A date, a holiday or a number is easy to guess"),
    ("codeword", {"codeword": "0703 1991"}, "A codeword is a word, no date and no number"),
    ("document", {"document_kind": "id-card", "document_number": "N12345678"}, "no such number"),
    ("document", {"document_kind": "passport", "document_number": "123456789"}, "no such number"),
    ("document", {"document_kind": "foreign", "document_number": "AB1234567"},
     "Choose the document."),
    ("delivery", {"delivery": "pigeon"}, "Choose how the card should come."),
    ("address", {"city": "paris"}, "Choose a city from the list."),
    ("address", {"address": "улица Абая, " * 20}, "Write at most 150 signs."),
    ("address", {"address": "北京路 53"}, "Write the address in Cyrillic or Latin letters"),
    ("address", {"address": "  "}, "Street, house, flat"),
    ("address", {"address": "карта 4405 6450 0000 6150"}, "Write no card number here."),
    ("consent", {"selfie": ""}, "your face is compared with the document"),
    ("consent", {"consent": ""}, "Without the consent no order can be taken."),
    ("documents", {"agreed": ""}, "Without your agreement no order can be taken."),
]  # fmt: skip


@pytest.fixture
def her() -> Customers:
    return Customers()


@pytest.mark.requirement("ORD-02", "form")
@pytest.mark.parametrize(("page", "typed", "said"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(
    her: Customers, page: str, typed: dict[str, str], said: str
) -> None:
    her.fill_in(until=page)
    if page in {"consent", "documents"}:
        her.read_papers()
    answer = her.answer(page, **typed)
    assert answer.status_code == 200
    assert said in words(answer)
    assert "<title>Error:" in answer.content.decode()


@pytest.mark.parametrize("page", ["name", "latin-name", "birth-date", "phone", "address"])
def test_hostile_text_is_no_error_of_the_server(her: Customers, page: str) -> None:
    her.fill_in(until=page)
    box = next(iter(her.usual(page)), "phone")
    for text in ("\x00", "'; DROP TABLE cards_cardorder; --", "‮", "9" * 5000, "🙂"):
        answer = her.answer(page, **{box: text})
        assert answer.status_code in (200, 302), text
    assert CardOrder.objects.filter(customer=her.customer).exists()


def test_a_birth_date_may_be_eight_digits_as_a_telephone_types_them(her: Customers) -> None:
    her.fill_in(until="birth-date")
    assert her.answer("birth-date", birth_date="07031991").url == her.at("phone")
    assert her.order.birth_date == "1991-03-07"


def test_the_number_is_shown_in_groups_and_taken_as_it_is_shown(her: Customers) -> None:
    her.fill_in(until="phone")
    shown = her.look("phone").context["form"]["phone"].value()
    assert shown == spaced(her.phone)
    assert her.answer("phone", phone=shown).url == her.at("codeword")
    assert her.order.phone == her.phone


def test_a_number_that_is_not_proven_yet_says_what_to_do(her: Customers) -> None:
    her.fill_in(until="phone")
    assert "is not proven yet" not in words(her.look("phone"))
    her.answer("phone", phone="+7 705 123 45 67")
    assert "The number in the box is not proven yet." in words(her.look("phone"))


def test_the_tariff_leads_back_to_the_order_that_asked_to_open_it(her: Customers) -> None:
    her.fill_in(until="documents")
    tariff = her.browser.get(her.at("papers/tariffs"), follow=True)
    assert f'href="{her.at("documents")}"' in tariff.content.decode()
    assert "Back to the order" not in words(her.browser.get("/tariffs/1/?order=<script>"))


def test_an_unknown_card_begins_no_order(her: Customers) -> None:
    assert "Choose one of the cards in the list." in words(her.choose("platinum"))
    assert not CardOrder.objects.filter(customer=her.customer).exists()


def test_pages_that_are_none_are_not_found(her: Customers) -> None:
    her.choose()
    for page in ("nothing", "branch", "papers/nothing"):
        assert her.look(page).status_code == 404, page


@pytest.mark.requirement("ORD-04", "by hand")
def test_seventeen_cities_are_brought_to(her: Customers) -> None:
    her.fill_in(until="address")
    page = her.look("address").content.decode()
    assert page.count("<option value=") == 18
    assert "Turkistan" in page


@pytest.mark.requirement("ORD-04", "to a branch")
def test_a_branch_is_searched_and_chosen(her: Customers) -> None:
    her.fill_in(until="delivery")
    assert her.answer("delivery", delivery="branch").url == her.at("branch")
    found = words(her.look("branch", q="samal"))
    assert "Samal branch, Almaty" in found
    assert "Abay branch" not in found
    none = words(her.look("branch", q="jupiter"))
    assert "No branch with these words" in none
    assert "Continue" not in none, "there is nothing to continue with"
    assert her.answer("branch", branch="almaty-samal").url == her.at("consent")
    assert (her.order.branch, her.order.city, her.order.address) == ("almaty-samal", "", "")


def test_a_branch_without_cards_is_not_chosen(her: Customers) -> None:
    her.fill_in(until="delivery")
    her.answer("delivery", delivery="branch")
    answer = her.answer("branch", branch="astana-saryarka")
    assert "Choose a branch from the list." in words(answer)


@pytest.mark.requirement("ORD-05", "documents were opened")
def test_nobody_agrees_to_what_was_not_opened(her: Customers) -> None:
    her.fill_in(until="consent")
    assert "Open these first, then agree" in words(her.answer("consent"))
    her.browser.get(her.at("papers/personal-data"))
    assert her.answer("consent").url == her.at("documents")
    for paper in PAPERS[1:3]:
        her.browser.get(her.at(f"papers/{paper}"))
    answer = words(her.answer("documents"))
    assert "Open these first, then agree: “Rules of using a payment card”." in answer
    assert "not opened yet" in answer


@pytest.mark.requirement("ORD-05", "consent")
def test_the_consent_has_the_eight_contents_of_the_law(her: Customers) -> None:
    her.fill_in(until="consent")
    text = words(her.browser.get(her.at("papers/personal-data")))
    for said in ("BIN 970240000562", "No. 94-V", "Whose data they are", "How long", "Who else gets",
                 "leave the country", "are published", "are collected", "What else"):  # fmt: skip
        assert said in text
    page = her.look("consent").content.decode()
    assert her.order.full_name in page
    assert "checked" not in page, "nothing is ticked beforehand"


@pytest.mark.requirement("ORD-05", "documents were opened")
def test_what_was_opened_is_kept_by_version_and_time(her: Customers) -> None:
    her.fill_in(until="consent")
    led = her.browser.get(her.at("papers/tariffs"))
    opened = her.order.opened["tariffs"]
    assert led.url == f"/tariffs/{opened['version']}/?order={her.order.pk}"
    assert opened["language"] == "en"
    assert opened["at"]


def test_nothing_is_sent_while_something_is_missing(her: Customers) -> None:
    her.fill_in(until="document")
    assert her.browser.post(her.at("check")).url == her.at("onward")
    assert her.look("onward").url == her.at("document")
    assert her.look("check").url == her.at("onward")


def test_a_sent_order_is_changed_by_nobody() -> None:
    her = sent()
    before = her.order.full_name
    assert her.answer("name", full_name="Другой Человек").url == her.at()
    assert her.browser.post(her.at("check")).url == her.at("onward")
    assert her.order.full_name == before


@pytest.mark.requirement("ORD-02", "form")
def test_a_customer_on_file_finds_names_and_iin_filled_in() -> None:
    person = new_person(language="en")
    her = Customers(person.customer)
    her.choose()
    assert her.order.iin == person.customer.iin
    page = her.look("iin").content.decode()
    assert person.customer.iin not in page, "what is on file is shown no further"
    her.answer("type")
    assert her.answer("iin", iin="").url == her.at("name")
    assert her.order.iin == person.customer.iin
    assert person.customer.full_name in her.look("name").content.decode()


def test_a_customer_with_a_codeword_is_asked_for_none() -> None:
    her = Customers(new_person(language="en").customer)
    her.choose()
    assert her.look("codeword").status_code == 404
    assert her.answer("phone").url == her.at("document")


def test_another_iin_than_on_file_goes_to_the_operator() -> None:
    person = new_person(language="en")
    her, other = Customers(person.customer), new_iin()
    her.choose()
    assert her.answer("iin", iin=other).status_code == 302
    assert her.order.iin == other
    person.customer.refresh_from_db()
    assert person.customer.iin != other


def test_while_access_cools_nothing_is_ordered(her: Customers) -> None:
    her.fill_in()
    cool(customer=her.customer)
    page = words(her.browser.post(her.at("check")))
    assert "For your safety orders of cards wait" in page
    assert her.order.state == "draft"
    assert "orders of cards wait" in words(her.answer("address"))


def test_orders_are_begun_so_many_times_a_day(her: Customers) -> None:
    for _number in range(ORDERS_BEGUN.count):
        her.choose()
        her.browser.post(her.at("cancellation"))
    page = words(her.choose())
    assert "So many orders were begun today" in page


@pytest.mark.parametrize("page", ["", "onward", "check", "phone-code", "iin", "papers/tariffs"])
def test_an_order_is_its_owners_alone(her: Customers, page: str) -> None:
    her.fill_in(until="consent")
    address = her.at(page)
    assert Customers().browser.get(address).status_code == 404
    led = Client().get(address)
    assert led.status_code == 302
    assert led.headers["location"].startswith("/sign-in/")


def test_strangers_change_nothing_of_an_order(her: Customers) -> None:
    her.fill_in()
    before, stranger = CardOrder.objects.filter(pk=her.order.pk).values().get(), Customers().browser
    for page in ("name", "check", "cancellation", "phone-code"):
        assert stranger.post(her.at(page), {"full_name": "Не Она"}).status_code == 404
    assert CardOrder.objects.filter(pk=her.order.pk).values().get() == before


def test_no_cache_keeps_the_pages_of_an_order(her: Customers) -> None:
    her.fill_in()
    for page in (HOME, her.at("check"), her.at("iin")):
        assert "no-store" in her.browser.get(page).headers["cache-control"]
