"""Who vouches for a certificate, whether it holds at a moment, and whom it names.

Only what lies in the bank's folders is believed, nothing that came with a signature.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import DisallowedAlgorithmError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from homebank.lib.authorities import Authority
from homebank.lib.certificates import FOR_CLIENTS, FOR_PEOPLE
from homebank.lib.signature_faults import WEAK_HASHES, Fault, NotProven

log = logging.getLogger(__name__)

IIN = re.compile(r"IIN([0-9]{12})", re.ASCII)
UNASKED = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a recognised certificate names. `serial` is its number in hexadecimal digits."""

    iin: str
    serial: str


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


def _loaded(authority: Authority) -> Certificate:
    return Certificate.load(authority.certificate.public_bytes(Encoding.DER))
