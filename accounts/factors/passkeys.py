"""Passkeys of a customer: adding and removing them, behind a code or what is as good."""

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from webauthn import (
    generate_registration_options,
    options_to_json,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_attestation_object,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from accounts import limits
from accounts.factors.confirmed import confirmed
from accounts.factors.errors import PasskeyKnown, PasskeyNotMade, PasskeyTooLate, TooManyPasskeys
from accounts.factors.held import forget_passkey, tell
from accounts.factors.passkey_answers import LONGEST, TIMEOUT_MS, described, handle_of
from accounts.models import Customer, Deed, Passkey, User, credential_fingerprint
from homebank.identity import BANK
from homebank.lib import clock
from notifications.events import record

ALGORITHMS: Final = [
    Algorithm.ECDSA_SHA_256,
    Algorithm.EDDSA,
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
]
# No attestation is asked for; a device may still sign for itself.
FORMATS: Final = {AttestationFormat.NONE, AttestationFormat.PACKED}


def draw_question() -> dict[str, str]:
    """What the next passkey of a visit has to sign, for its session. Nothing else is stored."""
    return {"challenge": secrets.token_hex(32), "asked_at": clock.now().isoformat()}


def question_for_new(question: dict[str, str], *, user: User) -> str:
    """What the browser asks a device, in JSON: a passkey that it does not have yet, no name of
    the person, and that the device makes sure who uses it.
    """
    assert user.customer is not None
    own = user.customer.passkeys.values_list("credential_id", flat=True)
    options = generate_registration_options(
        rp_id=settings.PASSKEY_HOST, rp_name=BANK["name"], user_id=handle_of(user.customer.pk),
        user_name=user.spaced_id, challenge=bytes.fromhex(question["challenge"]),
        timeout=TIMEOUT_MS, attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=described(own), supported_pub_key_algs=ALGORITHMS,
    )  # fmt: skip
    return options_to_json(options)


def ask_to_add(
    *, customer: Customer, question: dict[str, str] | None, answer: str, name: str, language: str
) -> Deed:
    """The device made a passkey of what it was asked: send the code that puts it in force.

    `question` is what the session held, which holds it no more. Raises PasskeyTooLate,
    PasskeyNotMade, PasskeyKnown, TooManyPasskeys, NoTrustedNumber.
    """
    if question is None or _is_old(question):
        raise PasskeyTooLate
    made = _verified(answer, bytes.fromhex(question["challenge"]))
    key = bytes_to_base64url(made.credential_id)
    _check_room(customer, key)
    return add_passkey.ask(
        customer=customer, language=language, name=name, credential_id=key,
        public_key=made.credential_public_key.hex(), sign_count=str(made.sign_count),
    )  # fmt: skip


@confirmed(
    "passkey", title=_("Add the passkey"), after="accounts:passkeys",
    done=_("The passkey is added. It signs instead of the SMS."),
)  # fmt: skip
def add_passkey(
    *, customer: Customer, name: str, credential_id: str, public_key: str, sign_count: str
) -> None:
    """Put the passkey in force and tell the owner. PasskeyKnown if it came to be meanwhile."""
    _check_room(customer, credential_id)
    _made, is_new = Passkey.objects.get_or_create(
        fingerprint=credential_fingerprint(credential_id),
        defaults={"customer": customer, "name": name, "credential_id": credential_id,
                  "public_key": bytes.fromhex(public_key), "sign_count": int(sign_count),
                  "made_at": clock.now()},
    )  # fmt: skip
    if not is_new:
        raise PasskeyKnown
    record(kind="passkey-added", customer_id=customer.pk)
    tell(customer, "passkey-added")


@confirmed(
    "no-passkey", title=_("Remove the passkey"), after="accounts:passkeys",
    done=_("The passkey is removed. It signs nothing any more."),
)  # fmt: skip
def remove_passkey(*, customer: Customer, passkey: str) -> None:
    """Forget the passkey with this id, if it is the customer's, and tell the owner."""
    if forget_passkey(customer=customer, passkey_id=UUID(passkey)):
        tell(customer, "passkey-removed")


def _is_old(question: dict[str, str]) -> bool:
    asked_at = datetime.fromisoformat(question["asked_at"])
    return asked_at <= clock.now() - limits.CHALLENGE_LIFE


def _verified(answer: str, challenge: bytes) -> VerifiedRegistration:
    if len(answer) > LONGEST:
        raise PasskeyNotMade
    try:
        credential = parse_registration_credential_json(answer)
        _check_kind(credential)
        return verify_registration_response(
            credential=credential, expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_HOST, expected_origin=settings.PASSKEY_ORIGINS,
            require_user_verification=True, supported_pub_key_algs=ALGORITHMS,
        )  # fmt: skip
    except Exception:  # the library's refusals, and whatever hostile bytes make of its parsers
        raise PasskeyNotMade from None


def _check_kind(credential: RegistrationCredential) -> None:
    """Before any certificate is read: no attestation but a device's own, no page in a frame."""
    response = credential.response
    if parse_attestation_object(response.attestation_object).fmt not in FORMATS:
        raise PasskeyNotMade
    if parse_client_data_json(response.client_data_json).cross_origin:
        raise PasskeyNotMade


def _check_room(customer: Customer, credential_id: str) -> None:
    if Passkey.objects.filter(fingerprint=credential_fingerprint(credential_id)).exists():
        raise PasskeyKnown
    if customer.passkeys.count() >= limits.PASSKEYS:
        raise TooManyPasskeys(count=limits.PASSKEYS)
