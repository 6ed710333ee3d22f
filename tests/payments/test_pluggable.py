"""Another protocol is a class and a line of the settings: the whole flow works over it."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from homebank.lib.gateways import GatewayError
from payments.billers import Accepted, BillerRefused, Checked, Order
from payments.models import Biller
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import new_payer

pytestmark = pytest.mark.django_db


class LineBiller:
    """A line of text over TCP: `check|pay number account sum`, answered `ok X` or `no`."""

    def check(self, order: Order) -> Checked:
        return Checked(holder=self._ask("check", order))

    def pay(self, order: Order) -> Accepted:
        return Accepted(number=self._ask("pay", order))

    def _ask(self, verb: str, order: Order) -> str:
        import socket

        host, _colon, port = order.address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), order.limit.total_seconds()) as peer:
                line = f"{verb} {order.number} {order.account} {order.amount.amount}\n"
                peer.sendall(line.encode())
                told = peer.makefile().readline().split()
        except OSError as reason:
            raise GatewayError(str(reason)) from None
        if told[:1] != ["ok"]:
            raise BillerRefused("no-account")
        return told[1]


class Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        verb, number, account, _sum = self.rfile.readline().decode().split()
        known = account != "7000000000"
        self.wfile.write(f"ok {verb}-{number}\n".encode() if known else b"no\n")


@pytest.fixture
def line_biller(settings: Settings) -> Iterator[None]:
    """Kcell leaves OSMP for the protocol of lines."""
    settings.BILLER_GATEWAYS = {
        **settings.BILLER_GATEWAYS, "lines": f"{__name__}.LineBiller",
    }  # fmt: skip
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_address[1]}"
        Biller.objects.filter(key="kcell").update(protocol="lines", address=address)
        yield
        server.shutdown()


@pytest.mark.requirement("PAY-05", "pluggable")
def test_a_bill_is_paid_over_a_protocol_of_another_maker(line_biller: None) -> None:
    payment = new_payer().done(service="kcell")
    assert payment.state == State.DONE
    assert payment.biller_number == f"pay-{payment.number}"
    assert payment.holder == f"check-{payment.number}"


def test_its_refusal_has_our_sentence(line_biller: None) -> None:
    anna = new_payer()
    failed = anna.drafted(service="kcell", account="87000000000")
    assert "has no such number." in anna.text(failed)


def test_the_others_keep_their_own_protocol(line_biller: None, billers: Billers) -> None:
    payment = new_payer().done(service="beeline")
    assert len(billers.credited(payment.number)) == 1
