"""The challenge page: what it shows, how it is answered, and how it ends."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password

from accounts.recovery.sim import take_operators_word
from cards.three_ds.creq import encoded
from cards.three_ds.outcomes import end_overdue
from cards.three_ds.schemes import keep_password, turn_on_codes
from homebank.lib import clock
from tests.accounts.pages import newest_code, texts, words
from tests.people import Person
from tests.three_ds.shops import ANSWER, CHALLENGE, Shop, hidden, new_shop, row_of

OWN = "saxaul at dawn 7"
TOLD = timedelta(seconds=11)  # the page waits ten seconds for the shop's server


def with_password(person: Person) -> None:
    keep_password(card=person.card, hashed=make_password(OWN), greeting="Көктем",
                  email="a@example.kz", phone=person.phone)  # fmt: skip


def challenged(shop: Shop, person: Person, **other: Any) -> tuple[dict[str, Any], Any]:
    """The ARes of a purchase, and the first page of its challenge."""
    ares = shop.ask(person, **other)
    assert ares["transStatus"] == "C"
    page = shop.open(ares)
    assert page.status_code == 200, page.content.decode()
    return ares, page


def outcome(ares: dict[str, Any]) -> tuple[str, str, str]:
    row = row_of(ares)
    return row.status, row.reason, row.cancel


def cres(page: Any) -> dict[str, Any]:
    """What the page posts back to the shop's server."""
    text = hidden(page, "cres")
    return dict(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


@pytest.mark.requirement("TDS-04", "what the page names")
@pytest.mark.requirement("TDS-04", "PIN never asked")
def test_the_page_names_everything_about_the_purchase(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    _ares, page = challenged(shop, anna)
    said = words(page)
    for named in ("Homebank", "KAZSHOP.KZ", "2\u00a0500,00", anna.card.last4, "Visa Secure"):
        assert named in page.content.decode() or named in said, named
    assert anna.number not in said
    assert page.content.decode().count('type="hidden" name="token"') == 2
    assert "PIN" in said or "ПИН" in said


@pytest.mark.requirement("TDS-03", "challenge")
@pytest.mark.requirement("TDS-05", "one code for one purchase")
def test_a_code_by_sms_confirms_one_purchase(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    code = newest_code(anna.phone)
    assert "KAZSHOP.KZ" in texts(anna.phone, "purchase")[-1]
    other, second = challenged(shop, anna)
    page = shop.do(page, "code", code=code)
    assert outcome(ares) == ("Y", "", "")
    assert len(row_of(ares).proof) == 28
    shop.do(second, "code", code=code)
    assert outcome(other) == ("C", "", "")


@pytest.mark.requirement("TDS-03", "RReq and final CRes")
def test_the_browser_goes_back_with_the_final_cres(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    page = shop.do(page, "code", code=newest_code(anna.phone))
    assert 'name="cres"' not in page.content.decode()
    with clock.moved(TOLD):
        page = shop.do(page, "go")
    assert cres(page) == {
        "threeDSServerTransID": ares["threeDSServerTransID"], "acsTransID": ares["acsTransID"],
        "challengeCompletionInd": "Y", "messageType": "CRes", "messageVersion": "2.2.0",
        "transStatus": "Y",
    }  # fmt: skip
    assert hidden(page, "threeDSSessionData") == "T1JERVItMTAwMDQ1"
    assert 'action="https://pay.shop.example/3ds/notification"' in page.content.decode()


@pytest.mark.requirement("TDS-04", "what the page names")
def test_the_own_password_confirms_and_the_greeting_is_shown(shop: Shop, anna: Person) -> None:
    with_password(anna)
    ares, page = challenged(shop, anna)
    assert ares["authenticationType"] == "01"
    assert "Көктем" in page.content.decode()
    assert texts(anna.phone, "purchase") == []
    shop.do(page, "password", password=OWN)
    assert outcome(ares) == ("Y", "", "")


def test_either_way_is_offered_where_there_are_both(shop: Shop, anna: Person) -> None:
    with_password(anna)
    ares, page = challenged(shop, anna)
    page = shop.do(page, "by-sms")
    assert len(texts(anna.phone, "purchase")) == 1
    page = shop.do(page, "by-password")
    page = shop.do(page, "by-sms")
    assert len(texts(anna.phone, "purchase")) == 1
    shop.do(page, "code", code=newest_code(anna.phone))
    assert (outcome(ares)[0], row_of(ares).method) == ("Y", "sms")


@pytest.mark.requirement("TDS-05", "three tries")
def test_three_tries_whichever_way(shop: Shop, anna: Person) -> None:
    with_password(anna)
    ares, page = challenged(shop, anna)
    page = shop.do(page, "password", password="not this")
    assert (row_of(ares).tries, outcome(ares)[0]) == (1, "C")
    page = shop.do(page, "by-sms")
    wrong = "000000" if newest_code(anna.phone) != "000000" else "000001"
    page = shop.do(page, "code", code=wrong)
    page = shop.do(page, "password", password="nor this")
    assert outcome(ares) == ("N", "19", "")
    shop.do(page, "password", password=OWN)
    assert outcome(ares) == ("N", "19", "")


def test_what_is_no_code_costs_no_try(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    for typed in ("", "12", "1234567", "abcdef", "١٢٣٤٥٦"):
        page = shop.do(page, "code", code=typed)
        assert 'aria-invalid="true"' in page.content.decode(), typed
    assert row_of(ares).tries == 0
    shop.do(page, "code", code=newest_code(anna.phone))
    assert outcome(ares)[0] == "Y"


@pytest.mark.requirement("TDS-04", "resend and cancel")
def test_a_code_is_sent_again_and_the_purchase_cancelled(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    page = shop.do(page, "resend")
    assert len(texts(anna.phone, "purchase")) == 1
    with clock.moved(timedelta(seconds=31)):
        page = shop.do(page, "resend")
        assert len(texts(anna.phone, "purchase")) == 2
        shop.do(page, "cancel")
    assert outcome(ares) == ("N", "01", "01")


def test_a_page_sent_twice_is_one_deed(shop: Shop, anna: Person) -> None:
    with_password(anna)
    ares, page = challenged(shop, anna)
    for _ in range(5):
        again = shop.do(page, "password", password="not this")
    assert (row_of(ares).tries, outcome(ares)[0]) == (1, "C")
    shop.do(again, "password", password=OWN)
    assert outcome(ares)[0] == "Y"


def test_a_token_of_nobody_shows_nothing(shop: Shop, anna: Person) -> None:
    with_password(anna)
    ares, page = challenged(shop, anna)
    token = hidden(page, "token")
    key, _step, signature = token.split(".")
    for forged in (
        "",
        "x",
        "..",
        "я.1.я",
        token[:-1],
        f"{key}.2.{signature}",
        f"{uuid4()}.1.{signature}",
    ):
        answered = shop.browser.post(ANSWER, {"token": forged, "do": "password", "password": OWN})
        assert answered.status_code == 400
        assert "KAZSHOP" not in answered.content.decode()
    assert outcome(ares)[0] == "C"


def test_a_challenge_is_opened_once_and_in_time(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    second = shop.open(ares)
    assert (second.status_code, 'name="token"' in second.content.decode()) == (400, False)
    assert len(texts(anna.phone, "purchase")) == 1
    late = shop.ask(anna)
    with clock.moved(timedelta(seconds=31)):
        told = shop.open(late)
    assert (told.status_code, cres(told)["errorCode"]) == (400, "402")
    assert outcome(late) == ("N", "14", "05")
    shop.do(page, "code", code=newest_code(anna.phone))
    assert outcome(ares)[0] == "Y"


def test_who_goes_away_confirms_nothing(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    never = shop.ask(anna)
    with clock.moved(timedelta(seconds=31)):
        end_overdue()
        assert (outcome(never), outcome(ares)[0]) == (("N", "14", "05"), "C")
    with clock.moved(timedelta(minutes=10, seconds=1)):
        page = shop.do(page, "code", code=newest_code(anna.phone))
        assert outcome(ares) == ("N", "14", "04")
        assert end_overdue() == 0


def test_brute_force_over_many_purchases_meets_the_limits(shop: Shop, anna: Person) -> None:
    with_password(anna)
    for number in range(4):
        page = challenged(new_shop(), anna)[1]
        for _ in range(3):
            page = shop.do(page, "password", password=f"not this {number}")
    ares, page = challenged(shop, anna)
    assert ares["authenticationType"] == "02"
    assert 'name="password"' not in page.content.decode()
    shop.do(page, "password", password=OWN)
    assert outcome(ares)[0] == "C"
    with clock.moved(timedelta(days=1, seconds=1)):
        assert shop.ask(anna)["authenticationType"] == "01"


def test_another_sim_ends_it_unconfirmed(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares, page = challenged(shop, anna)
    code = newest_code(anna.phone)
    take_operators_word(phone=anna.phone)
    page = shop.do(page, "code", code=code)
    assert outcome(ares)[:2] == ("U", "22")
    with clock.moved(TOLD):
        assert cres(shop.do(page, "go"))["transStatus"] == "N"


@pytest.mark.requirement("TDS-03", "Erro on bad input")
@pytest.mark.parametrize(
    ("changed", "code"),
    [({"messageType": "AReq"}, "101"), ({"messageVersion": "2.3.1"}, "102"),
     ({"messageVersion": "2.1.0"}, "203"), ({"challengeWindowSize": "06"}, "203"),
     ({"challengeWindowSize": None}, "201")],
)  # fmt: skip
def test_a_faulty_creq_opens_nothing(
    shop: Shop, anna: Person, changed: dict[str, Any], code: str
) -> None:
    turn_on_codes(card=anna.card)
    ares = shop.ask(anna)
    told = shop.open(ares, **changed)
    assert told.status_code == 400
    if changed == {"messageVersion": "2.1.0"}:
        assert cres(told)["errorCode"] == code
    assert row_of(ares).state == "waiting"
    assert shop.open(ares).status_code == 200


def test_rubbish_and_huge_session_data_are_told_on_a_page(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares = shop.ask(anna)
    creq = shop.creq(ares)
    bad = [{}, {"creq": ""}, {"creq": "*"}, {"creq": "я"}, {"creq": "x" * 200_000},
           {"creq": encoded({"messageType": "CReq"})}, {"creq": "AA"},
           {**creq, "threeDSSessionData": "A" * 1025}, {**creq, "threeDSSessionData": "<"},
    ]  # fmt: skip
    for posted in bad:
        assert shop.browser.post(CHALLENGE, posted).status_code == 400
    unknown = shop.open({**ares, "acsTransID": str(uuid4())})
    assert (unknown.status_code, unknown["X-Frame-Options"]) == (400, "DENY")
    assert row_of(ares).state == "waiting"


def test_the_vectors_of_creq_and_cres() -> None:
    creq = {
        "threeDSServerTransID": "8a880dc0-d2d2-4067-bcb1-b08d1690b26e",
        "acsTransID": "d7c1ee99-9478-44a6-b1f2-391e29c6b340", "challengeWindowSize": "05",
        "messageType": "CReq", "messageVersion": "2.2.0",
    }  # fmt: skip
    assert encoded(creq) == (
        "eyJ0aHJlZURTU2VydmVyVHJhbnNJRCI6IjhhODgwZGMwLWQyZDItNDA2Ny1iY2IxLWIwOGQxNjkwYjI2ZSIsImFj"
        "c1RyYW5zSUQiOiJkN2MxZWU5OS05NDc4LTQ0YTYtYjFmMi0zOTFlMjljNmIzNDAiLCJjaGFsbGVuZ2VXaW5kb3dT"
        "aXplIjoiMDUiLCJtZXNzYWdlVHlwZSI6IkNSZXEiLCJtZXNzYWdlVmVyc2lvbiI6IjIuMi4wIn0"
    )
