"""What sign-in by certificate needs is looked at when the bank starts, and named if it lacks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks

from homebank.lib import clock
from homebank.lib.authorities import Unreadable, read_authorities
from homebank.lib.demo_authority import LIFE, YEAR
from tests.accounts.signatures import authority

CHECKS = ("accounts.E010", "accounts.E011", "accounts.E012", "accounts.E013", "accounts.W010",
          "accounts.W011")  # fmt: skip


def told() -> list[str | None]:
    """What the checks of this method say."""
    return [each.id for each in run_checks(tags=[Tags.security]) if each.id in CHECKS]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A copy of what the bank recognises."""
    for file in authority().folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    settings.CERTIFICATE_AUTHORITIES = str(tmp_path)
    return tmp_path


def test_a_demo_is_in_order(folder: Path) -> None:
    assert told() == []


def test_without_a_folder_nothing_is_said(settings: Any) -> None:
    settings.CERTIFICATE_AUTHORITIES = ""
    assert told() == []


def test_a_demos_authority_is_refused_elsewhere(folder: Path, settings: Any) -> None:
    settings.DEMO = False
    settings.NCALAYER_URL = "wss://127.0.0.1:13579"
    assert told() == ["accounts.E011", "accounts.E011"]


def test_an_empty_folder_and_one_that_is_not_there(folder: Path, settings: Any) -> None:
    for file in folder.glob("*.pem"):
        file.unlink()
    assert told() == ["accounts.E010"]
    settings.CERTIFICATE_AUTHORITIES = "/nowhere"
    assert told() == ["accounts.E010"]


def test_a_file_that_is_no_certificate_is_named(folder: Path) -> None:
    (folder / "readme.pem").write_text("not here")
    with pytest.raises(Unreadable, match=r"readme\.pem is no certificate"):
        read_authorities(folder, folder)


def test_an_authority_without_its_list(folder: Path) -> None:
    (folder / "issuing.crl").unlink()
    assert told() == ["accounts.E012"]


def test_a_list_that_is_too_old_warns_and_starts(folder: Path) -> None:
    authority().write_lists(folder, at=clock.now() - YEAR, life=timedelta(days=300))
    assert told() == ["accounts.W011", "accounts.W011"]


def test_authorities_that_are_over_warn(folder: Path) -> None:
    with clock.moved(LIFE + timedelta(days=1)):
        assert "accounts.W010" in told()


@pytest.mark.parametrize(
    "address", ["ws://127.0.0.1:13579", "wss://evil.example", "", "http://127.0.0.1"]
)
def test_ncalayer_is_nowhere_but_on_the_visitors_computer(settings: Any, address: str) -> None:
    settings.DEMO = False
    settings.CERTIFICATE_AUTHORITIES = ""
    settings.NCALAYER_URL = address
    assert told() == ["accounts.E013"]


def test_a_demo_may_speak_without_tls(settings: Any) -> None:
    settings.NCALAYER_URL = "ws://127.0.0.1:4000"
    assert told() == []
