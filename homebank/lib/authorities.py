"""Authorities whose certificates the bank recognises, and their lists of revoked ones.

Both lie in folders that the bank's operators fill: roots and the authorities between (PEM or DER),
and CRLs. Nothing is fetched.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from homebank.lib.signature_faults import HASHES

CERTIFICATES, LISTS = {".pem", ".crt", ".cer", ".der"}, {".crl"}
KEYS = (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)
CLOCKS_DIFFER = timedelta(minutes=5)


class Unreadable(Exception):
    """A folder or file that holds no authority or no list: the text names it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority and its newest list of revoked certificates, if there is one."""

    certificate: x509.Certificate
    revoked: x509.CertificateRevocationList | None

    @property
    def name(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @property
    def is_root(self) -> bool:
        return self.certificate.subject == self.certificate.issuer

    def is_current(self, at: datetime) -> bool:
        """Whether the authority itself is valid then."""
        held = self.certificate
        return held.not_valid_before_utc <= at <= held.not_valid_after_utc

    def list_is_fresh(self, at: datetime) -> bool:
        """Whether there is a list that speaks of that moment."""
        if self.revoked is None or self.revoked.next_update_utc is None:
            return False
        begins = self.revoked.last_update_utc - CLOCKS_DIFFER
        return begins <= at <= self.revoked.next_update_utc


def read_authorities(folder: Path, lists: Path) -> tuple[Authority, ...]:
    """All authorities in the folder with their lists. Read again when a file changes.

    Raises Unreadable for what is no certificate and no list, and for a folder without a root.
    """
    return _read(_files(folder, CERTIFICATES), _files(lists, LISTS))


File = tuple[str, int, int]


def _files(folder: Path, endings: set[str]) -> tuple[File, ...]:
    """Name, size and time of change of each file that counts."""
    try:
        found = [each for each in folder.iterdir() if each.suffix.lower() in endings]
        states = [(str(each), each.stat()) for each in sorted(found)]
    except OSError as reason:
        raise Unreadable(f"{folder}: {reason.strerror}") from None
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


@lru_cache(maxsize=4)
def _read(certificates: tuple[File, ...], lists: tuple[File, ...]) -> tuple[Authority, ...]:
    held = [each for name, *_state in certificates for each in _certificates(Path(name))]
    if not any(each.subject == each.issuer for each in held):
        raise Unreadable("no root among the authorities")
    revoked = [_list(Path(name)) for name, *_state in lists]
    return tuple(Authority(each, _newest(each, revoked)) for each in held)


def _certificates(file: Path) -> list[x509.Certificate]:
    try:
        content = file.read_bytes()
        if b"-----BEGIN" in content:
            held = x509.load_pem_x509_certificates(content)
        else:
            held = [x509.load_der_x509_certificate(content)]
        checkable = all(isinstance(each.public_key(), KEYS) for each in held)
    except (OSError, ValueError):
        raise Unreadable(f"{file} is no certificate") from None
    except UnsupportedAlgorithm:
        checkable = False
    if not checkable:
        raise Unreadable(f"{file} has a key that cannot be checked here, such as GOST")
    return held


def _list(file: Path) -> x509.CertificateRevocationList:
    try:
        content = file.read_bytes()
        if b"-----BEGIN" in content[:100]:
            return x509.load_pem_x509_crl(content)
        return x509.load_der_x509_crl(content)
    except (OSError, ValueError):
        raise Unreadable(f"{file} is no list of revoked certificates") from None


def _newest(
    authority: x509.Certificate, lists: list[x509.CertificateRevocationList]
) -> x509.CertificateRevocationList | None:
    """The newest whole list that the authority itself signed."""
    own = [each for each in lists if _is_of(each, authority)]
    return max(own, key=lambda each: each.last_update_utc, default=None)


def _is_of(revoked: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if revoked.issuer != authority.subject:
        return False
    hashed = revoked.signature_hash_algorithm
    if hashed is None or hashed.name not in HASHES:
        return False
    if any(part.critical for part in revoked.extensions):
        return False  # a part of a list, or changes to one: it would not name all
    key = authority.public_key()
    return isinstance(key, KEYS) and revoked.is_signature_valid(key)
