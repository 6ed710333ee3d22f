"""What a digital signature or its certificate may lack, and the hashes that are relied on."""

from enum import StrEnum

HASHES = ("sha256", "sha384", "sha512")
WEAK_HASHES = ("md2", "md5", "sha1", "sha224")


class Fault(StrEnum):
    """Why a signature or its certificate proves nothing."""

    BIG = "big"
    MALFORMED = "malformed"
    SIGNERS = "signers"
    GOST = "gost"
    ALGORITHM = "algorithm"
    WEAK = "weak"
    OTHER_TEXT = "other-text"
    FOREIGN = "foreign"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    REVOKED = "revoked"
    UNKNOWN_STATUS = "unknown-status"
    USAGE = "usage"
    NO_IIN = "no-iin"


class NotProven(Exception):
    """A signature that proves nothing, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
