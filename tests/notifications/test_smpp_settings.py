"""The settings of the gateway: what they may say, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.gateways.smpp import Smpp
from notifications.gateways.smpp.checks import the_smpp_settings_make_sense
from notifications.gateways.smpp.configuration import from_settings, read_sender

URL = "smpp://homebank:p%40ss%2F1@smsc.example.kz:2776"


@pytest.fixture(autouse=True)
def configured(settings: Any) -> Any:
    settings.SMS_GATEWAYS = ["notifications.gateways.smpp.Smpp"]
    settings.SMPP_URL, settings.SMPP_SYSTEM_TYPE, settings.SMPP_WINDOW = URL, "", "10"
    settings.SMS_SENDER = "HOMEBANK"
    return settings


def test_an_address_is_read_whole() -> None:
    read = from_settings()
    assert (read.host, read.port, read.system_id) == ("smsc.example.kz", 2776, "homebank")
    assert (read.password, read.encrypted, read.window) == ("p@ss/1", False, 10)
    assert "p@ss" not in repr(read)


@pytest.mark.parametrize(("scheme", "port"), [("smpp", 2775), ("smpps", 3550)])
def test_the_usual_port_need_not_be_written(configured: Any, scheme: str, port: int) -> None:
    configured.SMPP_URL = f"{scheme}://a:b@host"
    assert (from_settings().port, from_settings().encrypted) == (port, scheme == "smpps")


@pytest.mark.parametrize(
    ("sender", "ton", "npi"),
    [("HOMEBANK", 5, 0), ("Home Bank 24", 0, 0), ("Home Bank24", 5, 0), ("+77001234567", 1, 1),
     ("77001234567", 1, 1), ("1414", 3, 0), ("+1414", 1, 1)],
)  # fmt: skip
def test_a_sender_is_a_name_a_number_or_a_short_code(sender: str, ton: int, npi: int) -> None:
    if not ton:
        with pytest.raises(ImproperlyConfigured):
            read_sender(sender)
    else:
        assert (read_sender(sender).ton, read_sender(sender).npi) == (ton, npi)


@pytest.mark.parametrize("sender", ["", "Банк", "A" * 12, "a_b", "bank@kz", "1" * 16, "a\0b"])
def test_a_sender_that_phones_would_show_otherwise_is_refused(sender: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        read_sender(sender)


@pytest.mark.parametrize(
    "change",
    [{"SMPP_URL": "http://a:b@host"}, {"SMPP_URL": "smpp://host"}, {"SMPP_URL": "smpp://a:b@:1"},
     {"SMPP_URL": "smpp://a:b@host:high"}, {"SMPP_URL": "smpp://a:b%00c@host"},
     {"SMPP_WINDOW": "0"}, {"SMPP_WINDOW": "many"}, {"SMPP_WINDOW": "5000"},
     {"SMS_SENDER": "Қазбанк"}, {"SMPP_SYSTEM_TYPE": "ж"}],
)  # fmt: skip
def test_what_cannot_work_is_said_at_start(configured: Any, change: dict[str, str]) -> None:
    for name, value in change.items():
        setattr(configured, name, value)
    found = the_smpp_settings_make_sense(None)
    assert [each.id for each in found] == ["notifications.E006"]
    assert "b%00c" not in found[0].msg


def test_good_settings_are_not_talked_about() -> None:
    assert the_smpp_settings_make_sense(None) == []


def test_settings_of_a_gateway_that_is_not_used_do_not_matter(configured: Any) -> None:
    configured.SMS_GATEWAYS, configured.SMPP_URL = ["x.y.Z"], "nonsense"
    assert the_smpp_settings_make_sense(None) == []


def test_a_missing_address_is_named(configured: Any) -> None:
    configured.SMPP_URL = ""
    assert Smpp.missing_settings() == ["HOMEBANK_SMPP_URL"]
