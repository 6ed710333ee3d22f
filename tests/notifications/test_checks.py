"""Bad configuration of messages is told at start."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks

from tests import environment
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
    settings.SMS_GATEWAYS = ["notifications.gateways.demo.DemoPhone", path]
    assert told() == ["notifications.E002"]


@pytest.mark.parametrize("paths", [[], ["notifications.gateways.demo.DemoPhone"] * 2])
def test_no_gateway_or_one_twice_is_told(settings: Any, paths: list[str]) -> None:
    settings.SMS_GATEWAYS = paths
    assert told() == ["notifications.E002"]


@pytest.mark.parametrize("name", ["smsc_kz.SmscKz", "mobizon.Mobizon"])
def test_a_gateway_without_its_secrets_is_told(settings: Any, name: str) -> None:
    settings.SMSC_KZ_API_KEY = settings.SMSC_KZ_LOGIN = settings.MOBIZON_API_KEY = ""
    settings.SMS_GATEWAYS = [f"notifications.gateways.{name}"]
    assert told() == ["notifications.E004"]


@pytest.mark.parametrize("prefixes", [[], ["77"], ["+77", "+0"], ["+7 7"]])
def test_a_prefix_that_is_none_is_told(settings: Any, prefixes: list[str]) -> None:
    settings.SMS_PREFIXES = prefixes
    assert told() == ["notifications.E005"]


@pytest.mark.parametrize("host", ["https://homebank.kz", "homebank.kz:8000", "bank/kz", ""])
def test_a_host_that_is_none_is_told(settings: Any, host: str) -> None:
    settings.CODE_HOST = host
    assert told() == ["notifications.E003"]


def test_a_host_that_does_not_fit_is_told(settings: Any) -> None:
    settings.CODE_HOST = "k" * 17 + ".kz"
    assert told() == []
    settings.CODE_HOST = "k" * 18 + ".kz"
    assert told() == ["notifications.W001"]


def test_the_command_says_it_with_what_to_do(command: Callable[..., Done], settings: Any) -> None:
    settings.CODE_HOST = "k" * 19 + ".kz"
    said = command("check")
    assert "(notifications.W001) HOMEBANK_CODE_HOST" in said.err
    assert "payment (ru)" in said.err
    assert "HINT" in said.err


@pytest.mark.parametrize("name", ["SMSC_KZ_URL", "MOBIZON_URL"])
def test_a_provider_over_plain_http_is_told_outside_a_demo(settings: Any, name: str) -> None:
    setattr(settings, name, "http://smsc.kz/sys")
    assert told() == []
    settings.DEMO = False
    assert "notifications.E007" in told()


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5", "٣"])
def test_a_budget_that_is_no_number_is_told_at_start(count: str) -> None:
    env = {**os.environ, "HOMEBANK_SMS_CODES_HOUR": count}
    done = subprocess.run(
        [sys.executable, "-c", "import homebank.settings"], env=env, cwd=environment.checkout(),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "HOMEBANK_SMS_CODES_HOUR is no whole number from 1." in done.stderr
