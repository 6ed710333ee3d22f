"""A bank speaks at start when its seal is missing, a demo's, or about to end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from documents.checks import bank_has_a_seal
from homebank.lib import clock
from homebank.lib.certificates import make_seal, read_seal
from homebank.startup import refuse_unsafe

YEAR = timedelta(days=365)


@pytest.fixture
def bank(settings: Settings) -> Settings:
    settings.DEMO = False
    return settings


def with_seal(bank: Settings, folder: Path, *, life: timedelta = YEAR, authority: str = "") -> None:
    make_seal(folder, owner="Bank", at=clock.now(), life=life, authority=authority or "Real CA")
    bank.SEAL_FILE = str(folder / "seal.p12")
    bank.SEAL_PASSPHRASE = (folder / "passphrase").read_text()


def found() -> list[str]:
    return [str(message.id) for message in bank_has_a_seal(None)]


def test_the_demo_has_a_seal_of_its_own(settings: Settings) -> None:
    assert found() == []
    assert read_seal(settings.SEAL_FILE, settings.SEAL_PASSPHRASE).is_demo


def test_a_bank_without_a_seal_does_not_start(bank: Settings) -> None:
    bank.SEAL_FILE = ""
    assert found() == ["documents.E001"]
    with pytest.raises(ImproperlyConfigured, match="HOMEBANK_SEAL_FILE is not set"):
        refuse_unsafe()


def test_a_file_or_a_passphrase_that_does_not_open_it_is_named(bank: Settings) -> None:
    bank.SEAL_PASSPHRASE = "wrong"
    assert found() == ["documents.E002"]
    bank.SEAL_FILE = "/nowhere/seal.p12"
    assert found() == ["documents.E002"]


def test_a_demos_seal_is_refused_outside_a_demo(bank: Settings) -> None:
    assert found() == ["documents.E003"]


def test_a_real_seal_is_welcome(bank: Settings, tmp_path: Path) -> None:
    with_seal(bank, tmp_path / "seal")
    assert found() == []


def test_its_end_is_told_thirty_days_ahead(bank: Settings, tmp_path: Path) -> None:
    with_seal(bank, tmp_path / "seal", life=timedelta(days=60))
    assert found() == []
    with clock.moved(timedelta(days=31)):
        assert found() == ["documents.W001"]
    with clock.moved(timedelta(days=61)):
        assert found() == ["documents.E004"]


def test_the_key_is_not_in_what_is_printed_of_a_seal(settings: Settings) -> None:
    seal = read_seal(settings.SEAL_FILE, settings.SEAL_PASSPHRASE)
    assert "RSA" not in repr(seal)


def test_only_its_owner_reads_a_made_seal(tmp_path: Path) -> None:
    make_seal(tmp_path / "seal", owner="Bank", at=clock.now())
    for file in (tmp_path / "seal").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
