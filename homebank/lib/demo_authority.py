"""An authority of signatures for the demo and the tests, and keys of people that it vouches for.

It names people as Kazakhstan's national authority does. A bank in production refuses it.
"""

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from homebank.lib.certificates import DEMO_AUTHORITY, FOR_CLIENTS, FOR_PEOPLE, KEY_USES

BITS = 2048
YEAR = timedelta(days=365)
LIFE = 10 * YEAR  # a demo's clock may run years ahead
FOR_SIGN_IN = ("digital_signature", "key_encipherment")
FOR_DOCUMENTS = ("digital_signature", "content_commitment")
EMAIL = "1.3.6.1.5.5.7.3.4"  # what the national authority gives keys that sign documents


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A person's key and its certificate, as a file of the national authority holds them."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey = field(repr=False)

    def sign(self, text: bytes, *, detached: bool = True) -> str:
        """The CMS over the text, in base64, as NCALayer answers."""
        begun = pkcs7.PKCS7SignatureBuilder().set_data(text)
        signed = begun.add_signer(self.certificate, self.key, hashes.SHA256())
        apart = [pkcs7.PKCS7Options.DetachedSignature] if detached else []
        options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities, *apart]
        return base64.b64encode(signed.sign(Encoding.DER, options)).decode()

    def save(self, file: Path) -> None:
        """Into a file that its owner alone reads."""
        held = self.key.private_bytes(
            Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write(file, held + self.certificate.public_bytes(Encoding.PEM))


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """A root and the authority below it, which issues to people. `folder` is what a bank reads."""

    folder: Path
    root: DemoKey
    issuing: DemoKey

    def issue(
        self, *, at: datetime, name: str = "", iin: str = "", numbers: Iterable[str] | None = None,
        uses: tuple[str, ...] = FOR_SIGN_IN, purposes: tuple[str, ...] = (FOR_CLIENTS, FOR_PEOPLE),
        life: timedelta = YEAR, key: rsa.RSAPrivateKey | None = None,
    ) -> DemoKey:  # fmt: skip
        """A key whose certificate begins a day before `at`.

        `numbers` replaces `IIN<iin>` as the serialNumbers of the subject; `key` one that is there.
        """
        key = key or _new_key()
        told = [f"IIN{iin}"] if numbers is None else list(numbers)
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, name or "ТЕСТОВ ТЕСТ"),
             *(x509.NameAttribute(NameOID.SERIAL_NUMBER, each) for each in told),
             x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ")]
        )  # fmt: skip
        begun = _begun(subject, key, self.issuing.certificate.subject, self.issuing.key, at, life,
                       uses)  # fmt: skip
        known = x509.ExtendedKeyUsage([x509.ObjectIdentifier(each) for each in purposes])
        extended = begun.add_extension(known, critical=False) if purposes else begun
        return DemoKey(extended.sign(self.issuing.key, hashes.SHA256()), key)

    def write_lists(
        self, folder: Path, *, at: datetime, revoked: Iterable[DemoKey] = (),
        life: timedelta = LIFE,
    ) -> None:  # fmt: skip
        """The lists of revoked certificates of both authorities, good for so long."""
        own = [each.certificate.serial_number for each in revoked]
        for name, issuer, serials in (("root", self.root, []), ("issuing", self.issuing, own)):
            begun = (
                x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
                .last_update(at - timedelta(days=1)).next_update(at + life)
            )  # fmt: skip
            for serial in serials:
                entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
                begun = begun.add_revoked_certificate(entry.build())
            signed = begun.sign(issuer.key, hashes.SHA256())
            _write(folder / f"{name}.crl", signed.public_bytes(Encoding.DER))


def make_authority(folder: Path, *, at: datetime) -> None:
    """An authority in a folder of its own: `authorities/` is for the bank, the keys are not."""
    (folder / "authorities").mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, key = _new_key(), _new_key()
    name, below = _named(DEMO_AUTHORITY), _named(f"{DEMO_AUTHORITY}, people")
    uses = ("key_cert_sign", "crl_sign")
    apart = _begun(name, root_key, name, root_key, at, LIFE, uses)
    between = _begun(below, key, name, root_key, at, LIFE, uses)
    root, issuing = (each.sign(root_key, hashes.SHA256()) for each in (apart, between))
    made = DemoAuthority(folder / "authorities", DemoKey(root, root_key), DemoKey(issuing, key))
    made.write_lists(made.folder, at=at)
    for file, held in (("root", made.root), ("issuing", made.issuing)):
        _write(made.folder / f"{file}.pem", held.certificate.public_bytes(Encoding.PEM))
        held.save(folder / f"{file}.key")  # last: whoever finds it finds the others


def read_authority(folder: Path) -> DemoAuthority:
    """What `make_authority` made there."""
    return DemoAuthority(
        folder / "authorities", read_key(folder / "root.key"), read_key(folder / "issuing.key")
    )


def read_key(file: Path) -> DemoKey:
    """A key that was saved. OSError and ValueError for what is none."""
    content = file.read_bytes()
    key = serialization.load_pem_private_key(content, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no RSA key")
    return DemoKey(x509.load_pem_x509_certificate(content), key)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, BITS)


def _named(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name),
         x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ")]
    )  # fmt: skip


def _begun(
    subject: x509.Name, key: rsa.RSAPrivateKey, issuer: x509.Name, signed_by: rsa.RSAPrivateKey,
    at: datetime, life: timedelta, uses: tuple[str, ...],
) -> x509.CertificateBuilder:  # fmt: skip
    """A certificate that is to be signed: an authority's if it may sign certificates."""
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1)).not_valid_after(at + life)
        .add_extension(x509.BasicConstraints("key_cert_sign" in uses, None), critical=True)
        .add_extension(x509.KeyUsage(**{use: use in uses for use in KEY_USES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), False
        )
    )  # fmt: skip


def _write(file: Path, content: bytes) -> None:
    beside = file.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    beside.replace(file)
