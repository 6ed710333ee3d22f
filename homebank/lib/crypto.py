"""Sealing (AES-256-GCM with key ids), keyed fingerprints, hashes, signatures. Ciphers: only here.

A sealed value is `v1$<key id>$<base64 of nonce, ciphertext, tag>`; the additional data is
`table.column`, so that a value cannot be moved to another column.
"""

import base64
import hashlib
import hmac
import os

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import pkcs7
from django.conf import settings

try:  # cryptography moved TripleDES to its house for retired ciphers
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:  # pragma: no cover
    from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES


class CannotUnseal(Exception):
    """A sealed value whose key is missing, or that was changed or moved. Names the key id."""


def seal(plain: bytes, *, column: str) -> str:
    """The sealed form of `plain`, under the current key, for `table.column`."""
    key_id = newest_key_id()
    nonce = os.urandom(12)
    sealed = AESGCM(settings.FIELD_KEYS[key_id]).encrypt(nonce, plain, column.encode())
    return f"v1${key_id}${base64.b64encode(nonce + sealed).decode()}"


def unseal(token: str, *, column: str) -> bytes:
    """The plain value of a sealed one. CannotUnseal if the key is gone or the value is not ours."""
    version, key_id, body = (*token.split("$", 2), "", "")[:3]
    if version != "v1" or key_id not in settings.FIELD_KEYS:
        raise CannotUnseal(f"{column}: no key {key_id!r} in HOMEBANK_FIELD_KEYS")
    raw = base64.b64decode(body)
    try:
        return AESGCM(settings.FIELD_KEYS[key_id]).decrypt(raw[:12], raw[12:], column.encode())
    except InvalidTag:
        raise CannotUnseal(f"{column}: changed, moved or sealed by another key") from None


def newest_key_id() -> str:
    """The key that seals: the first of HOMEBANK_FIELD_KEYS."""
    return next(iter(settings.FIELD_KEYS))


def reseal(token: str, *, column: str) -> str:
    """The same value for the same column under the newest key. CannotUnseal as `unseal`."""
    return seal(unseal(token, column=column), column=column)


def fingerprint(value: str, *, column: str) -> str:
    """Keyed hash by which a sealed value is looked up: 64 hexadecimal digits."""
    return _keyed(settings.INDEX_KEY, f"{column}\0{value}")


def code_hash(code: str, *, context: str) -> str:
    """Keyed hash of a one-time code within its context: 64 hexadecimal digits."""
    return _keyed(settings.CODE_KEY, f"{context}\0{code}")


def digest(*parts: object) -> str:
    """What a code confirms, as 64 hexadecimal digits: any changed part gives another digest."""
    joined = b"".join(len(p).to_bytes(4, "big") + p for p in (str(x).encode() for x in parts))
    return hashlib.sha256(joined).hexdigest()


def sign(key: str, text: str) -> str:
    """The Ed25519 signature of the text, in hexadecimal. `key` is 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).sign(text.encode()).hex()


def public_key_of(key: str) -> str:
    """What checks the signatures of the key: 64 hexadecimal digits that anybody may have."""
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    return private.public_key().public_bytes_raw().hex()


def is_signed(public_key: str, text: str, signature: str) -> bool:
    """Whether the key, as `public_key_of` tells it, signed the text."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def key_check(key: bytes) -> str:
    """Tells one key from another, and nothing of the key itself: 16 hexadecimal digits."""
    return _keyed(key, "check value")[:16]


def mac(key: bytes, text: str) -> str:
    """HMAC-SHA256 of the text: 64 hexadecimal digits. Only who has the key makes it."""
    return _keyed(key, text)


def envelope_for(certificate: bytes, plain: bytes) -> bytes:
    """What only the holder of the certificate's key reads: a CMS EnvelopedData, DER, AES-256.

    `certificate` is PEM with an RSA key; `openssl cms -decrypt -inform DER` opens the envelope.
    ValueError for what is no such certificate.
    """
    recipient = x509.load_pem_x509_certificate(certificate)
    begun = pkcs7.PKCS7EnvelopeBuilder().set_data(plain).add_recipient(recipient)
    sealed = begun.set_content_encryption_algorithm(algorithms.AES256)
    return sealed.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def same(left: str, right: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def des_encrypt(key: bytes, block: bytes) -> bytes:
    """One DES block under an 8-byte key (as 3DES with three equal keys): step of the CVV."""
    return triple_des_encrypt(key * 3, block)


def triple_des_encrypt(key: bytes, block: bytes) -> bytes:
    """One block under 3DES-EDE with a 16- or 24-byte key: step of the CVV."""
    whole = key if len(key) == 24 else key + key[:8]
    encryptor = Cipher(TripleDES(whole), modes.ECB()).encryptor()  # noqa: S305
    return encryptor.update(block) + encryptor.finalize()


def _keyed(key: bytes, message: str) -> str:
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
