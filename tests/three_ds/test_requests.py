"""AReq to ARes: each outcome for its cause, and an Erro for each fault."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from accounts.recovery.sim import take_operators_word
from cards.blocking import block_card
from cards.models import Card, ThreeDsTransaction
from cards.three_ds.schemes import turn_on_codes
from homebank.lib import clock
from tests.people import Person
from tests.three_ds.shops import AREQ, Shop, new_shop, row_of

BOUND = "5000000"  # 100 dollars in tiyn


def outcome(told: dict[str, Any]) -> tuple[str, str]:
    return told.get("transStatus", told["messageType"]), told.get("transStatusReason", "")


@pytest.mark.requirement("TDS-03", "AReq to ARes")
@pytest.mark.parametrize("version", ["2.1.0", "2.2.0"])
def test_a_card_with_codes_is_challenged(shop: Shop, anna: Person, version: str) -> None:
    turn_on_codes(card=anna.card)
    asked = shop.message(anna, messageVersion=version)
    told = shop.send(json.dumps(asked))
    assert outcome(told) == ("C", "")
    assert (told["acsChallengeMandated"], told["authenticationType"]) == ("Y", "02")
    assert told["acsURL"].endswith("/3ds/challenge")
    assert (told["messageType"], told["messageVersion"]) == ("ARes", version)
    for name in ("threeDSServerTransID", "dsTransID"):
        assert told[name] == asked[name]
    assert "authenticationValue" not in told


@pytest.mark.requirement("TDS-06", "at or below passes")
@pytest.mark.requirement("TDS-06", "above 100 USD declined")
def test_a_card_that_is_off_passes_small_purchases_as_attempts(shop: Shop, anna: Person) -> None:
    told = shop.ask(anna, purchaseAmount=BOUND)
    assert (outcome(told), told["eci"]) == (("A", ""), "06")
    assert len(told["authenticationValue"]) == 28
    assert outcome(shop.ask(anna, purchaseAmount=str(int(BOUND) + 1))) == ("N", "13")
    in_dollars = {"purchaseCurrency": "840", "purchaseExponent": "2"}
    assert outcome(shop.ask(anna, purchaseAmount="10000", **in_dollars))[0] == "A"
    assert outcome(shop.ask(anna, purchaseAmount="10001", **in_dollars)) == ("N", "13")


def test_without_a_rate_nobody_can_say(shop: Shop, anna: Person) -> None:
    krona = {"purchaseCurrency": "203"}
    assert outcome(shop.ask(anna, **krona)) == ("U", "22")
    assert outcome(shop.ask(anna, **krona, messageVersion="2.1.0")) == ("U", "07")


def test_a_card_of_nobody_and_no_payment(shop: Shop, anna: Person) -> None:
    assert outcome(shop.ask()) == ("N", "08")
    assert outcome(shop.ask(anna, messageCategory="02", purchaseAmount=None)) == ("N", "20")


@pytest.mark.parametrize(
    ("reason", "said"),
    [("stolen", ("R", "10")), ("lost", ("R", "11")), ("unauthorised", ("R", "11")),
     ("kept-by-atm", ("N", "12"))],
)  # fmt: skip
def test_a_blocked_card(shop: Shop, anna: Person, reason: str, said: tuple[str, str]) -> None:
    turn_on_codes(card=anna.card)
    block_card(card=anna.card, reason=reason)
    assert outcome(shop.ask(anna)) == said


@pytest.mark.parametrize("state", ["frozen", "closed"])
def test_a_card_that_rests(shop: Shop, anna: Person, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert outcome(shop.ask(anna)) == ("N", "12")


def test_an_expired_card_and_a_wrong_expiry(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    right = f"{anna.card.expiry:%y%m}"
    assert outcome(shop.ask(anna, cardExpiryDate=right))[0] == "C"
    wrong = f"{int(right[:2]) - 1:02d}{right[2:]}"
    assert outcome(shop.ask(anna, cardExpiryDate=wrong)) == ("N", "01")
    with clock.moved(timedelta(days=5 * 366)):
        assert outcome(shop.ask(anna)) == ("N", "05")


def test_data_only_never_asks(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    assert outcome(shop.ask(anna, threeDSRequestorChallengeInd="06")) == ("I", "")
    told = shop.ask(anna, threeDSRequestorChallengeInd="06", messageVersion="2.1.0")
    assert (told["errorCode"], told["errorDetail"]) == ("203", "threeDSRequestorChallengeInd")


def test_codes_that_cannot_go_out_leave_nobody_to_ask(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    take_operators_word(phone=anna.phone)
    assert outcome(shop.ask(anna)) == ("U", "22")


@pytest.mark.requirement("TDS-05", "frequency limit")
def test_requests_of_one_card_are_limited(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    assert {outcome(shop.ask(anna))[0] for _ in range(10)} == {"C"}
    assert outcome(new_shop().ask(anna)) == ("N", "04")
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert outcome(shop.ask(anna))[0] == "C"


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"messageType": "PReq"}, "101", "messageType"),
    ({"messageType": ["AReq"]}, "101", "messageType"),
    ({"messageVersion": "1.0.2"}, "102", "2.1.0, 2.2.0"),
    ({"messageVersion": "2.3.1"}, "102", "2.1.0, 2.2.0"),
    ({"messageVersion": None}, "201", "messageVersion"),
    ({"acctNumber": None}, "201", "acctNumber"),
    ({"purchaseAmount": None, "mcc": ""}, "201", "purchaseAmount, mcc"),
    ({"notificationURL": None}, "201", "notificationURL"),
    ({"purchaseAmount": 250000}, "203", "purchaseAmount"),
    ({"purchaseAmount": "0"}, "203", "purchaseAmount"),
    ({"purchaseAmount": "-5"}, "203", "purchaseAmount"),
    ({"purchaseAmount": "9" * 48}, "203", "purchaseAmount"),
    ({"purchaseAmount": "٢٥"}, "203", "purchaseAmount"),
    ({"purchaseExponent": "0"}, "203", "purchaseExponent"),
    ({"purchaseCurrency": "999"}, "304", "purchaseCurrency"),
    ({"purchaseDate": "20261341120000"}, "203", "purchaseDate"),
    ({"cardExpiryDate": "2913"}, "203", "cardExpiryDate"),
    ({"acctNumber": "4405 6400 0000"}, "203", "acctNumber"),
    ({"browserJavascriptEnabled": "true"}, "203", "browserJavascriptEnabled"),
    ({"merchantName": "x" * 41}, "203", "merchantName"),
    ({"merchantName": "a\u0000b"}, "203", "merchantName"),
    ({"merchantName": {"a": 1}}, "203", "merchantName"),
    ({"acquirerMerchantID": "\ud800"}, "203", "acquirerMerchantID"),
    ({"threeDSServerTransID": "1"}, "203", "threeDSServerTransID"),
    ({"dsTransID": "zz"}, "203", "dsTransID"),
    ({"deviceChannel": "01"}, "203", "deviceChannel"),
    ({"notificationURL": "javascript:alert(1)"}, "203", "notificationURL"),
    ({"notificationURL": "http://shop.example/"}, "203", "notificationURL"),
    ({"notificationURL": "https://a.example/; script-src *"}, "203", "notificationURL"),
    ({"notificationURL": "https://u:p@a.example/"}, "203", "notificationURL"),
    ({"notificationURL": "https://a.example:99999/"}, "203", "notificationURL"),
    ({"messageExtension": "x"}, "203", "messageExtension"),
    ({"messageExtension": [{}] * 11}, "203", "messageExtension"),
    ({"messageExtension": [{"name": "n", "id": "A1", "criticalityIndicator": True, "data": {}}]},
     "202", "A1"),
]  # fmt: skip


@pytest.mark.requirement("TDS-03", "Erro on bad input")
@pytest.mark.parametrize(("changed", "code", "detail"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_is_told_by_its_field(
    shop: Shop, anna: Person, changed: dict[str, Any], code: str, detail: str
) -> None:
    with override_settings(DEMO=False):
        told = shop.ask(anna, **changed)
    assert (told["messageType"], told["errorComponent"]) == ("Erro", "A")
    assert told["errorCode"] == code
    assert detail in told["errorDetail"]
    assert told["messageVersion"] in ("2.1.0", "2.2.0")
    assert not ThreeDsTransaction.objects.exists()


def test_what_nobody_knows_is_left_alone(shop: Shop, anna: Person) -> None:
    extension = {"name": "n", "id": "A1", "criticalityIndicator": False, "data": {"a": "b"}}
    told = shop.ask(anna, foreign={"deep": [1, 2]}, messageExtension=[extension])
    assert told["messageType"] == "ARes"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'"AReq"', b"[" * 5000, b"1" * 5000,
     b'{"messageType":"AReq","messageVersion":NaN}', b" " * 70_000],
)  # fmt: skip
def test_what_is_no_message_is_not_recognised(shop: Shop, body: bytes) -> None:
    assert shop.send(body)["errorCode"] == "101"


def test_a_field_twice_another_content_type_and_a_used_id(shop: Shop, anna: Person) -> None:
    assert shop.send('{"messageType":"AReq","messageType":"AReq"}')["errorCode"] == "204"
    body = json.dumps(shop.message(anna))
    assert shop.send(body, content_type="text/plain")["errorCode"] == "101"
    assert shop.send(body)["messageType"] == "ARes"
    assert shop.send(body)["errorCode"] == "305"


def test_without_the_peers_key_nothing_is_told(shop: Shop, anna: Person) -> None:
    body = json.dumps(shop.message(anna))
    for bearer in ("", "Bearer ", "Bearer x", f"Basic {shop.key}", "Bearer " + "x" * 10_000):
        answered = shop.post(body, headers={"authorization": bearer})
        assert (answered.status_code, answered.json()["errorCode"]) == (403, "303")
    shop.peer.closed_at = clock.now()
    shop.peer.save()
    assert shop.post(body).status_code == 403
    assert Client().get(AREQ).status_code == 405
    assert not ThreeDsTransaction.objects.exists()


def test_a_certificate_counts_where_a_proxy_of_ours_saw_it(db: None, anna: Person) -> None:
    shop = new_shop(certificate="AB" * 32)
    body = json.dumps(shop.message(anna))
    headers = {"x-client-certificate-sha256": "ab" * 32}
    assert shop.post(body, headers=headers).status_code == 403
    with override_settings(TRUSTED_PROXIES=["127.0.0.1/32"]):
        assert shop.post(body, headers=headers).status_code == 200


def test_nothing_of_the_card_is_kept(shop: Shop, anna: Person) -> None:
    told = shop.ask(anna, threeDSServerTransID=str(uuid4()))
    assert anna.number not in str(vars(row_of(told)))
