"""Mobizon over HTTPS: `Message/SendSmsMessage` and `Message/GetSMSStatus` (docs/messages.md)."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from homebank.lib.gateways import GatewayError
from notifications.gateways import Receipt, ReceiptState
from notifications.gateways.http import ask, read_reference

# Codes of an answer. What is not named here proves nothing.
WRONG_FIELDS = 1
PERMANENT = {11: "a parameter is missing", 12: "a parameter is refused"}
OPERATOR = {
    4: "no such module",
    5: "no such method",
    6: "no such format",
    8: "not signed in",
    9: "no right to it",
    13: "wrong server for this key",
    14: "account blocked",
}
WORDS: dict[str, ReceiptState] = {
    "NEW": ReceiptState.ON_THE_WAY,
    "ENQUEUD": ReceiptState.ON_THE_WAY,
    "ACCEPTD": ReceiptState.ON_THE_WAY,
    "PDLIVRD": ReceiptState.ON_THE_WAY,
    "DELIVRD": ReceiptState.DELIVERED,
    "UNDELIV": ReceiptState.UNDELIVERED,
    "REJECTD": ReceiptState.UNDELIVERED,
    "EXPIRED": ReceiptState.UNDELIVERED,
    "DELETED": ReceiptState.UNDELIVERED,
}


class Mobizon:
    """Sends through the account of HOMEBANK_MOBIZON_API_KEY, from HOMEBANK_SMS_SENDER."""

    window: ClassVar[int] = 8
    receipts: ClassVar[bool] = True

    @staticmethod
    def missing_settings() -> list[str]:
        """The variables without which nothing can be sent."""
        return [] if settings.MOBIZON_API_KEY else ["HOMEBANK_MOBIZON_API_KEY"]

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        """See SmsGateway.send. Mobizon knows no reference of ours."""
        form = {"recipient": to.removeprefix("+"), "text": text, "from": settings.SMS_SENDER}
        data = _ask("SendSmsMessage", form)
        return read_reference(data.get("messageId") if isinstance(data, dict) else None)

    def ask_receipt(self, *, to: str, gateway_reference: str) -> Receipt | None:
        """See Answering.ask_receipt. Only an answer about this very message counts."""
        data = _ask("GetSMSStatus", {"ids[0]": gateway_reference})
        rows = data if isinstance(data, list) else [data]
        for row in rows:
            if isinstance(row, dict) and str(row.get("id")) == gateway_reference:
                word = str(row.get("status", ""))
                return Receipt(WORDS.get(word, ReceiptState.UNKNOWN), word)
        return None


def _ask(method: str, form: dict[str, str]) -> Any:
    """The `data` of an answer with code 0. GatewayError for any other."""
    who = {"apiKey": settings.MOBIZON_API_KEY, "output": "json", "api": "v1"}
    answer = ask(f"{settings.MOBIZON_URL}/Message/{method}", {**who, **form})
    code, data = answer.get("code"), answer.get("data")
    if isinstance(code, bool) or not isinstance(code, int):
        raise GatewayError("no code in the answer", uncertain=True)
    if code != 0:
        raise _refusal(code, data)
    return data


def _refusal(code: int, data: Any) -> GatewayError:
    if code == WRONG_FIELDS:
        return _wrong_fields(data)
    if code in PERMANENT:
        return GatewayError(f"code {code}: {PERMANENT[code]}", permanent=True)
    if code in OPERATOR:
        return GatewayError(f"code {code}: {OPERATOR[code]}", operator=True)
    return GatewayError(f"code {code}", uncertain=True)


def _wrong_fields(data: Any) -> GatewayError:
    """A number or text that is refused stays so; a sender's name is a matter of registration."""
    named = {str(name) for name in data} if isinstance(data, dict) else set()
    told = f"code {WRONG_FIELDS}: {', '.join(sorted(named & {'recipient', 'text', 'from'}))}"
    if named & {"recipient", "text"}:
        return GatewayError(told, permanent=True)
    return GatewayError(told, operator="from" in named)
