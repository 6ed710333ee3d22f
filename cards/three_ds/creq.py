"""The CReq that a browser brings from the shop, and the CRes that it takes back."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cards.models import ThreeDsTransaction
from cards.three_ds.erro import FORMAT, MISSING, NOT_RECOGNISED, Faulty
from cards.three_ds.parsing import LARGEST, Rule, check_message, is_id, read_json, shaped

LONGEST_SESSION = 1024
RULES: Mapping[str, Rule] = {
    "threeDSServerTransID": Rule(is_id, "always"),
    "acsTransID": Rule(is_id, "always"),
    "challengeWindowSize": Rule(shaped("0[1-5]"), "always"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a CReq says. `session` is the shop's own, given back as it came."""

    transaction_id: UUID
    server_trans_id: UUID
    version: str
    window: str
    session: str


def read_asking(creq: str, session: str) -> Asking:
    """The CReq in a form's two fields. Faulty names what is wrong with it."""
    if not creq:
        raise Faulty(MISSING, "creq")
    message = read_json(_bytes(creq))
    check_message(message, RULES, kind="CReq")
    is_base64 = shaped(rf"[A-Za-z0-9_\-+/=]{{0,{LONGEST_SESSION}}}")(session)
    if not is_base64:
        raise Faulty(FORMAT, "threeDSSessionData")
    return Asking(
        UUID(message["acsTransID"]), UUID(message["threeDSServerTransID"]),
        message["messageVersion"], message["challengeWindowSize"], session,
    )  # fmt: skip


def cres_of(row: ThreeDsTransaction) -> str:
    """The final CRes as the browser posts it. It says Y or N only: the RReq tells the rest."""
    return encoded({
        "threeDSServerTransID": str(row.server_trans_id), "acsTransID": str(row.pk),
        "challengeCompletionInd": "Y", "messageType": "CRes", "messageVersion": row.version,
        "transStatus": "Y" if row.status == "Y" else "N",
    })  # fmt: skip


def encoded(message: Mapping[str, Any]) -> str:
    """base64url of the JSON, without padding."""
    plain = json.dumps(message, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _bytes(creq: str) -> bytes:
    if len(creq) > LARGEST * 2 or not creq.isascii():
        raise Faulty(NOT_RECOGNISED, "creq")
    padded = creq.rstrip("=") + "=" * (-len(creq.rstrip("=")) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Faulty(NOT_RECOGNISED, "creq is no base64url") from None
