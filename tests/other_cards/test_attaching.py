"""A card of another bank is attached over its own bank's page; its number stays nowhere here."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cards.models import Attachment, OtherCard
from cards.other.attaching import ATTACHMENTS_CUSTOMER, ATTACHMENTS_NUMBER, MOST_CARDS
from cards.other.keeping import FORGET_AFTER
from cards.other.working import due_attachments, forget_detached
from homebank.lib import clock
from notifications.models import Event, Sms
from tests.disputes.disputing import words
from tests.other_cards.attaching import (
    NEW,
    attached,
    back,
    begun,
    other_number,
    typed,
    worked,
)
from tests.other_cards.conftest import Bank
from tests.payments.payer import browser
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
LIST = "/my/other-cards/"


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Client:
    return browser(anna)


@pytest.mark.requirement("CRD-11", "attach and pay")
@pytest.mark.requirement("CRD-11", "settings for own cards only")
def test_a_card_is_attached_and_its_tenge_released(anna: Person, her: Client, bank: Bank) -> None:
    made = begun(her, other_number(), name="Salary")
    page = her.get(f"/my/other-cards/attachments/{made.pk}/").content.decode()
    assert made.page in page
    assert bank.say(made.page).endswith(f"/my/other-cards/attachments/{made.pk}/return/")
    assert "Salary" in words(back(her, made))
    worked(made)
    assert bank.row(made.pk)["status"] == "released"
    card = OtherCard.objects.get(customer=anna.customer)
    own = her.get(f"/my/other-cards/{card.pk}/")
    assert "Halyk Bank sets them" in words(own)
    for never in ("limits/", "settings/", "Freeze"):
        assert never not in own.content.decode()
    assert her.get(f"/cards/{card.pk}/settings/").status_code == 404
    assert Sms.objects.filter(customer=anna.customer, purpose="other-card-attached").count() == 1


def test_cards_of_all_the_banks_are_taken(her: Client, bank: Bank) -> None:
    for prefix in ("549000", "461111", "527111", "451111", "412222"):
        attached(her, bank, other_number(prefix=prefix))
    told = words(her.get(LIST))
    for name in ("Kazkommertsbank", "Citibank Kazakhstan", "Kazpost", "BTA Bank", "Another bank"):
        assert name in told


def test_number_and_cvv_stay_nowhere(anna: Person, her: Client, bank: Bank) -> None:
    number = other_number()
    card = attached(her, bank, number, cvv="907")
    rows = [*Attachment.objects.values(), *OtherCard.objects.values(), *Event.objects.values(),
            *bank.rows("check")]  # fmt: skip
    assert number not in str(rows)
    for path in (LIST, f"{LIST}{card.pk}/", "/my/"):
        page = her.get(path).content.decode()
        assert number not in page
        assert card.token not in page


def test_what_is_typed_of_a_card_is_not_sent_back(her: Client, bank: Bank) -> None:
    number = other_number()
    page = her.post(NEW, typed(number, expiry="13/39", name=number)).content.decode()
    assert number not in page
    assert 'value="123"' not in page
    assert not Attachment.objects.filter(last4=number[-4:], first6=number[:6]).exists()


@pytest.mark.parametrize(
    ("number", "told"),
    [("4405643477127823", "card of this bank"), ("4111111111111111", "banks of Kazakhstan")],
)
def test_own_and_foreign_cards_are_refused(her: Client, number: str, told: str) -> None:
    assert told in words(her.post(NEW, typed(number)))


def test_a_card_whose_month_is_over_is_refused(her: Client) -> None:
    assert "expiry date has passed" in words(her.post(NEW, typed(other_number(), expiry="01/20")))


def test_who_has_no_card_of_ours_attaches_one_too(bank: Bank) -> None:
    ben = new_person()
    ben.card.delete()
    his = browser(ben)
    attached(his, bank)
    assert "Halyk Bank" in words(his.get("/my/other-cards/"))


def test_a_wrong_code_thrice_and_a_refusal_attach_nothing(her: Client, bank: Bank) -> None:
    wrong, refused = begun(her, other_number()), begun(her, other_number())
    for _time in range(3):
        bank.say(wrong.page, code="1111")
    bank.say(refused.page, do="refuse")
    for made in (wrong, refused):
        assert "did not confirm that it was you" in words(back(her, made))
    assert not OtherCard.objects.filter(attachments__in=[wrong, refused]).exists()


def test_the_address_alone_attaches_nothing(her: Client, bank: Bank) -> None:
    made = begun(her, other_number())
    address = f"/my/other-cards/attachments/{made.pk}/return/?status=held&token=tok_1&ok=1"
    assert her.get(address).status_code == 200
    assert worked(made).state == "waits"


@pytest.mark.parametrize("mood", ["0002", "0003"])
def test_silence_and_rubbish_attach_nothing_and_free_the_tenge(
    her: Client, bank: Bank, mood: str
) -> None:
    made = begun(her, other_number(mood))
    assert "does not answer" in words(her.get(f"/my/other-cards/attachments/{made.pk}/"))
    worked(made)
    assert bank.row(made.pk)["status"] == "released"
    assert made.next_attempt_at is None


def test_a_card_that_its_bank_does_not_know_is_told_so(her: Client, bank: Bank) -> None:
    made = begun(her, other_number("0001"))
    assert "knows no such card" in words(her.get(f"/my/other-cards/attachments/{made.pk}/"))
    assert made.state == "refused"


@pytest.mark.parametrize("mood", ["0010", "0011"])
def test_a_worker_asks_until_it_hears(her: Client, bank: Bank, mood: str) -> None:
    made = begun(her, other_number(mood))
    bank.say(made.page)
    for turn in range(1, 6):
        worked(made, after=timedelta(minutes=2 * turn))
    assert made.state == "attached"
    assert bank.row(made.pk)["status"] == "released"
    assert made.card is not None


def test_who_never_comes_back_has_no_tenge_blocked(her: Client, bank: Bank) -> None:
    made = begun(her, other_number())
    with clock.moved(timedelta(minutes=16)):
        assert made.pk in due_attachments()
        worked(made)
        worked(made)
    assert made.state == "expired"
    assert bank.row(made.pk)["status"] == "released"
    assert "There is nothing to confirm" in bank.say(made.page or f"{bank.url}/issuer/{made.pk}")


def test_a_card_attached_twice_is_one_card(anna: Person, her: Client, bank: Bank) -> None:
    number = other_number()
    first, second = attached(her, bank, number), attached(her, bank, number)
    assert first.pk == second.pk
    assert Sms.objects.filter(customer=anna.customer, purpose="other-card-attached").count() == 1


def test_a_detached_card_is_forgotten_and_may_come_again(her: Client, bank: Bank) -> None:
    number = other_number()
    card = attached(her, bank, number)
    assert "detached" in words(her.post(f"{LIST}{card.pk}/detachment/", follow=True))
    assert her.get(f"{LIST}{card.pk}/").status_code == 404
    with clock.moved(FORGET_AFTER + timedelta(minutes=1)):
        forget_detached()
    card.refresh_from_db()
    assert (card.token, card.forget_at) == ("", None)
    assert attached(her, bank, number).pk != card.pk


def test_a_card_is_renamed_but_not_by_a_number(her: Client, bank: Bank) -> None:
    card = attached(her, bank)
    her.post(f"{LIST}{card.pk}/", {"name": "Groceries"})
    assert "Groceries" in words(her.get(LIST))
    number = other_number()
    page = her.post(f"{LIST}{card.pk}/", {"name": number}).content.decode()
    assert "whole card number" in page
    assert number not in page


def test_tries_are_limited_by_customer_and_by_card(bank: Bank) -> None:
    number = other_number("0001")
    tries = [browser(new_person()) for _time in range(ATTACHMENTS_NUMBER.count + 1)]
    answers = [client.post(NEW, typed(number)) for client in tries]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "Too many tries" in words(answers[-1])
    last = tries[-1]
    for _time in range(ATTACHMENTS_CUSTOMER.count - 1):
        last.post(NEW, typed(other_number("0001")))
    assert "Too many tries" in words(last.post(NEW, typed(other_number())))
    with clock.moved(timedelta(days=1, minutes=1)):
        client = browser(new_person())
        assert client.post(NEW, typed(other_number())).status_code == 302


def test_there_are_so_many_cards_and_no_more(anna: Person, her: Client) -> None:
    for serial in range(MOST_CARDS):
        OtherCard.objects.create(
            customer=anna.customer, token=f"t{serial}", token_fingerprint=f"{serial}",
            first6="400303", last4="0000", brand="Visa", bank="halyk", attached_at=clock.now(),
            expiry=clock.today(),
        )  # fmt: skip
    assert f"{MOST_CARDS} attached cards" in words(her.post(NEW, typed(other_number())))


def test_strangers_find_nothing(her: Client, bank: Bank) -> None:
    card, made = attached(her, bank), begun(her, other_number())
    mallory = browser(new_person())
    for path in (f"{card.pk}/", f"{card.pk}/detachment/", f"attachments/{made.pk}/",
                 f"attachments/{made.pk}/return/", f"{uuid4()}/"):  # fmt: skip
        assert mallory.get(LIST + path).status_code == 404
        assert Client().get(LIST + path)["Location"].startswith("/sign-in/")
    assert mallory.post(f"{LIST}{card.pk}/detachment/").status_code == 404
    assert OtherCard.objects.get(pk=card.pk).pays
    assert reverse("other-cards:attach") == NEW


@pytest.mark.parametrize("bad", ["\x00", "x" * 5000, "<script>alert(1)</script>", "٤" * 16],
                         ids=["nul", "long", "script", "arabic"])  # fmt: skip
def test_rubbish_is_no_fault_of_the_bank(her: Client, bad: str) -> None:
    answer = her.post(NEW, dict.fromkeys(typed(""), bad))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
