"""Who the customer is, how a person signs in, and the codes that confirm."""

from accounts.models.authenticators import Authenticator
from accounts.models.codes import Confirmation, OneTimeCode
from accounts.models.deeds import Deed
from accounts.models.people import Customer, User, iin_fingerprint, phone_fingerprint
from accounts.models.recovery import RecoveryAttempt
from accounts.models.visits import RegistrationAttempt, SmsDevice, Visit, Wait

__all__ = [
    "Authenticator",
    "Confirmation",
    "Customer",
    "Deed",
    "OneTimeCode",
    "RecoveryAttempt",
    "RegistrationAttempt",
    "SmsDevice",
    "User",
    "Visit",
    "Wait",
    "iin_fingerprint",
    "phone_fingerprint",
]
