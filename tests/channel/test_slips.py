"""The slip with a new codeword: a word, 30 tenge, once (OPS-05, ACC-10)."""

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.codewords.rules import codeword_matches
from accounts.models import Customer
from cards.freezing import freeze_card
from channel import limits
from channel.models import TerminalDeed
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of
from ledger.models import Entry, Transfer
from notifications.models import Event
from tariffs.quotes import recompute
from tests.accounts.pages import texts
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import FIFTY_THOUSAND, Person, give, new_person

pytestmark = pytest.mark.django_db
SECOND, FEE = timedelta(seconds=1), Money(3_000)


@pytest.fixture
def machine() -> Machine:
    return new_machine()


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


def slip(machine: Machine, person: Person, **other: Any) -> Heard:
    return machine.post("codeword-slip", machine.asks(person, **other))


def matches(person: Person, word: str) -> bool:
    return codeword_matches(Customer.objects.get(pk=person.customer.pk), word)


def on(person: Person) -> Money:
    return balance_of(person.card.account_id).amount


@pytest.mark.requirement("OPS-05", "codeword slip")
@pytest.mark.requirement("ACC-10", "ATM slip for 30 tenge")
def test_a_machine_prints_a_new_word_for_thirty_tenge(machine: Machine, ben: Person) -> None:
    heard = slip(machine, ben)
    assert (heard.status, heard.told["fee"], heard.told["line"]) == (200, 3_000, "ATM 1")
    assert matches(ben, heard.told["word"])
    assert not matches(ben, ben.codeword)
    assert on(ben) == FIFTY_THOUSAND - FEE
    assert texts(ben.phone, "codeword-changed") != []


@pytest.mark.requirement("OPS-05", "codeword slip")
def test_the_fee_is_the_tariffs_and_stands_in_the_book(machine: Machine, ben: Person) -> None:
    heard = slip(machine, ben)
    row = TerminalDeed.objects.get(pk=heard.told["reference"])
    assert row.quote is not None
    assert recompute(row.quote.inputs) == row.quote.fee == FEE
    moved = Entry.objects.filter(transfer=row.pk).values_list("amount_minor", flat=True)
    assert sorted(moved) == [-3_000, 3_000]
    assert Transfer.objects.get(pk=row.pk).kind == "codeword-slip"


@pytest.mark.requirement("OPS-05", "codeword slip")
def test_the_word_is_in_the_answer_and_nowhere_else(
    machine: Machine, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        word = slip(machine, ben).told["word"]
    logged = " ".join(line.getMessage() for line in caplog.records if line.name != "django.db")
    assert word not in logged
    assert ben.number not in logged
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            [(kept,)] = cursor.fetchall()
            assert word not in (kept or ""), table


def test_the_same_id_again_charges_nothing_and_tells_no_word(machine: Machine, ben: Person) -> None:
    told = machine.asks(ben)
    first, second = (machine.post("codeword-slip", told) for _ in range(2))
    assert "word" not in second.told
    assert second.told["repeated"]
    assert second.told["reference"] == first.told["reference"]
    assert on(ben) == FIFTY_THOUSAND - FEE
    assert matches(ben, first.told["word"])


def test_a_slip_whose_answer_was_lost_is_printed_again_with_another_word_for_nothing(
    machine: Machine, ben: Person
) -> None:
    told = machine.asks(ben, again=True)  # the first answer never came
    words = [machine.post("codeword-slip", told).told["word"] for _ in range(3)]
    assert len(set(words)) == 3
    assert [matches(ben, word) for word in words] == [False, False, True]
    assert on(ben) == FIFTY_THOUSAND - FEE
    heard = machine.post("codeword-slip", told)
    assert (heard.status, heard.code) == (409, "not-printed-again")
    assert matches(ben, words[-1])


def test_it_is_not_printed_again_late_or_with_a_card_that_was_frozen(
    machine: Machine, ben: Person
) -> None:
    told = machine.asks(ben)
    word = machine.post("codeword-slip", told).told["word"]
    with clock.moved(limits.AGAIN_LIFE + SECOND):
        late = machine.post("codeword-slip", {**told, "again": True})
        assert late.code == "not-printed-again"
    freeze_card(card=ben.card)
    assert machine.post("codeword-slip", {**told, "again": True}).code == "card-does-not-work"
    assert matches(ben, word)


def test_without_money_nothing_is_changed_and_one_is_told_what_to_do(machine: Machine) -> None:
    poor = new_person(balance=Money(2_999), language="en")
    told = machine.asks(poor)
    heard = machine.post("codeword-slip", told)
    assert (heard.status, heard.code) == (409, "no-money")
    assert "costs ₸30.00, available: ₸29.99" in heard.told["message"]
    assert "Top up the card" in heard.told["message"]
    assert matches(poor, poor.codeword)
    assert on(poor) == Money(2_999)
    assert texts(poor.phone, "codeword-changed") == []
    assert not TerminalDeed.objects.filter(terminal=machine.terminal).exists()


def test_the_last_thirty_tenge_are_enough_and_the_same_id_may_try_again(machine: Machine) -> None:
    ben = new_person(balance=Money(2_999))
    told = machine.asks(ben)
    assert machine.post("codeword-slip", told).code == "no-money"
    give(ben.card, Money(1))
    assert machine.post("codeword-slip", told).status == 200
    assert on(ben) == Money(0)


def test_it_is_not_printed_again_for_who_was_blocked_meanwhile(
    machine: Machine, ben: Person
) -> None:
    told = machine.asks(ben)
    word = machine.post("codeword-slip", told).told["word"]
    Customer.objects.filter(pk=ben.customer.pk).update(blocked_at=clock.now())
    heard = machine.post("codeword-slip", {**told, "again": True})
    assert (heard.code, matches(ben, word)) == ("customer-blocked", True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refusals_are_told_in_the_language_of_the_screen(machine: Machine, language: str) -> None:
    machine.language = language
    heard = slip(machine, new_person(balance=Money(0)))
    begins = {"kk": "Жаңа код сөзі", "ru": "Чек с новым кодовым словом", "en": "A slip with a new"}
    assert heard.told["message"].startswith(begins[language])


def test_a_customer_gets_three_slips_a_day(machine: Machine, ben: Person) -> None:
    for _ in range(limits.SLIPS.count):
        assert slip(machine, ben).status == 200
    heard = slip(machine, ben)
    assert (heard.status, heard.code) == (429, "too-many")
    assert on(ben) == FIFTY_THOUSAND - FEE - FEE - FEE
    with clock.moved(limits.SLIPS.per + SECOND):
        assert slip(machine, ben).status == 200


@pytest.mark.parametrize("other", [
    {"verified": "signature"}, {"verified": None}, {"pin": "1234"}, {"id": "1"}, {"id": None},
    {"card": "4405"}, {"card": 4405640000000002}, {"card": "٤٤٠٥٦٤٠٠٠٠٠٠٠٠٠٢"}, {"again": "yes"},
])  # fmt: skip
def test_what_is_not_of_the_shape_is_not_read(
    machine: Machine, ben: Person, other: dict[str, Any]
) -> None:
    heard = slip(machine, ben, **other)
    assert (heard.status, heard.code) == (400, "not-read")
    assert on(ben) == FIFTY_THOUSAND
    assert matches(ben, ben.codeword)


def test_the_event_names_the_machine(machine: Machine, ben: Person) -> None:
    slip(machine, ben)
    event = Event.objects.get(customer=ben.customer, kind="codeword-reissued")
    assert event.facts == {"way": "atm", "from": machine.terminal.name}


def test_the_story_of_a_slip_is_told_by_its_reference(machine: Machine, ben: Person) -> None:
    reference = slip(machine, ben).told["reference"]
    out = StringIO()
    call_command("explain", reference, stdout=out)
    assert machine.terminal.name in out.getvalue()
    assert "channel" in out.getvalue()
    assert "ledger" in out.getvalue()
