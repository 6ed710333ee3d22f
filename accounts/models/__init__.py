"""Who the customer is, how a person signs in, and the codes that confirm."""

from accounts.models.authenticators import (
    Authenticator,
    Passkey,
    RecoveryCode,
    credential_fingerprint,
)
from accounts.models.cardless import CardlessAttempt
from accounts.models.certificates import CertificateAttempt, CertificateDevice
from accounts.models.codes import Confirmation, OneTimeCode
from accounts.models.consents import Consent
from accounts.models.deeds import Deed
from accounts.models.identity import IdentityDocument
from accounts.models.people import Customer, User, iin_fingerprint, phone_fingerprint
from accounts.models.proposals import Proposal
from accounts.models.recovery import RecoveryAttempt
from accounts.models.trust import BankCall, HowKnown
from accounts.models.visits import RegistrationAttempt, SmsDevice, Visit, Wait

__all__ = [
    "Authenticator",
    "BankCall",
    "CardlessAttempt",
    "CertificateAttempt",
    "CertificateDevice",
    "Confirmation",
    "Consent",
    "Customer",
    "Deed",
    "HowKnown",
    "IdentityDocument",
    "OneTimeCode",
    "Passkey",
    "Proposal",
    "RecoveryAttempt",
    "RecoveryCode",
    "RegistrationAttempt",
    "SmsDevice",
    "User",
    "Visit",
    "Wait",
    "credential_fingerprint",
    "iin_fingerprint",
    "phone_fingerprint",
]
