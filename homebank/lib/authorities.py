"""Authorities whose certificates the bank recognises, and their lists of revoked ones.

Both lie in folders that the bank's operators fill: roots and the authorities between (PEM or DER),
and CRLs. Nothing is fetched, and nothing that came with a signature is believed.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import DisallowedAlgorithmError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from homebank.lib.certificates import FOR_CLIENTS, FOR_PEOPLE
from homebank.lib.cms import HASHES, WEAK_HASHES, Fault, NotProven

log = logging.getLogger(__name__)

CERTIFICATES, LISTS = {".pem", ".crt", ".cer", ".der"}, {".crl"}
KEYS = (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)
CLOCKS_DIFFER = timedelta(minutes=5)
IIN = re.compile(r"IIN([0-9]{12})", re.ASCII)
UNASKED = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)


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


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a recognised certificate names. `serial` is its number in hexadecimal digits."""

    iin: str
    serial: str


def read_authorities(folder: Path, lists: Path) -> tuple[Authority, ...]:
    """All authorities in the folder with their lists. Read again when a file changes.

    Raises Unreadable for what is no certificate and no list, and for a folder without a root.
    """
    return _read(_files(folder, CERTIFICATES), _files(lists, LISTS))


def check_certificate(
    certificate: Certificate, *, authorities: Sequence[Authority], at: datetime
) -> None:
    """Somebody here vouches for it, and it is valid then. Raises NotProven.

    EXPIRED, NOT_YET, REVOKED and UNKNOWN_STATUS mean that an authority did issue it.
    """
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    # Vouched for first, at a moment that the certificate claims: its own dates come after.
    path = _path(certificate, authorities, min(max(at, begins), ends))
    if at > ends:
        raise NotProven(Fault.EXPIRED)
    if at < begins:
        raise NotProven(Fault.NOT_YET)
    for each, issuer in pairwise(path):
        _check_not_revoked(each, _authority(issuer, authorities), at)


def person_of(certificate: Certificate) -> Person:
    """Whom it names, if it is a person's key for signing in. Raises NotProven: USAGE, NO_IIN."""
    uses = certificate.key_usage_value
    purposes = certificate.extended_key_usage_value
    told = {purpose.dotted for purpose in purposes} if purposes else set()
    signs = uses is not None and "digital_signature" in uses.native
    if not signs or not {FOR_CLIENTS, FOR_PEOPLE} <= told or certificate.ca:
        raise NotProven(Fault.USAGE)
    return Person(iin_of(certificate), f"{certificate.serial_number:X}")


def iin_of(certificate: Certificate) -> str:
    """The `serialNumber=IIN…` of the subject, which stands there once. Raises NotProven: NO_IIN."""
    numbers = [
        str(part["value"].native)
        for level in certificate.subject.chosen
        for part in level
        if part["type"].native == "serial_number"
    ]
    found = IIN.fullmatch(numbers[0]) if len(numbers) == 1 else None
    if found is None:
        raise NotProven(Fault.NO_IIN)
    return found[1]


def _path(
    certificate: Certificate, authorities: Sequence[Authority], at: datetime
) -> list[x509.Certificate]:
    """The certificate, who issued it, and so on to a root. Raises NotProven."""
    roots = [_loaded(each) for each in authorities if each.is_root and each.is_current(at)]
    between = [_loaded(each) for each in authorities if not each.is_root]
    if not roots:
        raise NotProven(Fault.FOREIGN)
    context = ValidationContext(
        trust_roots=roots, other_certs=between, moment=at,
        revinfo_policy=CertRevTrustPolicy(UNASKED), weak_hash_algos=WEAK_HASHES,
    )  # fmt: skip
    try:
        validator = CertificateValidator(certificate, validation_context=context)
        held = list(asyncio.run(validator.async_validate_path()).iter_certs(include_root=True))
        return [x509.load_der_x509_certificate(each.dump()) for each in reversed(held)]
    except DisallowedAlgorithmError:
        raise NotProven(Fault.WEAK) from None
    except Exception as reason:  # a stranger wrote it, and each library fails in its own way
        log.info("a certificate has no way to a root: %s", type(reason).__name__)
        raise NotProven(Fault.FOREIGN) from None


def _authority(certificate: x509.Certificate, authorities: Sequence[Authority]) -> Authority:
    return next(each for each in authorities if each.certificate == certificate)


def _check_not_revoked(certificate: x509.Certificate, issuer: Authority, at: datetime) -> None:
    """A list that is not there, or too old, is as good as none: nobody knows, so nobody enters."""
    if not issuer.list_is_fresh(at) or issuer.revoked is None:
        raise NotProven(Fault.UNKNOWN_STATUS)
    if issuer.revoked.get_revoked_certificate_by_serial_number(certificate.serial_number):
        raise NotProven(Fault.REVOKED)


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


def _loaded(authority: Authority) -> Certificate:
    return Certificate.load(authority.certificate.public_bytes(Encoding.DER))
