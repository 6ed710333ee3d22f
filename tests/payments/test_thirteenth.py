"""One more service is an entry in a YAML file: docs/billers.md shows it, and here it is paid."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from homebank.lib.money import Money
from payments.catalogue.loading import FILE
from payments.models import Biller, Service
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import new_payer, words

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "billers.md"


def shown() -> dict[str, Any]:
    """The rows of the page's only block of YAML, word for word."""
    [block] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    rows: dict[str, Any] = yaml.safe_load(block)
    return rows


@pytest.fixture
def added(tmp_path: Path, billers: Billers) -> str:
    """Our file with the page's rows at the ends of their sections, loaded; the service's key."""
    data = yaml.safe_load(FILE.read_text())
    rows = shown()
    for section, more in rows.items():
        data[section] += more
    file = tmp_path / "services.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    call_command("load_services", check=True, file=file, verbosity=0)
    call_command("load_services", file=file, verbosity=0)
    key: str = rows["services"][0]["key"]
    # The page gives a real address, as a biller's record has; here the simulator answers for it.
    Biller.objects.filter(services__key=key).update(address="")
    return key


@pytest.mark.requirement("PAY-01", "search and city")
def test_the_thirteenth_service_is_found(added: str) -> None:
    page = Client(headers={"accept-language": "en"}).get("/payments/?q=лыжи&city=almaty")
    assert "Ski lessons" in words(page.content.decode())


def test_the_thirteenth_service_is_paid(added: str, billers: Billers) -> None:
    anna = new_payer()
    example = shown()["account_kinds"][0]["example"]
    paid = anna.done(service=added, account=example, amount="5000")
    assert (paid.state, paid.fee) == (State.DONE, Money(50_00))
    [credited] = billers.credited(paid.number)
    assert credited["account"] == example.replace(" ", "")
    assert "Ski lessons" in anna.text(paid, "receipt/")


def test_its_account_is_checked(added: str) -> None:
    said = words(new_payer().send(added, account="2041187").content.decode())
    assert "Pass number: digits needed: 8, typed: 7." in said
    mistyped = new_payer().send(added, account="20411871").content.decode()
    assert "Pass number: a digit is mistyped." in words(mistyped)


def test_loading_our_own_file_closes_it_again(added: str) -> None:
    call_command("load_services", verbosity=0)
    assert not Service.objects.get(key=added).is_open
    assert new_payer().client.get(f"/payments/services/{added}/pay/").status_code == 404
