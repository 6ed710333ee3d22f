"""What a passkey is asked to sign for a confirmation, and whether its answer is right (WebAuthn).

The challenge is drawn for one confirmation and mixed with its digest: an answer confirms no other
operation, no other draft of it and no other visit's; it is spent by the first answer that comes.
"""

import secrets
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    options_to_json,
    verify_authentication_response,
)
from webauthn.helpers import parse_authentication_credential_json, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from accounts import limits
from accounts.errors import PasskeyCopied, PasskeyExpired, PasskeyUnreadable
from accounts.factors import tell
from accounts.models import Confirmation, Passkey, credential_fingerprint
from homebank.lib import clock, crypto
from notifications.events import record

# An answer has some 700 characters; a key of 4096 bits and a long id some 3000.
LONGEST = 8192
TIMEOUT_MS = int(limits.CHALLENGE_LIFE.total_seconds() * 1000)
LIVE = Q(consumed_at=None, voided_at=None)


def question_for(confirmation: Confirmation) -> str:
    """What the browser asks the customer's passkeys, in JSON; nothing where there is none.

    Nothing either where the phone itself is to be proven.
    """
    if confirmation.proves_the_phone or confirmation.customer_id is None:
        return ""
    passkeys = Passkey.objects.filter(customer=confirmation.customer_id)
    known = described(passkeys.values_list("credential_id", flat=True))
    if not known:
        return ""
    options = generate_authentication_options(
        rp_id=settings.PASSKEY_HOST, challenge=_challenge(confirmation, _nonce(confirmation)),
        timeout=TIMEOUT_MS, allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return options_to_json(options)


def read_answer(text: str) -> AuthenticationCredential:
    """The parts of what a browser sent. PasskeyUnreadable for what no browser sends."""
    if len(text) > LONGEST:
        raise PasskeyUnreadable
    try:
        return parse_authentication_credential_json(text)
    except Exception:  # the parser's own errors, and whatever hostile JSON makes of it
        raise PasskeyUnreadable from None


def is_answered(confirmation: Confirmation, answer: AuthenticationCredential) -> bool:
    """Whether a passkey of the customer signed what was asked last; it is asked no more then.

    The caller holds the confirmation's row. Raises PasskeyExpired, and PasskeyCopied for a right
    signature whose counter went backwards: the owner is told.
    """
    challenge = _spend(confirmation)
    fingerprint = credential_fingerprint(answer.id)
    own = Passkey.objects.select_for_update().filter(customer=confirmation.customer_id)
    passkey = own.filter(fingerprint=fingerprint).first()
    if passkey is None or confirmation.proves_the_phone:
        return False
    count = _count_signed(passkey, answer, challenge)
    if count is None:
        return False
    if count <= passkey.sign_count and (count or passkey.sign_count):
        record(kind="passkey-copied", customer_id=passkey.customer_id)
        tell(passkey.customer, "passkey-copied")
        raise PasskeyCopied
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=count, used_at=clock.now())
    return True


def described(credential_ids: object) -> list[PublicKeyCredentialDescriptor]:
    """Passkeys as browsers are told of them."""
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in credential_ids]


def handle_of(customer_id: UUID) -> bytes:
    """By which a device knows whose passkey it holds; it tells nothing of the person."""
    return customer_id.bytes


def _nonce(confirmation: Confirmation) -> str:
    """What is asked now; the same as before while that is fresh, so that two pages may stand."""
    now, asked = clock.now(), confirmation.challenged_at
    if confirmation.challenge and asked and asked > now - limits.CHALLENGE_LIFE / 2:
        return confirmation.challenge
    confirmation.challenge, confirmation.challenged_at = secrets.token_hex(32), now
    confirmation.save(update_fields=["challenge", "challenged_at"])
    return confirmation.challenge


def _spend(confirmation: Confirmation) -> bytes:
    """What was asked; no second answer is looked at. PasskeyExpired if nothing is, or too old."""
    nonce, asked = confirmation.challenge, confirmation.challenged_at
    Confirmation.objects.filter(pk=confirmation.pk).update(challenge="")
    if not nonce or asked is None or asked <= clock.now() - limits.CHALLENGE_LIFE:
        raise PasskeyExpired
    return _challenge(confirmation, nonce)


def _challenge(confirmation: Confirmation, nonce: str) -> bytes:
    """Signed by the passkey, it says which operation is confirmed."""
    context = f"passkey {confirmation.pk} {confirmation.digest}"
    return bytes.fromhex(crypto.code_hash(nonce, context=context))


def _count_signed(
    passkey: Passkey, answer: AuthenticationCredential, challenge: bytes
) -> int | None:
    """The counter that the passkey signed with the challenge; None if it did not sign it."""
    handle = answer.response.user_handle
    if handle and handle != handle_of(passkey.customer_id):
        return None
    try:
        if parse_client_data_json(answer.response.client_data_json).cross_origin:
            return None
        verified = verify_authentication_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=settings.PASSKEY_HOST,
            expected_origin=settings.PASSKEY_ORIGINS, require_user_verification=True,
            credential_public_key=bytes(passkey.public_key),
            # Looked at by ourselves: the library would do it before it knows who signed.
            credential_current_sign_count=0,
        )  # fmt: skip
    except Exception:  # the library's refusals, and whatever hostile bytes make of its parsers
        return None
    return verified.new_sign_count
