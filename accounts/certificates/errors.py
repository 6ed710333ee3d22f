"""Refusals of signing in by certificate: what is wrong with a key, never who has access."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused
from homebank.identity import BANK
from homebank.lib.signature_faults import Fault


class CertificateRefused(AccountsRefused):
    """A signature that signed nobody in."""


class SigningOver(CertificateRefused):
    message = _("The time to sign was over, or this page was answered already. Sign anew.")


class SignatureTooBig(CertificateRefused):
    message = _("What came is too long for a signature. Sign anew with NCALayer.")


class SignatureUnreadable(CertificateRefused):
    message = _("What came is no digital signature. Sign anew with NCALayer.")


class SeveralSigners(CertificateRefused):
    message = _("Several keys signed at once. Sign anew with one key, your own.")


class GostKey(CertificateRefused):
    message = _(
        "The bank cannot check signatures by GOST. Choose an RSA key, or sign in with a password."
    )


class UnknownAlgorithm(CertificateRefused):
    message = _(
        "The bank cannot check this kind of key. Choose an RSA key, or sign in with a password."
    )


class WeakKey(CertificateRefused):
    message = _(
        "This key or its signature is too weak to be relied on. Get a new key from your authority, "
        "or sign in with a password."
    )


class OtherTextSigned(CertificateRefused):
    message = _("The signature does not belong to this page. Sign anew.")


class ForeignAuthority(CertificateRefused):
    message = _(
        "The bank does not recognise the authority that issued this certificate. Choose another "
        "key, or sign in with a password."
    )


class CertificateExpired(CertificateRefused):
    message = _(
        "This certificate has expired. Choose one that is in force, or sign in with a password."
    )


class CertificateNotYet(CertificateRefused):
    message = _("This certificate is not in force yet. Choose another one.")


class CertificateRevoked(CertificateRefused):
    message = _("This certificate was revoked. Choose another one, or sign in with a password.")


class RevocationUnknown(CertificateRefused):
    message = _(
        "The bank cannot learn now whether this certificate was revoked, so nobody was signed in. "
        "Try later, or sign in with a password."
    )


class WrongKeyUsage(CertificateRefused):
    message = _(
        "This key is not for signing in. Choose your own key for signing in, not one for "
        "documents or of an organisation."
    )


class NoIinInside(CertificateRefused):
    message = _("This certificate names no IIN. Choose your own key for signing in.")


class NobodyByCertificate(CertificateRefused):
    """One answer for who is no customer, has no access, or is blocked."""

    message = _(
        "This certificate opens no access. Sign in with a password, register, or call {phone}."
    )

    def __init__(self) -> None:
        super().__init__(phone=BANK["contacts"]["short"])


REFUSALS: Mapping[Fault, type[CertificateRefused]] = {
    Fault.BIG: SignatureTooBig,
    Fault.MALFORMED: SignatureUnreadable,
    Fault.SIGNERS: SeveralSigners,
    Fault.GOST: GostKey,
    Fault.ALGORITHM: UnknownAlgorithm,
    Fault.WEAK: WeakKey,
    Fault.OTHER_TEXT: OtherTextSigned,
    Fault.FOREIGN: ForeignAuthority,
    Fault.EXPIRED: CertificateExpired,
    Fault.NOT_YET: CertificateNotYet,
    Fault.REVOKED: CertificateRevoked,
    Fault.UNKNOWN_STATUS: RevocationUnknown,
    Fault.USAGE: WrongKeyUsage,
    Fault.NO_IIN: NoIinInside,
}
