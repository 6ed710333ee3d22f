"""smsc.kz over HTTPS: `send.php` and `status.php` with `fmt=3` (docs/messages.md).

Our own reference goes along as the message's id, so that a repeated request can be proven to be
the message we know of.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from homebank.lib.gateways import GatewayError
from notifications.gateways import Receipt, ReceiptState
from notifications.gateways.http import ask, deadline, read_reference

# Error codes of send.php. What is not named here proves nothing.
PERMANENT = {1: "parameters", 5: "date", 7: "phone format", 8: "cannot be delivered"}
OPERATOR = {2: "login or password, or address", 3: "no money", 4: "address blocked"}
REFUSED = {6: "text or sender prohibited"}
TWICE_IN_A_MINUTE = 9

NOT_FOUND = -3
WORDS: dict[int, tuple[ReceiptState, str]] = {
    NOT_FOUND: (ReceiptState.UNKNOWN, "not found"),
    -1: (ReceiptState.ON_THE_WAY, "waiting"),
    0: (ReceiptState.ON_THE_WAY, "passed to operator"),
    1: (ReceiptState.DELIVERED, "delivered"),
    2: (ReceiptState.DELIVERED, "read"),
    3: (ReceiptState.UNDELIVERED, "expired"),
    20: (ReceiptState.UNDELIVERED, "undeliverable"),
    22: (ReceiptState.UNDELIVERED, "wrong number"),
    23: (ReceiptState.UNDELIVERED, "prohibited"),
    24: (ReceiptState.UNDELIVERED, "no money"),
    25: (ReceiptState.UNDELIVERED, "unreachable"),
}


class SmscKz:
    """Sends through the account of HOMEBANK_SMSC_KZ_*, from HOMEBANK_SMS_SENDER."""

    window: ClassVar[int] = 8
    receipts: ClassVar[bool] = True

    @staticmethod
    def missing_settings() -> list[str]:
        """The variables without which nothing can be sent."""
        if settings.SMSC_KZ_API_KEY or (settings.SMSC_KZ_LOGIN and settings.SMSC_KZ_PASSWORD):
            return []
        return ["HOMEBANK_SMSC_KZ_API_KEY"]

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        """See SmsGateway.send."""
        form = {"phones": to.removeprefix("+"), "mes": text, "sender": settings.SMS_SENDER,
                "charset": "utf-8", "id": str(reference)}  # fmt: skip
        until = deadline()
        answer = _ask("send.php", form, until)
        code = _error_code(answer)
        if code is None:
            return read_reference(answer.get("id"))
        if code == TWICE_IN_A_MINUTE and _is_known(to, reference, until):
            return str(reference)
        raise _refusal(code)

    def ask_receipt(self, *, to: str, gateway_reference: str) -> Receipt | None:
        """See Answering.ask_receipt."""
        return _receipt(to, gateway_reference, deadline())


def _is_known(to: str, reference: UUID, until: float) -> bool:
    """Whether the provider has a message under our own reference."""
    try:
        receipt = _receipt(to, str(reference), until)
    except GatewayError:
        return False
    return receipt is not None and receipt.state != ReceiptState.UNKNOWN


def _receipt(to: str, reference: str, until: float) -> Receipt | None:
    form = {"phone": to.removeprefix("+"), "id": reference, "charset": "utf-8"}
    answer = _ask("status.php", form, until)
    if (code := _error_code(answer)) is not None:
        raise _refusal(code)
    status = answer.get("status")
    if isinstance(status, bool) or not isinstance(status, int):
        return None
    state, word = WORDS.get(status, (ReceiptState.UNKNOWN, "unknown"))
    return Receipt(state, f"{status} {word}", _moment(answer.get("last_timestamp")))


def _ask(page: str, form: dict[str, str], until: float) -> dict[str, Any]:
    if settings.SMSC_KZ_API_KEY:
        who = {"apikey": settings.SMSC_KZ_API_KEY}
    else:
        who = {"login": settings.SMSC_KZ_LOGIN, "psw": settings.SMSC_KZ_PASSWORD}
    return ask(f"{settings.SMSC_KZ_URL}/{page}", {**who, **form, "fmt": "3"}, until=until)


def _error_code(answer: dict[str, Any]) -> int | None:
    """The number of the error; 0 for one without a number; None for none."""
    if "error" not in answer and "error_code" not in answer:
        return None
    code = str(answer.get("error_code", ""))
    return int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0


def _refusal(code: int) -> GatewayError:
    if code in PERMANENT:
        return GatewayError(f"error {code}: {PERMANENT[code]}", permanent=True)
    if code in OPERATOR:
        return GatewayError(f"error {code}: {OPERATOR[code]}", operator=True)
    if code in REFUSED:
        return GatewayError(f"error {code}: {REFUSED[code]}")
    return GatewayError(f"error {code}", uncertain=True)


def _moment(timestamp: object) -> datetime | None:
    if isinstance(timestamp, bool) or not isinstance(timestamp, int):
        return None
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
