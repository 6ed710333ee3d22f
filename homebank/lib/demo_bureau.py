"""A card bureau for the demo and the tests: the key that opens its files, and its certificate."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

BITS = 3072
LIFE = timedelta(days=10 * 365)  # a demo's clock may run years ahead


def make_bureau(folder: Path, *, at: datetime) -> None:
    """Write `bureau.key`, which a bank never has, and `bureau.pem`, for which it seals files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = rsa.generate_private_key(65537, BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Homebank demo card bureau")])
    begun = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    begun = begun.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = begun.not_valid_before(at - timedelta(days=1)).not_valid_after(at + LIFE)
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                              serialization.NoEncryption())  # fmt: skip
    _write(folder / "bureau.key", plain)
    signed = made.sign(key, hashes.SHA256())  # last: whoever finds it finds the key
    _write(folder / "bureau.pem", signed.public_bytes(serialization.Encoding.PEM))


def _write(file: Path, content: bytes) -> None:
    beside = file.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    beside.replace(file)
