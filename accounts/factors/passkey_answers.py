"""What a passkey is asked to sign for a confirmation, and whether its answer is right (WebAuthn).

The challenge is a keyed hash of one confirmation, its digest, the time and how many answers came:
nobody foresees it, looking at a page writes nothing, an answer confirms no other operation, draft
or visit, and the first answer that comes spends it.
"""

from collections.abc import Iterable
from itertools import product
from uuid import UUID

from django.conf import settings
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
from accounts.factors.errors import PasskeyCopied, PasskeyExpired, PasskeyUnreadable
from accounts.factors.held import tell
from accounts.models import Confirmation, Passkey, credential_fingerprint
from homebank.lib import clock, crypto
from notifications.events import record

# An answer has some 700 characters; a key of 4096 bits and a long id some 3000.
LONGEST = 8192
TIMEOUT_MS = int(limits.CHALLENGE_LIFE.total_seconds() * 1000)
# A challenge is asked for one slot and good in the next one too.
SLOT = limits.CHALLENGE_LIFE / 2
# So far back one that is no longer good is known again, and costs no try.
KNOWN_SLOTS, KNOWN_ANSWERS = 12, 10


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
        rp_id=settings.PASSKEY_HOST, challenge=challenge_of(confirmation),
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
    """Whether a passkey of the customer signed what is asked now; another is asked from then on.

    The caller holds the confirmation's row. Raises PasskeyExpired, and PasskeyCopied for a right
    signature whose counter went backwards: the owner is told.
    """
    own = Passkey.objects.select_for_update().filter(customer=confirmation.customer_id)
    passkey = own.filter(fingerprint=credential_fingerprint(answer.id)).first()
    challenge = _spend(confirmation, answer)
    if passkey is None or challenge is None or confirmation.proves_the_phone:
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


def challenge_of(confirmation: Confirmation, *, slots_ago: int = 0, answers_ago: int = 0) -> bytes:
    """What is asked now, or was asked so many slots or answers ago."""
    slot = int(clock.now().timestamp() // SLOT.total_seconds()) - slots_ago
    context = f"passkey {confirmation.pk} {confirmation.digest} {slot}"
    nth = str(confirmation.answers - answers_ago)
    return bytes.fromhex(crypto.code_hash(nth, context=context))


def described(credential_ids: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    """Passkeys as browsers are told of them."""
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in credential_ids]


def handle_of(customer_id: UUID) -> bytes:
    """By which a device knows whose passkey it holds; it tells nothing of the person."""
    return customer_id.bytes


def _spend(confirmation: Confirmation, answer: AuthenticationCredential) -> bytes | None:
    """What was answered, if it is asked still: it is asked no more. None if it never was.

    PasskeyExpired for what was asked of this confirmation, and is no longer.
    """
    said = _challenge_in(answer)
    for slots_ago in (0, 1):
        if said == challenge_of(confirmation, slots_ago=slots_ago):
            asked = Confirmation.objects.filter(pk=confirmation.pk)
            asked.update(answers=confirmation.answers + 1)
            return said
    pairs = product(range(KNOWN_SLOTS), range(KNOWN_ANSWERS))
    if any(said == challenge_of(confirmation, slots_ago=s, answers_ago=a) for s, a in pairs):
        raise PasskeyExpired
    return None


def _challenge_in(answer: AuthenticationCredential) -> bytes | None:
    try:
        return parse_client_data_json(answer.response.client_data_json).challenge
    except Exception:  # hostile bytes
        return None


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
