"""Reads a CMS signature that a stranger sent and proves that it was made over a given text.

Who vouches for the certificate is the business of `chains`. RSA with SHA-2 only: GOST needs a
library that is not free, and is told by its name.
"""

import base64
import binascii
import hashlib
import logging
import re

from asn1crypto.algos import DigestAlgorithm, SignedDigestAlgorithm
from asn1crypto.cms import ContentInfo, SignedData, SignerInfo
from asn1crypto.core import VOID
from asn1crypto.x509 import Certificate
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from homebank.lib.signature_faults import HASHES, WEAK_HASHES, Fault, NotProven

log = logging.getLogger(__name__)

# A signature with its certificate takes 3 KB, with a long chain 10.
MOST_BYTES = 48 * 1024
MOST_CERTIFICATES = 10
PADDINGS = ("rsassa_pkcs1v15", "rsassa_pss")
SHORTEST_KEY, LONGEST_KEY = 2048, 8192
# The arcs of Kazakhstan's and Russia's GOST algorithms.
GOST = ("1.2.398.3.10.", "1.2.643.")
ARMOUR = re.compile(r"-----(BEGIN|END) (CMS|PKCS7|PKCS #7 SIGNED DATA)-----")


def signer_of(typed: str, *, text: bytes) -> Certificate:
    """The certificate whose key signed exactly the text. `typed` is base64 or PEM of the CMS.

    Detached or with the text inside. Raises NotProven.
    """
    if len(typed) > MOST_BYTES * 4 // 3:
        raise NotProven(Fault.BIG)
    try:
        signed = _read(typed)
        certificate, signer = _one_signer(signed)
        _check_algorithms(certificate, signer)
        _check_signature(signed, signer, certificate, text)
        return _whole(certificate)
    except NotProven:
        raise
    except Exception as reason:  # what is read lazily fails anywhere, each library in its own way
        log.info("a signature could not be read: %s", type(reason).__name__)
        raise NotProven(Fault.MALFORMED) from None


def _read(typed: str) -> SignedData:
    body = "".join(ARMOUR.sub("", typed).split())
    try:
        raw = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise NotProven(Fault.MALFORMED) from None
    envelope = ContentInfo.load(raw, strict=True)
    if envelope["content_type"].native != "signed_data":
        raise NotProven(Fault.MALFORMED)
    signed: SignedData = envelope["content"]
    return signed


def _one_signer(signed: SignedData) -> tuple[Certificate, SignerInfo]:
    if len(signed["signer_infos"]) != 1:
        raise NotProven(Fault.SIGNERS if len(signed["signer_infos"]) else Fault.MALFORMED)
    certificates = signed["certificates"]
    if certificates is VOID or not 1 <= len(certificates) <= MOST_CERTIFICATES:
        raise NotProven(Fault.MALFORMED)
    return extract_certificate_info(signed).signer_cert, signed["signer_infos"][0]


def _check_algorithms(certificate: Certificate, signer: SignerInfo) -> None:
    """Every algorithm is one that is checked here; GOST has a name of its own."""
    digest: DigestAlgorithm = signer["digest_algorithm"]
    signature: SignedDigestAlgorithm = signer["signature_algorithm"]
    key = certificate["tbs_certificate"]["subject_public_key_info"]["algorithm"]["algorithm"]
    used = (digest["algorithm"].dotted, signature["algorithm"].dotted, key.dotted)
    if any(oid.startswith(GOST) for oid in used):
        raise NotProven(Fault.GOST)
    hashed = {digest["algorithm"].native, *_own_hash(signature)}
    if hashed & set(WEAK_HASHES):
        raise NotProven(Fault.WEAK)
    if key.native != "rsa" or not hashed <= set(HASHES) or len(hashed) != 1:
        raise NotProven(Fault.ALGORITHM)
    if _padding(signature) not in PADDINGS or certificate.public_key.bit_size > LONGEST_KEY:
        raise NotProven(Fault.ALGORITHM)
    if certificate.public_key.bit_size < SHORTEST_KEY:
        raise NotProven(Fault.WEAK)


def _own_hash(signature: SignedDigestAlgorithm) -> set[str]:
    """The hash that the signature's algorithm names itself: `sha256_rsa` does, `rsa` has none."""
    try:
        return {signature.hash_algo}
    except ValueError:
        return set()


def _padding(signature: SignedDigestAlgorithm) -> str:
    try:
        return str(signature.signature_algo)
    except ValueError:
        return ""


def _check_signature(
    signed: SignedData, signer: SignerInfo, certificate: Certificate, text: bytes
) -> None:
    """The signature is right, and over the text: that inside, if any, says the same."""
    kind, inside = (signed["encap_content_info"][part] for part in ("content_type", "content"))
    if signer["signed_attrs"] is VOID or kind.native != "data":
        raise NotProven(Fault.MALFORMED)
    if inside is not VOID and inside.native is not None and bytes(inside) != text:
        raise NotProven(Fault.OTHER_TEXT)
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, text).digest()
    intact, valid = validate_sig_integrity(signer, certificate, "data", digest)
    if not (intact and valid):
        raise NotProven(Fault.OTHER_TEXT)


def _whole(certificate: Certificate) -> Certificate:
    """The certificate with each of its parts read, so that none fails later."""
    whole = Certificate.load(certificate.dump(), strict=True)
    assert whole.native
    return whole
