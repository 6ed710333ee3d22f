"""A shop on the internet as a process of its own, on another site than the bank: the demo's.

What a shop and its 3-D Secure server do: AReq, the challenge in a frame, RReq, and with what came
of it an authorisation over ISO 8583. It knows the bank by two addresses and a key.
"""

import base64
import json
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from homebank.demo_bank.terminal import MERCHANT_ID, ONLINE, NoAnswer, Terminal
from homebank.lib import clock
from homebank.lib.currencies import Currency
from homebank.lib.iso8583 import Message, Wrong

NAME, CATEGORY, BIN = "KAZSHOP.KZ", "5732", "400563"
VERSION = "2.2.0"
# How long the shop waits for the outcome once its buyer has come back.
AWAITED = 15.0


@dataclass
class Order:
    """One purchase: what was typed, what the bank's server said, and what its card host said.

    `ares`, `result` and `cres` are messages; nobody but the shop's own process sees the card.
    """

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    cvv: str = field(repr=False)
    minor: int
    currency: Currency
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    server_trans_id: str = field(default_factory=lambda: str(uuid4()))
    ares: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    cres: dict[str, Any] = field(default_factory=dict)
    back_at: float = 0.0
    heard: Message | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def is_challenged(self) -> bool:
        return self.ares.get("transStatus") == "C"

    @property
    def outcome(self) -> dict[str, Any]:
        """What counts: the result from server to server, never what a browser brought."""
        return self.result if self.is_challenged else self.ares

    @property
    def status(self) -> str:
        return str(self.outcome.get("transStatus", ""))

    @property
    def reason(self) -> str:
        return str(self.outcome.get("transStatusReason", ""))

    @property
    def session(self) -> str:
        """threeDSSessionData: the order, for the way back."""
        return base64.urlsafe_b64encode(self.id.encode()).decode().rstrip("=")

    def creq(self, window: str) -> str:
        """What the buyer's browser takes to the bank."""
        told = {
            "threeDSServerTransID": self.server_trans_id, "acsTransID": self.ares["acsTransID"],
            "challengeWindowSize": window, "messageType": "CReq", "messageVersion": VERSION,
        }  # fmt: skip
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@dataclass
class Trade:
    """The shop's way to the bank: `site` is the bank's address, `here` its own."""

    site: str
    here: str
    key: str = field(repr=False)
    cardhost_port: int

    def ask_bank(self, order: Order) -> None:
        """AReq and its answer. httpx.HTTPError if nobody answers."""
        answered = httpx.post(
            f"{self.site}/3ds/areq", json=self.areq(order), timeout=20, trust_env=False,
            headers={"Authorization": f"Bearer {self.key}"},
        )  # fmt: skip
        order.ares = answered.json()

    def areq(self, order: Order) -> dict[str, Any]:
        """The message, with what a browser of no particular make would tell."""
        return {
            "messageType": "AReq", "messageVersion": VERSION, "messageCategory": "01",
            "deviceChannel": "02", "threeDSCompInd": "U", "transType": "01",
            "threeDSServerTransID": order.server_trans_id, "dsTransID": str(uuid4()),
            "acctNumber": order.number, "cardExpiryDate": order.expiry,
            "purchaseAmount": str(order.minor), "purchaseCurrency": order.currency.number,
            "purchaseExponent": str(order.currency.exponent),
            "purchaseDate": f"{clock.now():%Y%m%d%H%M%S}", "merchantName": NAME,
            "mcc": CATEGORY, "merchantCountryCode": "398", "acquirerBIN": BIN,
            "acquirerMerchantID": MERCHANT_ID, "notificationURL": f"{self.here}/3ds/notification",
            "browserLanguage": "ru", "browserUserAgent": "Mozilla/5.0", "browserTZ": "-300",
            "browserScreenHeight": "800", "browserScreenWidth": "1280",
        }  # fmt: skip

    def authorise(self, order: Order) -> None:
        """Ask the card host, once, with the proof if there is one. OSError, NoAnswer, Wrong."""
        with order.lock:
            if order.heard is not None:
                return
            private = {"92": order.cvv} if order.cvv else {}
            if proof := order.outcome.get("authenticationValue"):
                private["43"] = str(proof)
            with Terminal(self.cardhost_port, name=NAME, category=CATEGORY) as terminal:
                asked = terminal.request(
                    order.number, order.minor, entry=ONLINE, expiry=order.expiry,
                    currency=order.currency.number, private=private,
                )  # fmt: skip
                order.heard = terminal.ask(asked)


def rres(rreq: dict[str, Any]) -> dict[str, Any]:
    """The answer to a result that was taken."""
    names = ("threeDSServerTransID", "acsTransID", "dsTransID", "messageVersion")
    return {"messageType": "RRes", "resultsStatus": "01", **{name: rreq[name] for name in names}}


TROUBLE = (OSError, NoAnswer, Wrong, httpx.HTTPError, ValueError)
