"""The invoice protocol over a socket: bills are read strictly, payments are handed in once."""

import itertools
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import BillerPostponed, BillerRefused, Order, Part
from payments.billers.invoice import InvoiceBiller
from payments.billers.simulator import PATHS
from tests.payments.conftest import Billers, Server, plain

AT, LIMIT = datetime(2026, 11, 21, 9, tzinfo=UTC), timedelta(seconds=3)
_numbers = itertools.count(900_001)
GOOD = (
    "<rs><err>0</err><account><invoice><invoiceId>77</invoiceId><period>202610</period><fio>A</fio>"
    "<services><service><serviceId>1</serviceId><serviceName>Heat</serviceName>"
    "<fixSum>10.50</fixSum></service></services></invoice></account></rs>"
)


@pytest.fixture(autouse=True)
def _known_to_billers(settings: Settings) -> None:
    settings.INVOICE_USER, settings.INVOICE_PASSWORD = "demo", "de<mo"


def order(address: str, account: str = "104552310", **more: Any) -> Order:
    facts = {"amount": Money(150_000), "at": AT, "limit": LIMIT, "service": "137", **more}
    return Order(address=address, number=next(_numbers), account=account, **facts)


def at_simulator(billers: Billers, account: str = "104552310", **more: Any) -> Order:
    return order(billers.url + PATHS["invoice"], account, **more)


@pytest.mark.requirement("PAY-05", "invoice protocol")
def test_a_bill_has_lines_that_add_up(simulator: Billers) -> None:
    told = InvoiceBiller().fetch_invoice(at_simulator(simulator))
    assert [line.key for line in told.lines] == ["1", "2", "3", "4", "5", "6"]
    assert told.due == sum((line.due for line in told.lines), Money(0))
    assert told.lines[0].used == "2,431 Гкал"
    assert re.fullmatch(r"20\d\d-\d\d", told.month)
    assert told.holder


@pytest.mark.requirement("PAY-05", "invoice protocol")
def test_a_payment_is_handed_in_by_lines_and_then_asked_after(simulator: Billers) -> None:
    wanted = at_simulator(simulator, account="104550001"[:5] + "4400",
                          parts=(Part("1", Money(100_000)), Part("2", Money(50_000))))  # fmt: skip
    accepted = InvoiceBiller().pay(wanted)
    [credited] = simulator.credited(wanted.number)
    assert (credited["sum"], accepted.number) == ("1500.00", credited["prv_txn"])
    [asked] = simulator.asked(wanted.number, "pay")
    assert asked["parts"] == "1=1000.00,2=500.00"


def test_the_same_number_is_credited_once(simulator: Billers) -> None:
    wanted = at_simulator(simulator, account="104555500")
    assert InvoiceBiller().pay(wanted) == InvoiceBiller().pay(wanted)
    assert len(simulator.credited(wanted.number)) == 1


def test_what_was_paid_is_owed_no_more(simulator: Billers) -> None:
    before = InvoiceBiller().fetch_invoice(at_simulator(simulator, account="104556600")).due
    today = datetime.now(UTC)
    InvoiceBiller().pay(at_simulator(simulator, account="104556600", at=today))
    after = InvoiceBiller().fetch_invoice(at_simulator(simulator, account="104556600")).due
    assert after == before - Money(150_000)


@pytest.mark.parametrize(("ending", "code"), [("0002", "no-account"), ("0011", "forbidden")])
def test_a_final_no_has_our_word(simulator: Billers, ending: str, code: str) -> None:
    with pytest.raises(BillerRefused) as no:
        InvoiceBiller().fetch_invoice(at_simulator(simulator, account=f"10455{ending}"))
    assert no.value.code == code


def test_a_bill_that_was_replaced_is_not_paid(simulator: Billers) -> None:
    restless = at_simulator(simulator, account="104550017", invoice="20261099")
    with pytest.raises(BillerRefused) as no:
        InvoiceBiller().check(restless)
    assert no.value.code == "bill-changed"


@pytest.mark.parametrize(
    ("ending", "error"),
    [("0001", BillerPostponed), ("0005", BillerRefused), ("0006", GatewayError),
     ("0008", GatewayError), ("0010", GatewayError), ("0014", BillerPostponed)],
)  # fmt: skip
def test_only_a_date_means_paid(simulator: Billers, ending: str, error: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as told:
        InvoiceBiller().pay(at_simulator(simulator, account=f"10456{ending}"))
    assert type(told.value) is error


def test_asking_after_a_payment_ends_with_the_order_s_time(simulator: Billers) -> None:
    began = time.monotonic()
    with pytest.raises(BillerPostponed):
        InvoiceBiller().pay(at_simulator(simulator, account="104570014"))
    assert time.monotonic() - began < LIMIT.total_seconds() + 20


@pytest.mark.parametrize(
    "body",
    ["", "It works!", "<rs/>", GOOD.replace("<invoiceId>77</invoiceId>", ""),
     GOOD.replace("10.50", "1e9"), GOOD.replace("10.50", "10,50"), GOOD.replace("10.50", ""),
     GOOD.replace("10.50", "99999999999999"), GOOD.replace("10.50", "NaN"),
     GOOD.replace("<serviceId>1</serviceId>", ""), GOOD.replace("Heat", " "),
     re.sub("<service>.*</service>", "", GOOD), GOOD.replace("<err>0", "<err>5555"),
     '<!DOCTYPE rs [<!ENTITY a "b">]>' + GOOD, GOOD.replace("</rs>", ""),
     re.sub("(<service>.*</service>)", r"\1" * 41, GOOD)],
)  # fmt: skip
def test_a_bill_that_is_none_proves_nothing(server: Server, body: str) -> None:
    with pytest.raises(GatewayError) as told:
        InvoiceBiller().fetch_invoice(order(server(plain(body.encode()))))
    assert not told.value.permanent


def test_an_overpaid_line_owes_nothing(server: Server) -> None:
    body = GOOD.replace("10.50", "-300.00").replace("202610", "hostile")
    told = InvoiceBiller().fetch_invoice(order(server(plain(body.encode()))))
    assert (told.due, told.month) == (Money(0), "")


def test_hostile_texts_are_cut_and_harmless(simulator: Billers) -> None:
    told = InvoiceBiller().fetch_invoice(at_simulator(simulator, account="104550013"))
    assert len(told.holder) <= 200
    assert told.holder.isprintable()


@pytest.mark.parametrize(
    "reply", ["", "ok", "[PaysXML]1,demo", "[PaysXML]{number},other", "9999", "20261121"]
)
def test_only_our_own_number_is_an_acknowledgement(server: Server, reply: str) -> None:
    wanted = order("")
    address = server(plain(reply.format(number=wanted.number).encode()))
    with pytest.raises(GatewayError) as told:
        InvoiceBiller().pay(order(address))
    assert not told.value.permanent


def test_nobody_is_asked_without_a_name_of_ours(simulator: Billers, settings: Settings) -> None:
    settings.INVOICE_USER = ""
    with pytest.raises(GatewayError, match="HOMEBANK_INVOICE_USER is not set"):
        InvoiceBiller().check(at_simulator(simulator))


@pytest.mark.parametrize(
    "question", ["", "<rq/>", "[PaysXML]", "[PaysXML]<rq/>", "[rPays]", "\x00"]
)
def test_the_simulator_answers_nonsense_with_an_error(simulator: Billers, question: str) -> None:
    from payments.billers.http import fetch

    address = simulator.url + PATHS["invoice"]
    assert fetch(address, limit=LIMIT, content=question.encode()) == b"9011"
