"""The whole bank with SMPP for its gateway: a code asked for on a page leaves through a centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homebank.lib.ports import free_port
from tests import environment
from tests.notifications.test_smpp_processes import centre_process, page_of
from tests.system import LiveBank, start_bank, stop_bank, wait_for
from tests.visitor import Visitor

GATEWAY = "notifications.gateways.smpp.Smpp"


@pytest.fixture(scope="module")
def page() -> int:
    return free_port()


@pytest.fixture(scope="module")
def bank(page: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveBank]:
    """A running bank whose workers are bound to a centre that runs beside it."""
    port, state = free_port(), tmp_path_factory.mktemp("smpp-bank")
    with pytest.MonkeyPatch.context() as env, centre_process(port, page):
        env.setenv("HOMEBANK_SMS_GATEWAY", GATEWAY)
        env.setattr("homebank.launcher.GRACE_SECONDS", 120)  # for the farewell, on any machine
        env.setenv("HOMEBANK_SMPP_URL_FILE", str(address_file(state, port)))
        name = f"smpp_{environment.WORKER}"
        started = start_bank(state / "bank", environment.postgres(), name, watched=False)
        yield started
        stop_bank(started)
        assert page_of(page)["unbinds"] >= 1  # the workers said farewell
        assert page_of(page)["lost"] == 0


def address_file(folder: Path, port: int) -> Path:
    """The address with its password, as an operator keeps it."""
    file = folder / "smpp-url"
    file.write_text(f"smpp://homebank:loopback@127.0.0.1:{port}\n")
    return file


@pytest.mark.requirement("NTF-01", "SMPP 3.4")
def test_a_code_asked_for_on_a_page_leaves_through_a_centre_and_its_receipt_comes_back(
    bank: LiveBank, page: int
) -> None:
    person, visitor = bank.person(), Visitor(bank)
    visitor.open("/sign-in/?by=phone")
    visitor.fill(typed=person["phone"], password=person["password"])
    assert visitor.path == "/sign-in/code/", visitor.text
    message = wait_for(lambda: message_to(page, person["phone"]))
    assert (message["sender"], message["parts"]) == ("HOMEBANK", 1)
    wait_for(lambda: state_of(bank, message["ids"][0]) == "delivered")
    visitor.fill(code=message["text"][:6])
    assert visitor.path == "/my/", visitor.text


def message_to(page: int, phone: str) -> dict[str, Any] | None:
    journal: list[dict[str, Any]] = page_of(page)["journal"]
    return next((each for each in journal if each["to"] == phone), None)


def state_of(bank: LiveBank, message_id: int) -> str:
    query = "SELECT state FROM notifications_sms WHERE gateway_reference = %s"
    rows = bank.query(query, str(message_id))
    return str(rows[0][0]) if rows else ""
