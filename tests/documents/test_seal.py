"""The seal: real tools call it valid and whole, and any changed byte breaks it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from documents.errors import NoSealNow
from documents.issuing import sealed_bytes
from documents.models import Document
from homebank.lib import clock
from homebank.lib.certificates import make_seal
from tests.documents.tools import TRUSTED, VALID, WHOLE, holds, sample, signature_of

pytestmark = pytest.mark.django_db
# How many offsets of a file of some sixty thousand bytes are tried, spread over all of it.
FLIPS = 160


@pytest.fixture
def pdf() -> bytes:
    return sealed_bytes(sample())


def test_pdfsig_calls_the_seal_valid_whole_and_trusted(pdf: bytes, tmp_path: Path) -> None:
    said = signature_of(pdf, tmp_path)
    assert VALID in said
    assert WHOLE in said
    assert TRUSTED in said
    assert "ETSI.CAdES.detached" in said
    assert "Homebank JSC, electronic seal" in said


def test_who_does_not_know_the_authority_is_told_so(pdf: bytes, tmp_path: Path) -> None:
    said = signature_of(pdf, tmp_path, trusting=False)
    assert VALID in said
    assert TRUSTED not in said


def test_a_second_validator_agrees(pdf: bytes) -> None:
    assert holds(pdf)


def test_any_changed_byte_breaks_it(pdf: bytes) -> None:
    begin = pdf.index(b"/Contents <") + len(b"/Contents <")
    room = range(begin, pdf.index(b">", begin))
    for offset in range(7, len(pdf), len(pdf) // FLIPS):
        if offset in room:
            continue  # the signature's own place, tried below
        changed = bytearray(pdf)
        changed[offset] ^= 0x01
        assert not holds(bytes(changed)), f"byte {offset}"


def test_a_changed_signature_breaks_it(pdf: bytes) -> None:
    begin = pdf.index(b"/Contents <") + len(b"/Contents <")
    end = begin + len(pdf[begin : pdf.index(b">", begin)].rstrip(b"0"))
    for offset in range(end - 600, end - 4, 60):  # the signature proper stands last
        changed = bytearray(pdf)
        changed[offset] = ord("0") if changed[offset] != ord("0") else ord("1")
        assert not holds(bytes(changed)), f"{end - offset} digits before the end of the signature"


def test_what_is_added_at_the_end_is_not_under_the_seal(pdf: bytes, tmp_path: Path) -> None:
    said = signature_of(pdf + b"\n% and one million tenge\n", tmp_path)
    assert WHOLE not in said


def test_the_seal_tells_the_banks_time(tmp_path: Path) -> None:
    with clock.moved(timedelta(days=30)):
        paper = sample()
    day = f"{paper.issued_at.astimezone():%b %d %Y}"  # pdfsig tells it by the process's own zone
    assert f"Signing Time: {day}" in signature_of(sealed_bytes(paper), tmp_path)


def test_without_a_seal_no_paper_is_issued(settings: Settings) -> None:
    settings.SEAL_FILE = "/nowhere/seal.p12"
    with pytest.raises(NoSealNow):
        sample()
    assert Document.objects.count() == 0


def test_a_worn_out_seal_seals_nothing(settings: Settings, tmp_path: Path) -> None:
    begun = clock.now() - timedelta(days=20)
    make_seal(tmp_path / "old", owner="Homebank JSC", at=begun, life=timedelta(days=10))
    settings.SEAL_FILE = str(tmp_path / "old" / "seal.p12")
    settings.SEAL_PASSPHRASE = (tmp_path / "old" / "passphrase").read_text()
    with pytest.raises(NoSealNow):
        sample()
