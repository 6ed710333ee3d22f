"""Signatures made by OpenSSL, which is not ours: what it makes is read, what is weak is refused."""

from __future__ import annotations

import base64
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.authorities import read_authorities
from homebank.lib.chains import check_certificate, iin_of
from homebank.lib.cms import signer_of
from homebank.lib.demo_authority import DemoKey
from homebank.lib.signature_faults import Fault, NotProven
from tests.accounts.signatures import authority, key_of, spare_key

TEXT = b"the text of a page"
IIN = "791217390040"


def openssl(*arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def signed(folder: Path, *options: str, form: str = "DER", key: DemoKey | None = None) -> str:
    """What `openssl cms -sign` makes of the text."""
    (key or key_of(IIN)).save(folder / "key.pem")
    (folder / "text").write_bytes(TEXT)
    made = openssl("cms", "-sign", "-binary", "-in", f"{folder}/text", "-outform", form,
                   "-signer", f"{folder}/key.pem", *options)  # fmt: skip
    return made.decode() if form == "PEM" else base64.b64encode(made).decode()


def vouched(certificate: Certificate) -> None:
    known = read_authorities(authority().folder, authority().folder)
    check_certificate(certificate, authorities=known, at=clock.now())


@pytest.mark.parametrize(
    "options",
    [("-md", "sha256"), ("-md", "sha384"), ("-md", "sha512"), ("-nodetach",), ("-cades",),
     ("-keyopt", "rsa_padding_mode:pss"), ("-keyid",)],
    ids=" ".join,
)  # fmt: skip
def test_what_openssl_signs_is_read(tmp_path: Path, options: tuple[str, ...]) -> None:
    certificate = signer_of(signed(tmp_path, *options), text=TEXT)
    assert iin_of(certificate) == IIN
    vouched(certificate)


def test_a_signature_in_armour_is_read(tmp_path: Path) -> None:
    armoured = signed(tmp_path, form="PEM")
    assert "BEGIN CMS" in armoured
    assert iin_of(signer_of(armoured, text=TEXT)) == IIN


@pytest.mark.parametrize(
    ("options", "fault"),
    [(("-md", "sha1"), Fault.WEAK), (("-md", "md5"), Fault.WEAK), (("-noattr",), Fault.MALFORMED),
     (("-nocerts",), Fault.MALFORMED), (("-econtent_type", "1.2.3.4"), Fault.MALFORMED),
     (("-md", "sha3-256"), Fault.ALGORITHM)],
)  # fmt: skip
def test_what_openssl_signs_otherwise_is_refused(
    tmp_path: Path, options: tuple[str, ...], fault: Fault
) -> None:
    with pytest.raises(NotProven) as told:
        signer_of(signed(tmp_path, *options), text=TEXT)
    assert told.value.fault == fault


def test_a_short_key_is_weak(tmp_path: Path) -> None:
    short = rsa.generate_private_key(65537, 1024)
    with pytest.raises(NotProven) as told:
        signer_of(signed(tmp_path, key=key_of(IIN, key=short)), text=TEXT)
    assert told.value.fault == Fault.WEAK


def test_a_certificate_that_was_signed_with_sha1_is_weak(tmp_path: Path) -> None:
    file = f"{tmp_path}/ca.pem"
    authority().issuing.save(Path(file))
    openssl("pkey", "-in", file, "-pubout", "-out", f"{tmp_path}/public")
    weak = openssl("x509", "-new", "-subj", f"/CN=TEST/serialNumber=IIN{IIN}", "-sha1",
                   "-force_pubkey", f"{tmp_path}/public", "-CA", file, "-CAkey", file,
                   "-outform", "DER")  # fmt: skip
    with pytest.raises(NotProven) as told:
        vouched(Certificate.load(weak))
    assert told.value.fault == Fault.WEAK


def test_an_authority_that_is_over_vouches_for_nobody(tmp_path: Path) -> None:
    """Its own end, by the bank's clock, ends whom it vouched for, whatever they claim."""
    held = authority()
    late = clock.now() + timedelta(days=9 * 365)
    key = held.issue(at=late, iin=IIN, key=spare_key(), life=timedelta(days=5 * 365))
    known = read_authorities(held.folder, held.folder)
    certificate = Certificate.load(key.certificate.public_bytes(Encoding.DER))
    with pytest.raises(NotProven) as told:
        check_certificate(certificate, authorities=known, at=late + timedelta(days=2 * 365))
    assert told.value.fault == Fault.FOREIGN


GOOD = st.deferred(lambda: st.just(base64.b64decode(key_of(IIN).sign(TEXT))))


@given(data=st.data())
def test_no_byte_of_it_can_be_changed_so_that_another_is_named(data: st.DataObject) -> None:
    raw = bytearray(data.draw(GOOD))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        certificate = signer_of(base64.b64encode(raw).decode(), text=TEXT)
        vouched(certificate)
    except NotProven:
        return
    assert iin_of(certificate) == IIN


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_is_refused_in_one_way(raw: bytes) -> None:
    with pytest.raises(NotProven):
        signer_of(base64.b64encode(raw).decode(), text=TEXT)
