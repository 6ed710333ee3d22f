"""Where passkeys belong: settings that would refuse every one of them speak at start."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.checks import passkeys_have_a_host


def told(settings: Any, host: str, *origins: str) -> list[str]:
    settings.PASSKEY_HOST, settings.PASSKEY_ORIGINS = host, list(origins)
    return [str(error.id) for error in passkeys_have_a_host(None)]


@pytest.mark.parametrize(
    ("host", "origin"),
    [("bank.example", "https://bank.example"), ("bank.example", "https://my.bank.example:8443"),
     ("localhost", "http://localhost:8000")],
)  # fmt: skip
def test_pages_of_the_host_are_taken(settings: Any, host: str, origin: str) -> None:
    assert told(settings, host, origin) == []


@pytest.mark.parametrize("host", ["", "https://bank.example", "bank.example:443", "10.0.0.1", "Ж"])
def test_what_is_no_host_name_is_refused(settings: Any, host: str) -> None:
    assert told(settings, host, "https://bank.example") == ["accounts.E004"]


@pytest.mark.parametrize(
    "origin",
    ["http://bank.example", "https://otherbank.example", "https://bank.example/", "bank.example",
     "https://bank.example.evil.example", "https://me@bank.example", "https://bank.example?x"],
)  # fmt: skip
def test_another_page_is_refused(settings: Any, origin: str) -> None:
    assert told(settings, "bank.example", "https://bank.example", origin) == ["accounts.E005"]


def test_no_page_at_all_is_refused(settings: Any) -> None:
    assert told(settings, "bank.example") == ["accounts.E005"]


def test_http_is_taken_in_a_demo_only(settings: Any) -> None:
    settings.DEMO = False
    assert told(settings, "localhost", "http://localhost:8000") == ["accounts.E005"]


def test_the_site_does_not_start_with_them(settings: Any) -> None:
    told(settings, "bank.example", "https://elsewhere.example")
    with pytest.raises(SystemCheckError, match="HOMEBANK_PASSKEY_ORIGINS"):
        call_command("check")
