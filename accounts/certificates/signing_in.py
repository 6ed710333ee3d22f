"""Signing in by the certificate of a digital signature (ACC-05).

A text of the server's is signed once in the browser of one visitor; the IIN in the certificate
says who they are. The key and its password are the two factors.
"""

import logging
import secrets
from contextlib import suppress

from asn1crypto.x509 import Certificate
from django.db import transaction

from accounts import limits
from accounts.agreements import DIGITAL_SIGNATURES, agreement
from accounts.certificates.errors import REFUSALS, NobodyByCertificate, SigningOver
from accounts.certificates.known_authorities import recognised_authorities
from accounts.errors import TooManyTries
from accounts.models import (
    CertificateAttempt,
    CertificateDevice,
    Consent,
    Customer,
    User,
    iin_fingerprint,
)
from accounts.own_data.consents import record_consent
from homebank.lib import clock, throttle
from homebank.lib.authorities import Unreadable
from homebank.lib.chains import Person, check_certificate, iin_of, person_of
from homebank.lib.cms import signer_of
from homebank.lib.signature_faults import Fault, NotProven
from notifications.events import record

log = logging.getLogger(__name__)

# An authority did issue the certificate, so its owner is told of the try.
VOUCHED = {Fault.EXPIRED, Fault.NOT_YET, Fault.REVOKED, Fault.UNKNOWN_STATUS, Fault.USAGE}
NO_ACCESS = "no-access"


def start_by_certificate(*, network: str, language: str) -> CertificateAttempt:
    """The agreement was accepted, in the page's language: a text to be signed within minutes.

    Each is counted, and given back when it signed somebody in. Raises TooManyTries(at).
    """
    counted = throttle.take(limits.CERTIFICATE_NETWORK, network)
    if not counted.allowed:
        raise TooManyTries(at=counted.until)
    now = clock.now()
    return CertificateAttempt.objects.create(
        nonce=secrets.token_urlsafe(32), network=network, language=language,
        agreement_version=agreement(DIGITAL_SIGNATURES).version,
        began_at=now, expires_at=now + limits.CERTIFICATE_LIFE,
    )  # fmt: skip


def finish_by_certificate(*, attempt: CertificateAttempt, signature: str, language: str) -> User:
    """The user whom the certificate names, verified, ready for `visits.open_visit`.

    `signature` is the CMS over the attempt's text; any answer spends the attempt. Raises
    CertificateRefused.
    """
    _spend(attempt)
    certificate: Certificate | None = None
    try:
        certificate = signer_of(signature, text=attempt.text)
        person = _recognise(certificate)
    except NotProven as reason:
        owner = _owner(certificate) if reason.fault in VOUCHED else None
        _refuse(attempt, owner, reason.fault)
        raise REFUSALS[reason.fault] from None
    owner = _customer(person.iin)
    user = _user_of(owner)
    if user is None:
        _refuse(attempt, owner, NO_ACCESS)
        raise NobodyByCertificate
    _admit(attempt, user, person, language)
    throttle.give_back(limits.CERTIFICATE_NETWORK, attempt.network)
    return user


def _spend(attempt: CertificateAttempt) -> None:
    """One atomic statement: of many answers at once one is looked at."""
    now = clock.now()
    unspent = CertificateAttempt.objects.filter(pk=attempt.pk, spent_at=None, expires_at__gt=now)
    if not unspent.update(spent_at=now):
        raise SigningOver


def _recognise(certificate: Certificate) -> Person:
    """Whom it names, if somebody whom the bank recognises vouches for it now. Raises NotProven."""
    try:
        known = recognised_authorities()
    except Unreadable as reason:
        log.error("certificates cannot be checked: %s", reason)
        raise NotProven(Fault.UNKNOWN_STATUS) from None
    check_certificate(certificate, authorities=known, at=clock.now())
    return person_of(certificate)


def _owner(certificate: Certificate | None) -> Customer | None:
    """Whose certificate it is that an authority vouches for, valid or not."""
    with suppress(NotProven):
        return _customer(iin_of(certificate)) if certificate else None
    return None


def _customer(iin: str) -> Customer | None:
    return Customer.objects.filter(iin_fingerprint=iin_fingerprint(iin)).first()


def _user_of(customer: Customer | None) -> User | None:
    """Their access, unless they are blocked or it is suspended."""
    if customer is None or customer.is_blocked:
        return None
    user = User.objects.customers().filter(customer=customer).first()
    return user if user is not None and user.has_usable_password() else None


def _refuse(attempt: CertificateAttempt, customer: Customer | None, fault: str) -> None:
    facts = {"network": attempt.network, "fault": str(fault)}
    with transaction.atomic():
        tries = CertificateAttempt.objects.filter(pk=attempt.pk)
        tries.update(fault=facts["fault"], customer=customer)
        record(kind="certificate-refused", customer_id=customer.pk if customer else None,
               subject=attempt.pk, facts=facts)  # fmt: skip


def _admit(attempt: CertificateAttempt, user: User, person: Person, language: str) -> None:
    """Keep who it was, what they accepted, and by which certificate."""
    customer = user.customer
    assert customer is not None
    with transaction.atomic():
        CertificateAttempt.objects.filter(pk=attempt.pk).update(customer=customer)
        Customer.objects.filter(pk=customer.pk).update(language=language)
        _keep_consent(attempt, customer)
        named = {"name": "certificate"}
        user.otp_device = CertificateDevice.objects.get_or_create(user=user, defaults=named)[0]
        record(kind="signed-in", customer_id=customer.pk, subject=attempt.pk,
               facts={"network": attempt.network, "factor": "certificate",
                      "certificate": person.serial})  # fmt: skip


def _keep_consent(attempt: CertificateAttempt, customer: Customer) -> None:
    """The first acceptance of a version is kept; later ones change nothing."""
    accepted = {"agreement": DIGITAL_SIGNATURES, "version": attempt.agreement_version}
    if not Consent.objects.filter(customer=customer, **accepted).exists():
        record_consent(customer=customer, slug=DIGITAL_SIGNATURES, language=attempt.language,
                       version=attempt.agreement_version)  # fmt: skip
