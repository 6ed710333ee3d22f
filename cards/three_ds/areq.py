"""The fields of an AReq of the browser channel, and what is asked in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings

from cards.three_ds.erro import FORMAT, ISO_CODE, Faulty
from cards.three_ds.parsing import (
    Message,
    Rule,
    check_message,
    is_flag,
    is_id,
    is_object,
    shaped,
    text,
)
from homebank.lib.currencies import BY_NUMBER, TENGE, Currency

LARGEST_MINOR = 10**14
DATA_ONLY = "06"
# What may stand in a policy of a page as it is: no comma, semicolon, quote or blank.
ADDRESS = shaped(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9\-._~/%@!$&()*+=:]*)?"
                 r"(\?[A-Za-z0-9\-._~/%@!$&()*+=:?]*)?")  # fmt: skip


def is_moment(value: Any) -> bool:
    """YYYYMMDDHHMMSS of a day and an hour that exist."""
    return shaped("[0-9]{14}")(value) and _is_date(value, "%Y%m%d%H%M%S")


def is_month(value: Any) -> bool:
    """YYMM."""
    return shaped("[0-9]{4}")(value) and "01" <= value[2:] <= "12"


def is_address(value: Any) -> bool:
    """An address that a page may be sent to: https, in a demo http too; at most 256 signs."""
    if not ADDRESS(value) or len(value) > 256:
        return False
    try:
        parts = urlsplit(value)
        is_there = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_there and (parts.scheme == "https" or settings.DEMO)


def is_amount(value: Any) -> bool:
    return shaped("[0-9]{1,48}")(value) and 0 < int(value) <= LARGEST_MINOR


RULES: Mapping[str, Rule] = {
    "threeDSServerTransID": Rule(is_id, "always"),
    "dsTransID": Rule(is_id),
    "threeDSServerURL": Rule(text(1, 2048)),
    "threeDSServerRefNumber": Rule(text(1, 32)),
    "threeDSServerOperatorID": Rule(text(1, 32)),
    "dsURL": Rule(text(1, 2048)),
    "dsReferenceNumber": Rule(text(1, 32)),
    "deviceChannel": Rule(shaped("02"), "always"),
    "messageCategory": Rule(shaped("01|02"), "always"),
    "acctNumber": Rule(shaped("[0-9]{13,19}"), "always"),
    "cardExpiryDate": Rule(is_month),
    "acctType": Rule(shaped("0[1-3]")),
    "cardholderName": Rule(text(2, 45)),
    "purchaseAmount": Rule(is_amount, "payment"),
    "purchaseCurrency": Rule(shaped("[0-9]{3}"), "payment"),
    "purchaseExponent": Rule(shaped("[0-9]"), "payment"),
    "purchaseDate": Rule(is_moment, "payment"),
    "transType": Rule(shaped("01|03|10|11|28")),
    "merchantName": Rule(text(1, 40), "payment"),
    "mcc": Rule(shaped("[0-9]{4}"), "payment"),
    "merchantCountryCode": Rule(shaped("[0-9]{3}"), "payment"),
    "acquirerBIN": Rule(shaped("[0-9]{1,11}"), "payment"),
    "acquirerMerchantID": Rule(text(1, 35), "payment"),
    "notificationURL": Rule(is_address, "always"),
    "threeDSCompInd": Rule(shaped("[YNU]"), "always"),
    "threeDSRequestorID": Rule(text(1, 35)),
    "threeDSRequestorName": Rule(text(1, 40)),
    "threeDSRequestorURL": Rule(text(1, 2048)),
    "threeDSRequestorAuthenticationInd": Rule(shaped("0[1-7]")),
    "threeDSRequestorChallengeInd": Rule(shaped("0[1-9]")),
    "threeDSRequestorAuthenticationInfo": Rule(is_object),
    "threeDSRequestorPriorAuthenticationInfo": Rule(is_object),
    "merchantRiskIndicator": Rule(is_object),
    "acctInfo": Rule(is_object),
    "browserAcceptHeader": Rule(text(1, 2048)),
    "browserIP": Rule(text(1, 45)),
    "browserJavaEnabled": Rule(is_flag),
    "browserJavascriptEnabled": Rule(is_flag),
    "browserLanguage": Rule(shaped("[A-Za-z0-9-]{1,35}"), "always"),
    "browserColorDepth": Rule(shaped("1|4|8|15|16|24|30|32|48")),
    "browserScreenHeight": Rule(shaped("[0-9]{1,6}"), "always"),
    "browserScreenWidth": Rule(shaped("[0-9]{1,6}"), "always"),
    "browserTZ": Rule(shaped("[+-]?[0-9]{1,4}"), "always"),
    "browserUserAgent": Rule(text(1, 2048), "always"),
    "whiteListStatus": Rule(shaped("[YNEPRU]")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an AReq asks. `number` is the card's, kept nowhere; `expiry` is YYMM or nothing.

    A request that is no payment has no amount.
    """

    version: str
    server_trans_id: UUID
    ds_trans_id: UUID
    number: str = field(repr=False)
    expiry: str = field(repr=False)
    is_payment: bool
    is_data_only: bool
    notification_url: str
    amount_minor: int = 0
    currency: Currency
    purchased_at: str = ""
    merchant: str = ""
    merchant_id: str = ""


def read_request(message: Message) -> Request:
    """The request in a message of ours. Faulty names what is wrong with it."""
    check_message(message, RULES, kind="AReq")
    is_payment = message["messageCategory"] == "01"
    indicator = message.get("threeDSRequestorChallengeInd", "01")
    if message["messageVersion"] == "2.1.0" and indicator > "04":
        raise Faulty(FORMAT, "threeDSRequestorChallengeInd")
    return Request(
        version=message["messageVersion"],
        server_trans_id=UUID(message["threeDSServerTransID"]),
        ds_trans_id=UUID(message["dsTransID"]) if "dsTransID" in message else uuid4(),
        number=message["acctNumber"], expiry=message.get("cardExpiryDate", ""),
        is_payment=is_payment, is_data_only=indicator == DATA_ONLY,
        notification_url=message["notificationURL"],
        amount_minor=int(message["purchaseAmount"]) if is_payment else 0,
        currency=_currency(message) if is_payment else TENGE,
        purchased_at=message.get("purchaseDate", ""), merchant=message.get("merchantName", ""),
        merchant_id=message.get("acquirerMerchantID", ""),
    )  # fmt: skip


def _currency(message: Message) -> Currency:
    currency = BY_NUMBER.get(message["purchaseCurrency"])
    if currency is None:
        raise Faulty(ISO_CODE, "purchaseCurrency")
    if message["purchaseExponent"] != str(currency.exponent):
        raise Faulty(FORMAT, "purchaseExponent")
    return currency


def _is_date(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 (is there such a moment, wherever)
    except ValueError:
        return False
    return True
