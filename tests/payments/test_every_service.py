"""Each row of the catalogue is paid over HTTP and a socket, at the fee of its tariff line."""

import pytest

from homebank.lib.money import Money
from payments.catalogue.examples import account_ending
from payments.catalogue.loading import FILE
from payments.catalogue.reading import read_catalogue
from payments.models import Payment, Service
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, words

pytestmark = pytest.mark.django_db
SERVICES = {row["key"]: row for row in read_catalogue(FILE).services}
CLAUSES = {
    "mobile": "mobile", "landline": "landline", "cable-tv": "cable TV", "utilities": "utilities",
    "internet": "internet", "universities": "universities", "schools": "schools",
    "kindergartens": "kindergartens",
}  # fmt: skip
OWN_CLAUSES = {"astana-erc": "Astana-ERC", "basis-telecom": "Basis-Telecom",
               "maec": "Miras and MAEC", "miras-university": "Miras and MAEC"}  # fmt: skip
# Line of table VI and its fee for 12,345.67 tenge, in tiyn, as ../shared/spec/tariffs.yaml has it.
BY_CATEGORY = {
    "mobile": ("3", 35_00), "landline": ("4", 50_00), "cable-tv": ("5", 50_00),
    "utilities": ("7", 50_00), "internet": ("8", 50_00), "universities": ("9.1", 50_00),
    "schools": ("9.2", 50_00), "kindergartens": ("9.3", 100_00),
}  # fmt: skip
BY_SERVICE = {"astana-erc": ("21", 61_73), "basis-telecom": ("22", 61_73), "maec": ("20", 0),
              "miras-university": ("20", 0)}  # fmt: skip


def clause(key: str) -> str:
    return OWN_CLAUSES.get(key, CLAUSES[SERVICES[key]["category"]])


def marked(keys: list[str]) -> list[object]:
    proof = pytest.mark.requirement
    return [pytest.param(key, marks=proof("PAY-02", clause(key))) for key in keys]


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer(balance=Money(100_000_000))


def account(key: str, ending: str = "4321") -> str:
    """An account of the service's kind, as its owner would read it from the bill."""
    kind = Service.objects.get(key=key).account_kind
    return kind.rules.shown(account_ending(kind, ending))


def paid(payer: Payer, key: str) -> Payment:
    return payer.done(service=key, account=account(key), amount="12 345,67")


@pytest.mark.parametrize("key", marked(list(SERVICES)))
def test_it_is_paid_from_form_to_receipt(anna: Payer, billers: Billers, key: str) -> None:
    payment = paid(anna, key)
    assert payment.state == State.DONE
    line, fee = BY_SERVICE.get(key) or BY_CATEGORY[SERVICES[key]["category"]]
    assert payment.quote is not None
    assert (payment.quote.line, payment.fee) == (line, Money(fee))
    [credited] = billers.credited(payment.number)
    assert (credited["sum"], credited["account"]) == (
        "12345.67",
        payment.account.removeprefix("+7"),
    )
    receipt = anna.text(payment, "receipt/")
    assert payment.receipt_number in receipt
    assert payment.account_shown.replace("\u00a0", " ") in receipt


@pytest.mark.parametrize("key", list(SERVICES))
def test_its_price_is_told_before_any_code_is_sent(anna: Payer, key: str) -> None:
    draft = anna.drafted(service=key, account=account(key), amount="12345,67")
    line, fee = BY_SERVICE.get(key) or BY_CATEGORY[SERVICES[key]["category"]]
    said = anna.text(draft)
    assert f"fee ₸{Money(fee).amount}" in said
    assert f"Line {line} of tariff VI" in said
    assert anna.messages("payment") == []


@pytest.mark.parametrize("key", list(SERVICES))
def test_an_account_that_the_biller_does_not_know_costs_nothing(anna: Payer, key: str) -> None:
    before = anna.balance
    if Service.objects.get(key=key).has_invoice:
        told = anna.told(key, account(key, "0002"))
        said = words(anna.client.get(f"/payments/invoices/{told.pk}/").content.decode())
    else:
        said = anna.text(anna.drafted(service=key, account=account(key, "0002")))
    assert "No money was taken" in said
    assert "has no such number" in said or "The biller has no such account" in said
    assert anna.balance == before


@pytest.mark.parametrize("key", ["activ", "kazakhtelecom-phone", "astana-erc"])
def test_the_biller_hears_its_own_code_of_the_service(
    anna: Payer, billers: Billers, key: str
) -> None:
    payment = paid(anna, key)
    [asked] = billers.asked(payment.number, "pay")
    assert asked["prv_id" if key != "astana-erc" else "prv"] == SERVICES[key]["code"]


@pytest.mark.parametrize(("key", "is_named"), [("steppe-university", True), ("beeline", False),
                                               ("kazakhtelecom-phone", False)])  # fmt: skip
def test_a_biller_names_the_holder_but_never_a_phone_s(
    anna: Payer, key: str, is_named: bool
) -> None:
    draft = anna.drafted(service=key, account=account(key))
    assert bool(draft.holder) is is_named
    assert draft.holder in anna.text(draft)


@pytest.mark.requirement("PAY-01", "categories")
def test_there_are_twelve_services_in_six_categories_and_more() -> None:
    assert len(SERVICES) >= 16
    assert set(CLAUSES) == {row["category"] for row in SERVICES.values()}


def test_every_icon_of_the_catalogue_is_in_the_sprite() -> None:
    from django.conf import settings

    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    for row in read_catalogue(FILE).categories:
        assert f'id="{row["icon"]}"' in sprite, row["key"]
