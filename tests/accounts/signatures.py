"""Keys of people for the tests: from the authority that this run's bank recognises, and others."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto.cms import ContentInfo
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from accounts.models import CertificateAttempt
from homebank.lib import clock
from homebank.lib.demo_authority import DemoAuthority, DemoKey, make_authority, read_authority
from tests.accounts.pages import Browser, from_network
from tests.environment import STATE

SIGN, SIGNATURE = "/sign-in/certificate/", "/sign-in/certificate/signature/"
ACCEPTED = {"accepted": "on", "version": "1"}
GOST_HASH, GOST_KEY = "1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.3.2"


@cache
def authority() -> DemoAuthority:
    """The one that the bank of this run recognises."""
    return read_authority(STATE / "signatures")


@cache
def spare_key() -> rsa.RSAPrivateKey:
    """One key for all certificates of the tests: making one takes longer than a test."""
    return rsa.generate_private_key(65537, 2048)


def key_of(iin: str, **wishes: Any) -> DemoKey:
    """A key whose certificate names the IIN."""
    told: dict[str, Any] = {"at": clock.now(), "iin": iin, "key": spare_key(), **wishes}
    return authority().issue(**told)


def foreign_authority(folder: Path) -> DemoAuthority:
    """One that calls itself as the recognised one does, and is another."""
    make_authority(folder, at=clock.now())
    return read_authority(folder)


def agreed(client: Browser | None = None, *, network: int = 7, **query: str) -> Browser:
    """A browser that accepted the agreement and has a text to sign."""
    client = client or Browser(REMOTE_ADDR=from_network(network))
    told = "".join(f"?{name}={value}" for name, value in query.items())
    answer = client.post(SIGN + told, ACCEPTED)
    assert answer.status_code == 302, answer.content.decode()
    return client


def attempt_of(client: Browser) -> CertificateAttempt:
    return CertificateAttempt.objects.get(pk=client.session["certificate"]["attempt"])


def text_of(client: Browser) -> bytes:
    """What the page asks to be signed."""
    return attempt_of(client).text


def answer(client: Browser, signature: str) -> Any:
    return client.post(SIGNATURE, {"signature": signature})


def enter(client: Browser, key: DemoKey, *, detached: bool = True) -> Any:
    """Sign the page's text and send the signature."""
    return answer(client, key.sign(text_of(client), detached=detached))


def changed(signed: str, /, **algorithms: str) -> str:
    """The CMS with other algorithms named in it: `digest`, `signature`."""
    envelope = ContentInfo.load(base64.b64decode(signed))
    signer = envelope["content"]["signer_infos"][0]
    for name, oid in algorithms.items():
        signer[f"{name}_algorithm"] = {"algorithm": oid}
    return base64.b64encode(envelope.dump(force=True)).decode()


def signed_by_two(text: bytes, one: DemoKey, other: DemoKey) -> str:
    """A CMS with the signatures of both."""
    begun = pkcs7.PKCS7SignatureBuilder().set_data(text)
    for each in (one, other):
        begun = begun.add_signer(each.certificate, each.key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.DetachedSignature]
    return base64.b64encode(begun.sign(Encoding.DER, options)).decode()
