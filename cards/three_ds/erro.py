"""What is wrong with a message of EMV 3-D Secure, and the Erro that says so."""

from collections.abc import Mapping
from typing import Any

ACS = "A"
VERSIONS = ("2.1.0", "2.2.0")

NOT_RECOGNISED, VERSION, MISSING, CRITICAL, FORMAT, DUPLICATE = (
    "101", "102", "201", "202", "203", "204",
)  # fmt: skip
UNKNOWN_TRANSACTION, ACCESS, ISO_CODE, TRANSACTION = "301", "303", "304", "305"
TIMED_OUT, AWAY = "402", "403"

DESCRIPTIONS = {
    NOT_RECOGNISED: "Message received is not recognised",
    VERSION: "Message version is not supported",
    MISSING: "A required data element is missing",
    CRITICAL: "A critical message extension is not recognised",
    FORMAT: "A data element has another format",
    DUPLICATE: "A data element stands there twice",
    UNKNOWN_TRANSACTION: "The transaction ID is not recognised",
    ACCESS: "Access denied",
    ISO_CODE: "A code is not one of ISO",
    TRANSACTION: "The transaction data do not fit",
    TIMED_OUT: "The transaction timed out",
    AWAY: "Transient system failure",
}


class Faulty(Exception):
    """A message that cannot be taken: the code of its Erro, and which element is meant."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def erro(fault: Faulty, *, about: str, version: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The Erro about a message of type `about`; `ids` are those that were understood."""
    return {
        **ids,
        "errorCode": fault.code,
        "errorComponent": ACS,
        "errorDescription": DESCRIPTIONS[fault.code],
        "errorDetail": fault.detail[:2048],
        "errorMessageType": about,
        "messageType": "Erro",
        "messageVersion": version if version in VERSIONS else VERSIONS[-1],
    }
