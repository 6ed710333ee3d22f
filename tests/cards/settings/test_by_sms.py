"""Cards frozen by an SMS from the trusted number, answered by SMS (NTF-06)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.limits import SMS_ANSWERS, SMS_COMMANDS
from cards.by_sms import Command, hear, read_command
from cards.freezing import freeze_card
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock
from notifications.hearing import hear_inbound
from notifications.models import InboundSms, Sms
from tests.accounts.pages import texts
from tests.cards.settings.switching import events, fresh
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en", registered=False)


def send(phone: str, text: str) -> Any:
    """From the demo's handset, and heard by the worker."""
    answer = Client().post("/demo/phone/write/", {"phone": phone, "text": text})
    hear_inbound()
    return answer


def answers(person: Person) -> list[str]:
    return texts(person.phone)


@pytest.mark.requirement("NTF-06", "BLOCK by SMS")
def test_block_and_four_digits_freeze_the_card(anna: Person) -> None:
    assert send(anna.phone, f"BLOCK {anna.card.last4}").status_code == 302
    assert fresh(anna).state == "frozen"
    assert events(anna, "card.frozen")[0].facts == {"way": "sms"}


@pytest.mark.requirement("NTF-06", "answered by SMS")
def test_it_is_answered_to_the_trusted_number(anna: Person) -> None:
    send(anna.phone, f"block {anna.card.last4}")
    (answer,) = answers(anna)
    assert answer.startswith(f"Card *{anna.card.last4} is frozen")


@pytest.mark.parametrize(
    "text",
    ["BLOCK 6150", "block *6150", "Freeze card 6150", "БЛОК 6150", "Заблокируй карту *6150",
     "Приостановить 6150", "бұғаттау 6150", "Бугаттау 6150", "Картаны бұғатта 6150",
     "6150 тоқтат", "блок: 6150", "STOP 6150."],
)  # fmt: skip
def test_words_of_three_languages_are_understood(text: str) -> None:
    assert read_command(text) == Command(last4="6150")


@pytest.mark.parametrize(
    "text",
    ["", "hello", "6150", "BLOCK 615", "BLOCK 61500", "BLOCK 6150 6151", "BLOCK ٦١٥٠",
     "unblock 6150", "разблокировать 6150", "please block 6150 now", "BLOCK BLOCK 6150",
     "BLOCK everything now", "482915"],
)  # fmt: skip
def test_other_words_are_no_command(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("word", ["ALL", "все", "барлығы"])
def test_all_cards_are_frozen_by_a_word(anna: Person, word: str) -> None:
    second = issue_card(customer=anna.customer)
    send(anna.phone, f"БЛОК {word}")
    states = Card.objects.filter(customer=anna.customer).values_list("state", flat=True)
    assert set(states) == {"frozen"}
    assert any(second.last4 in answer for answer in answers(anna))


def test_without_digits_the_only_card_is_meant(anna: Person) -> None:
    send(anna.phone, "BLOCK")
    assert fresh(anna).state == "frozen"


def test_without_digits_of_several_cards_none_is_meant(anna: Person) -> None:
    issue_card(customer=anna.customer)
    send(anna.phone, "BLOCK")
    assert fresh(anna).state == "active"
    assert "last 4 digits" in answers(anna)[0]


def test_digits_of_no_card_are_answered_with_how_to_write(anna: Person) -> None:
    wrong = f"{(int(anna.card.last4) + 1) % 10_000:04d}"
    send(anna.phone, f"BLOCK {wrong}")
    assert fresh(anna).state == "active"
    assert "No such card" in answers(anna)[0]


def test_all_cards_with_the_same_digits_are_frozen(anna: Person) -> None:
    twin = issue_card(customer=anna.customer)
    Card.objects.filter(pk=twin.pk).update(last4=anna.card.last4)
    send(anna.phone, f"BLOCK {anna.card.last4}")
    twins = Card.objects.filter(customer=anna.customer)
    assert set(twins.values_list("state", flat=True)) == {"frozen"}


def test_another_customers_card_with_these_digits_stays(anna: Person) -> None:
    ben = new_person(registered=False)
    Card.objects.filter(pk=ben.card.pk).update(last4=anna.card.last4)
    send(anna.phone, f"BLOCK {anna.card.last4}")
    assert fresh(ben).state == "active"
    assert answers(ben) == []


def test_a_number_that_nobody_trusts_freezes_nothing_and_is_not_answered(anna: Person) -> None:
    before = Sms.objects.count()
    send("+77079998877", f"BLOCK {anna.card.last4}")
    assert fresh(anna).state == "active"
    assert Sms.objects.count() == before


def test_a_frozen_card_is_answered_again(anna: Person) -> None:
    freeze_card(card=anna.card)
    send(anna.phone, f"BLOCK {anna.card.last4}")
    assert len(answers(anna)) == 2


@pytest.mark.parametrize("state", ["blocked", "closed"])
def test_a_card_that_is_stopped_already_is_said_to_be(anna: Person, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    send(anna.phone, f"BLOCK {anna.card.last4}")
    assert fresh(anna).state == state
    assert "does not work already" in answers(anna)[0]


def test_words_that_are_no_command_are_answered_with_how_to(anna: Person) -> None:
    send(anna.phone, "What is my balance?")
    assert "send BLOCK and its last 4 digits" in answers(anna)[0]


def test_a_phone_that_answers_by_itself_is_not_answered_for_ever(anna: Person) -> None:
    for each in range(SMS_ANSWERS.count + 3):
        hear(phone=anna.phone, text=f"I am on holiday ({each})")
    assert len(answers(anna)) == SMS_ANSWERS.count


def test_so_many_cards_a_day_are_frozen(anna: Person) -> None:
    for _each in range(SMS_COMMANDS.count + 1):
        Card.objects.filter(pk=anna.card.pk).update(state="active")
        hear(phone=anna.phone, text=f"BLOCK {anna.card.last4}")
    assert fresh(anna).state == "active"
    with clock.moved(timedelta(days=1, seconds=1)):
        hear(phone=anna.phone, text=f"BLOCK {anna.card.last4}")
    assert fresh(anna).state == "frozen"


@pytest.mark.requirement("NTF-06", "BLOCK by SMS")
def test_forged_messages_that_freeze_nothing_do_not_use_up_the_owners_own(anna: Person) -> None:
    wrong = f"{(int(anna.card.last4) + 1) % 10_000:04d}"
    for _each in range(SMS_COMMANDS.count + 1):
        hear(phone=anna.phone, text=f"BLOCK {wrong}")
    send(anna.phone, f"BLOCK {anna.card.last4}")
    assert fresh(anna).state == "frozen"
    assert len(events(anna, "sms.command")) == 1


def test_by_sms_nothing_is_ever_unfrozen(anna: Person) -> None:
    freeze_card(card=anna.card)
    for text in ("UNBLOCK", "UNFREEZE", "РАЗБЛОКИРОВАТЬ", "ВОЗОБНОВИТЬ", "ҚОСУ"):
        send(anna.phone, f"{text} {anna.card.last4}")
    assert fresh(anna).state == "frozen"


def test_what_was_sent_is_heard_once_and_its_words_are_forgotten(anna: Person) -> None:
    send(anna.phone, f"BLOCK {anna.card.last4}")
    hear_inbound()
    assert len(events(anna, "sms.command")) == 1
    sms = InboundSms.objects.latest("received_at")
    assert (sms.text, sms.heard_at is None) == ("", False)


def test_what_is_heard_a_day_late_is_not_done(anna: Person) -> None:
    Client().post("/demo/phone/write/", {"phone": anna.phone, "text": "BLOCK"})
    with clock.moved(timedelta(days=1, minutes=1)):
        hear_inbound()
    assert fresh(anna).state == "active"


def test_the_handset_keeps_what_was_typed_wrong() -> None:
    before, phone = InboundSms.objects.count(), "+77001112233"
    for typed in ({}, {"phone": "12", "text": "x"}, {"phone": phone, "text": ""},
                  {"phone": phone, "text": "x" * 161}, {"phone": phone, "text": "\0"}):  # fmt: skip
        assert Client().post("/demo/phone/write/", typed).status_code == 200
    assert InboundSms.objects.count() == before
