"""A shop in a test: what its server asks the bank, and a challenge walked by posts of forms."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client

from cards.models import ThreeDsPeer, ThreeDsTransaction
from cards.three_ds.creq import encoded
from cards.three_ds.peers import add_peer
from tariffs.models import ExchangeRate
from tests.people import Person

AREQ, CHALLENGE, ANSWER = "/3ds/areq", "/3ds/challenge", "/3ds/challenge/answer"
SITE = "https://shop.example"
NOTIFICATION = "https://pay.shop.example/3ds/notification"
RESULTS = "https://pay.shop.example/3ds/results"
SHOP_ID = "MERCHANT0000001"


@dataclass
class Shop:
    """A peer with its key, whose browser is a client of its own."""

    key: str
    peer: ThreeDsPeer
    browser: Client = field(default_factory=Client)

    def message(self, person: Person | None = None, **other: Any) -> dict[str, Any]:
        """An AReq of a purchase of 2 500 tenge; `None` takes a field away."""
        told: dict[str, Any] = {
            "messageType": "AReq", "messageVersion": "2.2.0", "messageCategory": "01",
            "deviceChannel": "02", "threeDSServerTransID": str(uuid4()), "dsTransID": str(uuid4()),
            "threeDSServerURL": RESULTS, "threeDSCompInd": "U", "transType": "01",
            "acctNumber": person.number if person else "4405640000000000",
            "purchaseAmount": "250000", "purchaseCurrency": "398", "purchaseExponent": "2",
            "purchaseDate": "20261121120000", "merchantName": "KAZSHOP.KZ", "mcc": "5732",
            "merchantCountryCode": "398", "acquirerBIN": "400563", "acquirerMerchantID": SHOP_ID,
            "notificationURL": NOTIFICATION, "threeDSRequestorURL": SITE,
            "threeDSRequestorChallengeInd": "01", "browserIP": "198.51.100.7",
            "browserUserAgent": "Mozilla/5.0", "browserLanguage": "ru-RU", "browserTZ": "-300",
            "browserScreenHeight": "800", "browserScreenWidth": "600",
            "browserJavascriptEnabled": True,
        }  # fmt: skip
        told |= other
        return {name: value for name, value in told.items() if value is not None}

    def ask(self, person: Person | None = None, **other: Any) -> dict[str, Any]:
        """The answer to such an AReq."""
        return self.send(json.dumps(self.message(person, **other)))

    def send(self, body: str | bytes, **how: Any) -> dict[str, Any]:
        """The answer to these bytes."""
        answered = self.post(body, **how)
        assert answered.status_code == 200, answered.content
        return dict(answered.json())

    def post(self, body: str | bytes, **how: Any) -> Any:
        usual = {"content_type": "application/json"}
        bearer = {"authorization": f"Bearer {self.key}"}
        return Client().post(AREQ, body, **{**usual, "headers": bearer, **how})

    def creq(self, ares: dict[str, Any], **other: Any) -> dict[str, str]:
        """The form that its page posts to the bank in a frame."""
        told = {
            "threeDSServerTransID": ares["threeDSServerTransID"], "acsTransID": ares["acsTransID"],
            "challengeWindowSize": "05", "messageType": "CReq",
            "messageVersion": ares["messageVersion"], **other,
        }  # fmt: skip
        return {"creq": encoded(told), "threeDSSessionData": "T1JERVItMTAwMDQ1"}

    def open(self, ares: dict[str, Any], **other: Any) -> Any:
        """The first page of the challenge."""
        return self.browser.post(CHALLENGE, self.creq(ares, **other))

    def do(self, page: Any, do: str, **typed: str) -> Any:
        """What pressing this button of the page leads to."""
        return self.browser.post(ANSWER, {"token": hidden(page, "token"), "do": do, **typed})


def new_shop(**other: Any) -> Shop:
    """A shop of its own: its peer, with one site that may frame."""
    told = {"name": f"shop {uuid4()}", "results_url": RESULTS, "frame_origins": [SITE]}
    peer, key = add_peer(**{**told, **other})
    return Shop(key, peer)


def dollar_is_500() -> None:
    """Whatever the day."""
    ExchangeRate.objects.get_or_create(
        currency="USD", day=date(2000, 1, 1), defaults={"tenge": 500}
    )


def row_of(ares: dict[str, Any]) -> ThreeDsTransaction:
    """What the bank keeps of a request."""
    return ThreeDsTransaction.objects.get(pk=ares["acsTransID"])


def hidden(page: Any, name: str) -> str:
    """The value of a hidden box."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None, page.content.decode()
    return unescape(found[1])
