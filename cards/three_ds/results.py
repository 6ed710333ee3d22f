"""The RReq: the outcome of a challenge told to the peer's server, at the address in its record.

The row says what is due; a lease keeps two workers from telling at once. What is refused, garbled
or silent is told again for a quarter of an hour; the page of the challenge waits ten seconds.
"""

import asyncio
import json
import logging
import ssl
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from cards.models import ThreeDsTransaction
from cards.three_ds import limits
from cards.three_ds.deciding import authentication_type, eci_of
from homebank.lib import clock
from homebank.lib.gateways import GatewayError
from homebank.lib.questions import run_question

log = logging.getLogger(__name__)

ANSWER_SECONDS = 8
LEASE = timedelta(seconds=ANSWER_SECONDS + 5)
LONGEST_PAUSE = timedelta(minutes=1)
LARGEST_ANSWER = 64 * 1024
BATCH = 100
TAKEN = "01"


def due_results() -> list[UUID]:
    """Outcomes that a worker should tell now, the oldest first."""
    return list(_due().order_by("result_due_at").values_list("pk", flat=True)[:BATCH])


def tell_result(*, transaction_id: UUID) -> None:
    """If the outcome is due and free, tell it once."""
    row = _claim(transaction_id)
    if row is None:
        return
    try:
        _check_taken(_asked(row), row)
    except GatewayError as reason:
        log.warning("3-D Secure result %s, attempt %s: %s", row.pk, row.result_attempts, reason)
        _put_off(row)
    else:
        _forget(row, taken_at=clock.now())


def rreq_of(row: ThreeDsTransaction) -> dict[str, Any]:
    """The message, as EMV 3-D Secure has it."""
    assert row.card is not None
    told: dict[str, Any] = {
        "messageType": "RReq", "messageVersion": row.version,
        "threeDSServerTransID": str(row.server_trans_id), "acsTransID": str(row.pk),
        "dsTransID": str(row.ds_trans_id), "messageCategory": row.category,
        "transStatus": row.status, "eci": eci_of(row.card.brand, row.status),
        "authenticationType": authentication_type(row.method),
        "authenticationMethod": authentication_type(row.method),
        "interactionCounter": f"{min(row.tries, 99):02d}",
    }  # fmt: skip
    optional = {"transStatusReason": row.reason, "challengeCancel": row.cancel,
                "authenticationValue": row.proof}  # fmt: skip
    return told | {name: value for name, value in optional.items() if value}


def _due() -> QuerySet[ThreeDsTransaction]:
    now = clock.now()
    free = Q(result_leased_until=None) | Q(result_leased_until__lte=now)
    return ThreeDsTransaction.objects.filter(free, result_due_at__lte=now)


def _claim(transaction_id: UUID) -> ThreeDsTransaction | None:
    with transaction.atomic():
        free = _due().select_for_update(skip_locked=True, of=("self",))
        row = free.select_related("peer", "card").filter(pk=transaction_id).first()
        if row is None:
            return None
        row.result_attempts += 1
        row.result_leased_until = clock.now() + LEASE
        row.save(update_fields=["result_attempts", "result_leased_until"])
    return row


def _asked(row: ThreeDsTransaction) -> bytes:
    """What the peer's server answered. GatewayError."""
    address = row.peer.results_url
    if not (address.startswith("https://") or settings.DEMO):
        raise GatewayError("the address in the peer's record is not https", operator=True)
    try:
        return run_question(_post(address, row.peer.key, json.dumps(rreq_of(row)).encode()))
    except TimeoutError:
        raise GatewayError(f"no answer in {ANSWER_SECONDS} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as reason:
        raise GatewayError(f"no answer: {type(reason).__name__}") from None


async def _post(address: str, key: str, body: bytes) -> bytes:
    """One POST within one deadline: nothing is followed, unpacked or taken from the environment."""
    client = httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=ANSWER_SECONDS + 1, verify=_certificates(),
        headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity",
                 "Content-Type": "application/json; charset=utf-8"},
    )  # fmt: skip
    async with (
        asyncio.timeout(ANSWER_SECONDS),
        client,
        client.stream("POST", address, content=body) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise GatewayError(f"HTTP {response.status_code}")
        found = b""
        async for piece in response.aiter_raw():
            found += piece
            if len(found) > LARGEST_ANSWER:
                raise GatewayError("the answer is too long")
    return found


def _check_taken(body: bytes, row: ThreeDsTransaction) -> None:
    """Whether it is the RRes to our RReq. GatewayError names what it is instead."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise GatewayError("no JSON in the answer") from None
    expected = {
        "messageType": "RRes", "messageVersion": row.version, "acsTransID": str(row.pk),
        "threeDSServerTransID": str(row.server_trans_id), "resultsStatus": TAKEN,
    }  # fmt: skip
    told = told if isinstance(told, dict) else {}
    wrong = [name for name, value in expected.items() if told.get(name) != value]
    if wrong:
        raise GatewayError(f"no RRes to this: {', '.join(wrong)}")


def _put_off(row: ThreeDsTransaction) -> None:
    """Due again after a pause that grows; given up where the purchase is long over."""
    now = clock.now()
    if row.over_at is None or now - row.over_at >= limits.RESULT_OFFERED:
        _forget(row, taken_at=None)
        return
    pause = min(timedelta(seconds=1 << min(row.result_attempts, 10)), LONGEST_PAUSE)
    ThreeDsTransaction.objects.filter(pk=row.pk).update(
        result_due_at=now + pause, result_leased_until=None
    )


def _forget(row: ThreeDsTransaction, *, taken_at: datetime | None) -> None:
    """Nothing is due any more, and the proof has no business here."""
    row.proof, row.result_due_at, row.result_leased_until = "", None, None
    row.result_taken_at = taken_at
    row.save(update_fields=["proof", "result_due_at", "result_leased_until", "result_taken_at"])


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we believe; reading the list costs more than a whole question."""
    return httpx.create_ssl_context(trust_env=False)
