"""Bad configuration of messages is told at start."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks

from tests.requirement_marks import Done


def told(prefix: str = "notifications.") -> list[str]:
    ids = [str(check.id) for check in run_checks()]
    return [each for each in ids if each.startswith(prefix)]


def test_the_demo_as_it_is_has_nothing_to_tell() -> None:
    assert told() == []


def test_the_console_is_refused_outside_a_demo(settings: Any) -> None:
    settings.SMS_GATEWAYS = ["notifications.gateways.console.Console"]
    assert told() == []
    settings.DEMO = False
    assert told() == ["notifications.E001"]


def test_the_demo_phone_is_refused_outside_a_demo(settings: Any) -> None:
    settings.DEMO = False
    assert "homebank.E002" in told("homebank.")


@pytest.mark.parametrize("path", ["nothing", "notifications.gateways.none.None", "uuid.UUID"])
def test_a_path_to_no_gateway_is_told(settings: Any, path: str) -> None:
    settings.SMS_GATEWAYS = [path]
    assert told() == ["notifications.E002"]


@pytest.mark.parametrize("host", ["https://homebank.kz", "homebank.kz:8000", "bank/kz", ""])
def test_a_host_that_is_none_is_told(settings: Any, host: str) -> None:
    settings.CODE_HOST = host
    assert told() == ["notifications.E003"]


def test_a_host_that_does_not_fit_is_told(settings: Any) -> None:
    settings.CODE_HOST = "k" * 18 + ".kz"
    assert told() == []
    settings.CODE_HOST = "k" * 19 + ".kz"
    assert told() == ["notifications.W001"]


def test_the_command_says_it_with_what_to_do(command: Callable[..., Done], settings: Any) -> None:
    settings.CODE_HOST = "k" * 19 + ".kz"
    said = command("check")
    assert "(notifications.W001) HOMEBANK_CODE_HOST" in said.err
    assert "payment (ru)" in said.err
    assert "HINT" in said.err
