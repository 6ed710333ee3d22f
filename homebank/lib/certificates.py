"""The bank's electronic seal: a key and its certificates in a PKCS#12 file, made so for a demo.

What is sealed, and in which form, is the business of `documents`.
"""

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

# Whoever sees this name in the chain of a paper knows that nobody vouches for it.
DEMO_AUTHORITY = "Homebank demo authority"
BITS = 3072
LIFE = timedelta(days=10 * 365)  # a demo's clock may run years ahead
# Who a key is for (Kazakhstan's national authority): a person, to prove themselves to a server.
FOR_CLIENTS, FOR_PEOPLE = "1.3.6.1.5.5.7.3.2", "1.2.398.3.3.4.1.1"
KEY_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


class NoSeal(Exception):
    """A file that holds no seal: the text says why, and no secret."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal, and what it says of itself: whose it is, who vouches for it, from when to when.

    `certificate` and `chain` are DER. The key stays inside.
    """

    owner: str
    authorities: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    certificate: bytes
    chain: tuple[bytes, ...]
    _key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def is_demo(self) -> bool:
        """Whether the authority is the one that a demo made for itself."""
        return DEMO_AUTHORITY in self.authorities

    def sign(self, data: bytes) -> bytes:
        """The signature over SHA-256 of the data: PKCS #1 v1.5 with RSA, else ECDSA."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    @property
    def longest_signature(self) -> int:
        """Bytes that a signature takes at most."""
        size = (self._key.key_size + 7) // 8
        return size if isinstance(self._key, rsa.RSAPrivateKey) else 2 * size + 16


def read_seal(file: str, passphrase: str) -> Seal:
    """The seal in the PKCS#12 file. NoSeal if there is none that can be read."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            Path(file).read_bytes(), passphrase.encode() or None
        )
    except OSError as reason:
        raise NoSeal(str(reason.strerror)) from None
    except ValueError:
        raise NoSeal("no PKCS#12 file, or another passphrase") from None
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NoSeal("no RSA or elliptic key with its certificate inside")
    authorities = {_name(certificate.issuer), *(_name(other.issuer) for other in others)}
    return Seal(
        owner=_name(certificate.subject), authorities=tuple(sorted(authorities)),
        begins_at=certificate.not_valid_before_utc, ends_at=certificate.not_valid_after_utc,
        certificate=_der(certificate), chain=tuple(map(_der, others)), _key=key,
    )  # fmt: skip


def make_seal(
    folder: Path, *, owner: str, at: datetime, authority: str = DEMO_AUTHORITY,
    life: timedelta = LIFE,
) -> None:  # fmt: skip
    """Write a seal and the authority that vouches for it into a folder of their own.

    `seal.p12` and its `passphrase` for the bank, `authority.pem` for whoever checks a paper. The
    authority's key is thrown away: it vouches for this one seal.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, key = (rsa.generate_private_key(65537, BITS) for _each in range(2))
    root_name, name = _named(authority), _named(f"{owner}, electronic seal", owner)
    root = _certificate(root_name, root_name, root_key, root_key, at, life, is_authority=True)
    seal = _certificate(name, root_name, key, root_key, at, life, is_authority=False)
    passphrase = secrets.token_urlsafe(24)
    lock = serialization.BestAvailableEncryption(passphrase.encode())
    packed = pkcs12.serialize_key_and_certificates(b"seal", key, seal, [root], lock)
    _write(folder / "authority.pem", root.public_bytes(serialization.Encoding.PEM))
    _write(folder / "passphrase", passphrase.encode())
    _write(folder / "seal.p12", packed)  # last: whoever finds it finds the others


def _name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _named(name: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, signed_by: rsa.RSAPrivateKey,
    at: datetime, life: timedelta, *, is_authority: bool,
) -> x509.Certificate:  # fmt: skip
    """One certificate of the chain: an authority signs certificates, a seal signs papers."""
    uses = ("key_cert_sign", "crl_sign") if is_authority else KEY_USES[:2]
    begun = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1)).not_valid_after(at + life)
    )  # fmt: skip
    extended = (
        begun.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.KeyUsage(**{use: use in uses for use in KEY_USES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), False
        )
    )
    return extended.sign(signed_by, hashes.SHA256())


def _write(file: Path, content: bytes) -> None:
    beside = file.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    beside.replace(file)
