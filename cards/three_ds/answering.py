"""An AReq answered by its ARes; what was asked and answered is kept, the card's number is not."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from cards.authorization.proofs import make_proof
from cards.models import Card, ThreeDsPeer, ThreeDsTransaction
from cards.three_ds import limits
from cards.three_ds.areq import Request, read_request
from cards.three_ds.deciding import (
    ATTEMPTS,
    CHALLENGE,
    NO,
    NO_CARD,
    TOO_OFTEN,
    Verdict,
    authentication_type,
    eci_of,
    judge,
)
from cards.three_ds.erro import TRANSACTION, VERSIONS, Faulty, erro
from cards.three_ds.parsing import Message, ids_of, read_json
from cards.three_ds.schemes import scheme_of
from homebank.lib import clock, throttle
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.ids import uuid7

REFERENCE, OPERATOR = "HOMEBANK-ACS-2", "HOMEBANK"
State = ThreeDsTransaction.State


@sensitive_variables("raw", "message")
def answer_request(raw: bytes, peer: ThreeDsPeer) -> dict[str, Any]:
    """The ARes to the AReq in the bytes, or the Erro about it. Call it outside transactions."""
    message: Message = {}
    try:
        message = read_json(raw)
        return _answer(read_request(message), peer)
    except Faulty as fault:
        version = message.get("messageVersion")
        known = version if version in VERSIONS else VERSIONS[-1]
        return erro(fault, about=_type_of(message), version=known, ids=ids_of(message))


def _answer(request: Request, peer: ThreeDsPeer) -> dict[str, Any]:
    fingerprint = number_fingerprint(request.number)
    cards = Card.objects.select_related("customer")
    card = cards.filter(number_fingerprint=fingerprint).first()
    scheme = scheme_of(card) if card else None
    verdict = judge(request, card, scheme)
    if card is not None and verdict.reason != NO_CARD:
        # Counted before anything is told, or expiry dates could be guessed at.
        taken = throttle.take(limits.REQUESTS, str(card.pk))
        verdict = verdict if taken.allowed else Verdict(NO, TOO_OFTEN)
    method = scheme.methods[0] if scheme and verdict.status == CHALLENGE else ""
    row = _keep(request, peer, card, verdict, method)
    return _ares(row, _proof(request, verdict))


def _keep(
    request: Request, peer: ThreeDsPeer, card: Card | None, verdict: Verdict, method: str
) -> ThreeDsTransaction:
    """The row of the request. Faulty if its id was used before."""
    now, is_open = clock.now(), verdict.status == CHALLENGE
    row = ThreeDsTransaction(
        id=uuid7(), peer=peer, card=card, server_trans_id=request.server_trans_id,
        ds_trans_id=request.ds_trans_id, version=request.version,
        category="01" if request.is_payment else "02", amount_minor=request.amount_minor,
        currency_number=request.currency.number, merchant=request.merchant,
        merchant_id=request.merchant_id.strip(), purchased_at=request.purchased_at,
        notification_url=request.notification_url, method=method,
        state=State.WAITING if is_open else State.OVER, status=verdict.status,
        reason=verdict.reason, answered_at=now, over_at=None if is_open else now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Faulty(TRANSACTION, "threeDSServerTransID was used before") from None
    return row


def _proof(request: Request, verdict: Verdict) -> str:
    """What the shop's bank shows at the authorisation of an attempt."""
    if verdict.status != ATTEMPTS:
        return ""
    return make_proof(
        number=request.number, amount_minor=request.amount_minor, currency=request.currency,
        merchant_id=request.merchant_id, status=ATTEMPTS,
    )  # fmt: skip


def _ares(row: ThreeDsTransaction, proof: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "messageType": "ARes", "messageVersion": row.version,
        "threeDSServerTransID": str(row.server_trans_id), "acsTransID": str(row.pk),
        "dsTransID": str(row.ds_trans_id), "acsReferenceNumber": REFERENCE,
        "acsOperatorID": OPERATOR, "transStatus": row.status,
    }  # fmt: skip
    if row.card:
        told["eci"] = eci_of(row.card.brand, row.status)
    if row.reason:
        told["transStatusReason"] = row.reason
    if proof:
        told["authenticationValue"] = proof
    if row.status == CHALLENGE:
        told |= {
            "acsURL": settings.PUBLIC_URL + reverse("three_ds:challenge"),
            "acsChallengeMandated": "Y", "authenticationType": authentication_type(row.method),
        }  # fmt: skip
    return told


def _type_of(message: Message) -> str:
    found = message.get("messageType")
    return found if found in ("AReq", "CReq", "RReq", "PReq") else "AReq"
