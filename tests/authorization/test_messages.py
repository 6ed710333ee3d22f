"""What the host answers: the vectors of the domain, duplicates, reversals early and late."""

import re
from datetime import timedelta

import pytest

from cards.authorization.undoing import lapse_due_holds
from cards.limits import open_access, set_limit, standing_of
from cards.models import Authorization, Outcome
from homebank.demo_bank.terminal import BALANCE, CASH, Terminal
from homebank.lib import clock
from homebank.lib.iso8583 import Message, decode, encode
from homebank.lib.money import Money
from tests.authorization.asking import (
    balance,
    buy,
    buy_online,
    buying,
    newest,
    operation_of,
)
from tests.people import Person, new_person

SMALL = 2_500_00
# The domain's 0100, with a card of ours and a trace of its own in the places of its.
VECTOR = (
    "0100723C448108E0800016{number}000000000000250000{sent}{trace}1700001121{expiry}573281259"
    "06400563632517{trace}TERM0001MERCHANT0000001KAZSHOP.KZ               ALMATY       KZ398"
)


@pytest.mark.requirement("AUT-02", "authorisation and advice")
def test_the_vector_of_the_domain_is_answered_as_the_domain_answers(
    shop: Terminal, anna: Person
) -> None:
    open_access(card=anna.card, kind="internet")
    trace, sent = shop.echo().get(11), f"{clock.now():%m%d%H%M%S}"
    asked = VECTOR.format(
        number=anna.number, sent=sent, trace=trace, expiry=f"{anna.card.expiry:%y%m}"
    )
    answered = shop.exchange(asked.encode()).decode()
    shape = (
        rf"0110723800010EC0800016{anna.number}000000000000250000{sent}{trace}17000011210640056"
        rf"3632517{trace}[A-Z0-9]{{6}}00TERM0001MERCHANT0000001398"
    )
    assert re.fullmatch(shape, answered)
    assert balance(anna).held == Money(SMALL)


def test_a_hold_is_kept_with_merchant_number_and_the_day_it_lapses(
    shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, SMALL)
    answered = shop.ask(asked)
    row = operation_of(asked)
    assert (row.merchant, row.rrn) == ("KAZSHOP.KZ, ALMATY", asked.get(37))
    assert row.auth_code == answered.get(38)
    assert row.lapses_at == row.at + timedelta(days=10)
    assert [step["result"] for step in row.trace if step["gate"] == "balance"] == ["passed"]


@pytest.mark.requirement("AUT-02", "duplicates answered alike")
@pytest.mark.parametrize("again", ["0100", "0101"])
def test_the_same_message_again_is_answered_alike_and_holds_once(
    shop: Terminal, anna: Person, again: str
) -> None:
    asked = buying(shop, anna, SMALL)
    first = shop.ask(asked)
    second = shop.ask(Message(again, asked.fields))
    assert dict(second.fields) == dict(first.fields)
    assert balance(anna).held == Money(SMALL)


def test_another_operation_under_a_used_number_is_refused(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, SMALL)
    shop.ask(asked)
    other = Message("0100", {**asked.fields, 4: f"{SMALL + 1:012d}"})
    assert shop.ask(other).get(39) == "94"
    assert balance(anna).held == Money(SMALL)


def test_a_decline_is_repeated_alike_even_when_the_money_has_come(
    shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, 90_000_00)
    assert shop.ask(asked).get(39) == "51"
    assert shop.ask(asked).get(39) == "51"
    assert Authorization.objects.filter(card=anna.card).count() == 1


@pytest.mark.requirement("AUT-02", "reversal releases")
@pytest.mark.parametrize("kind", ["0400", "0420"])
def test_a_reversal_frees_the_money_and_the_limit_once(
    shop: Terminal, anna: Person, kind: str
) -> None:
    open_access(card=anna.card, kind="internet")
    asked = buying(shop, anna, SMALL, online=True)
    shop.ask(asked)
    undo = shop.reversal(asked, mti=kind)
    repeat = Message(f"{kind[:3]}1", undo.fields)
    answers = [shop.ask(message) for message in (undo, repeat, undo)]
    assert {answer.get(39) for answer in answers} == {"00"}
    assert answers[0].mti == f"{kind[:2]}{int(kind[2]) + 1}0"
    assert (balance(anna).held, operation_of(asked).outcome) == (Money(0), Outcome.REVERSED)
    assert standing_of(card=anna.card, kind="internet").used == Money(0)


def test_a_reversal_by_the_shops_number_alone_finds_its_operation(
    shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, SMALL)
    shop.ask(asked)
    undo = shop.reversal(asked)
    bare = Message("0400", {n: v for n, v in undo.fields.items() if n != 90})
    assert shop.ask(bare).get(39) == "00"
    assert balance(anna).held == Money(0)


def test_a_part_of_an_operation_may_be_reversed(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, SMALL)
    shop.ask(asked)
    assert shop.ask(shop.reversal(asked, left_minor=1_000_00)).get(39) == "00"
    assert balance(anna).held == Money(1_000_00)
    assert operation_of(asked).held == Money(1_000_00)


def test_a_reversal_that_comes_first_leaves_nothing_to_hold(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, SMALL)
    assert shop.ask(shop.reversal(asked)).get(39) == "00"
    assert shop.ask(asked).get(39) == "12"
    assert newest(anna).reason == "reversed-before"
    assert balance(anna).held == Money(0)


@pytest.mark.requirement("AUT-03", "lapses")
def test_a_hold_lapses_on_its_day_and_a_late_reversal_changes_nothing(
    shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, SMALL)
    shop.ask(asked)
    with clock.moved(timedelta(days=10, seconds=-60)):
        lapse_due_holds()
        assert balance(anna).held == Money(SMALL)
    with clock.moved(timedelta(days=10, seconds=1)):
        lapse_due_holds()
        lapse_due_holds()
        assert balance(anna).held == Money(0)
        assert shop.ask(shop.reversal(asked)).get(39) == "00"
    assert operation_of(asked).outcome == Outcome.LAPSED


def test_a_merchant_category_has_a_lapse_of_its_own(shop: Terminal, anna: Person) -> None:
    hotel = buying(shop, anna, SMALL, f18="7011")
    shop.ask(hotel)
    row = operation_of(hotel)
    assert row.lapses_at == row.at + timedelta(days=30)


def test_a_reversal_of_what_was_presented_says_so_and_takes_nothing_back(
    shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, SMALL)
    shop.ask(asked)
    shop.ask(shop.presentment(asked))
    assert shop.ask(shop.reversal(asked)).get(39) == "21"
    assert balance(anna).amount == Money(50_000_00 - SMALL)


def test_anothers_card_is_not_reversed_by_naming_its_operation(
    shop: Terminal, anna: Person
) -> None:
    mallory, asked = new_person(registered=False), buying(shop, anna, SMALL)
    shop.ask(asked)
    undo = shop.reversal(asked)
    assert shop.ask(Message("0400", {**undo.fields, 2: mallory.number})).get(39) == "00"
    assert balance(anna).held == Money(SMALL)


def test_an_advice_is_taken_even_against_the_limit_and_beyond_the_balance(
    shop: Terminal, anna: Person
) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(SMALL))
    small, large = (
        shop.request(anna.number, minor, operation=CASH, mti="0120", f39="00", f38="ABC123")
        for minor in (SMALL + 1, 90_000_00)
    )
    assert [shop.ask(each).get(39) for each in (small, large)] == ["00", "00"]
    assert shop.ask(small).mti == "0130"
    assert balance(anna).held == Money(SMALL + 1)
    assert operation_of(large).outcome == Outcome.ANSWERED
    assert operation_of(small).auth_code == "ABC123"


def test_an_advice_of_a_decline_holds_nothing(shop: Terminal, anna: Person) -> None:
    assert shop.ask(buying(shop, anna, SMALL, mti="0120", f39="51")).get(39) == "00"
    assert balance(anna).held == Money(0)


@pytest.mark.requirement("AUT-02", "network management")
@pytest.mark.parametrize("code", ["001", "002", "301"])
def test_the_network_signs_on_and_off_and_hears_an_echo(shop: Terminal, code: str) -> None:
    answered = shop.ask(shop.echo(code))
    assert (answered.mti, answered.get(39), answered.get(70)) == ("0810", "00", code)
    assert shop.ask(shop.echo("999")).get(39) == "30"


def test_a_balance_is_told_and_nothing_is_held(shop: Terminal, anna: Person) -> None:
    asked = shop.request(anna.number, 0, operation=BALANCE)
    answered = shop.ask(asked)
    assert (answered.get(39), answered.get(54)) == ("00", "0002398C000005000000")
    assert balance(anna).held == Money(0)


def test_a_card_that_is_none_of_ours_is_unknown(shop: Terminal) -> None:
    assert shop.ask(shop.request("4111111111111111", SMALL)).get(39) == "14"
    again = shop.request("4111111111111111", SMALL)
    assert [shop.ask(again).get(39) for _ in range(2)] == ["14", "14"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"f3": "990000"}, "12"),
        ({"f4": "000000000000"}, "13"),
        ({"f4": "999999999999"}, "13"),
        ({"f49": "999"}, "12"),
        ({"f49": "410"}, "12"),
        ({"f49": ""}, "30"),
        ({"f4": ""}, "30"),
        ({"f3": ""}, "30"),
        ({"f2": ""}, "30"),
        ({"f7": "1399250000"}, "30"),
        ({"f7": ""}, "30"),
        ({"f14": "2913"}, "30"),
        ({"f35": "4405=x"}, "30"),
        ({"f48": "9203"}, "30"),
        ({"f48": "xx03123"}, "30"),
    ],
)
def test_absurd_values_are_answered_by_the_protocol(
    shop: Terminal, anna: Person, fields: dict[str, str], code: str
) -> None:
    assert buy(shop, anna, SMALL, **fields) == code
    assert balance(anna).held == Money(0)
    assert buy(shop, anna, SMALL) == "00"


def test_a_currency_without_a_rate_is_declined(shop: Terminal, anna: Person) -> None:
    assert buy_online(shop, anna, 1, currency="036") == "12"
    assert newest(anna).reason == "currency"


def test_an_answer_of_others_is_not_answered(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, SMALL)
    raw = encode(Message("0110", {**asked.fields, 39: "00"}))
    shop.send(len(raw).to_bytes(2, "big") + raw)
    assert decode(shop.exchange(encode(shop.echo()))).mti == "0810"


def test_what_the_bank_does_not_do_is_answered_so(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, SMALL)
    assert shop.ask(Message("0200", asked.fields)).get(39) == "12"


def test_nothing_of_a_card_is_kept_or_logged(
    shop: Terminal, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        shop.ask(buying(shop, anna, SMALL, cvv=anna.cvv))
        shop.exchange(encode(buying(shop, anna, SMALL))[:-2])
    told = "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    row = Authorization.objects.filter(card=anna.card).values().first()
    for text in (told, repr(row).replace("'398'", "tenge")):  # one CVV in a thousand is 398
        assert anna.number not in text
        assert f"'{anna.cvv}'" not in text
