"""A certificate authority for one test run, and the site's certificate from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

CA = "ca.pem"


def make_certificate(folder: Path, host: str) -> None:
    """Write ca.pem, tls_certificate (with its chain) and tls_key for the host."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("Homebank test authority")
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, ca=True)
    site = _certificate(_name(host), ca_name, key, ca_key, host=host)
    pem = serialization.Encoding.PEM
    (folder / CA).write_bytes(ca.public_bytes(pem))
    (folder / "tls_certificate").write_bytes(site.public_bytes(pem) + ca.public_bytes(pem))
    (folder / "tls_key").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip


def make_seal(folder: Path) -> None:
    """Write the bank's seal and its passphrase, vouched for by an authority of this run."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("Homebank test authority of seals")
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, ca=True)
    seal = _certificate(_name("Homebank"), ca_name, key, ca_key)
    protection = serialization.BestAvailableEncryption(b"open sesame")
    packed = pkcs12.serialize_key_and_certificates(b"seal", key, seal, [ca], protection)
    (folder / "seal").write_bytes(packed)
    (folder / "seal_passphrase").write_text("open sesame")


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey, *, host: str = "", ca: bool = False,
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )  # fmt: skip
    if host:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())
