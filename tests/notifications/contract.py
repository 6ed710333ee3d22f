"""What every gateway does. Subclass it, give it a `gateway` fixture, and run it."""

import re
from typing import Any

import pytest

from homebank.lib.ids import uuid7
from notifications.delivery import in_hand, window_of
from notifications.gateways import Answering, GatewayError, Receipt, ReceiptState, SmsGateway
from tests.notifications.conftest import any_phone

TEXT = "482915: оплата 12 500 ₸, Қазақтелеком\n@homebank.kz #482915"


def send_one(gateway: SmsGateway) -> str:
    return gateway.send(to=any_phone(), text=TEXT, reference=uuid7())


class GatewayContract:
    """Of all gateways. A fixture `broken` may give one whose other end is gone (or None)."""

    @pytest.fixture
    def broken(self) -> SmsGateway | None:
        return None

    def test_it_returns_a_reference_that_fits_the_column(self, gateway: SmsGateway) -> None:
        reference = send_one(gateway)
        assert 0 < len(reference) <= 100
        assert reference.isprintable()

    def test_it_takes_the_same_message_again(self, gateway: SmsGateway) -> None:
        message: dict[str, Any] = {"to": any_phone(), "text": TEXT, "reference": uuid7()}
        assert gateway.send(**message)
        assert gateway.send(**message)

    def test_it_takes_the_longest_text(self, gateway: SmsGateway) -> None:
        assert gateway.send(to=any_phone(), text="Ғ" * 134, reference=uuid7())

    def test_its_window_is_a_number_of_sends_at_once(self, gateway: SmsGateway) -> None:
        assert 1 <= window_of(gateway) <= in_hand(gateway) <= 300

    def test_who_must_be_asked_for_receipts_says_that_it_has_some(
        self, gateway: SmsGateway
    ) -> None:
        if isinstance(gateway, Answering):
            assert getattr(gateway, "receipts", False) is True

    def test_it_has_a_receipt_or_nothing_for_what_it_took_and_for_what_it_did_not(
        self, gateway: SmsGateway
    ) -> None:
        if not isinstance(gateway, Answering):
            return
        for reference in (send_one(gateway), "8589934599"):
            receipt = gateway.ask_receipt(to=any_phone(), gateway_reference=reference)
            assert receipt is None or isinstance(receipt, Receipt)
            assert receipt is None or receipt.state != ReceiptState.DELIVERED

    def test_one_that_reaches_nobody_says_that_nothing_was_sent_and_tells_no_secret(
        self, broken: SmsGateway | None
    ) -> None:
        if broken is None:
            return
        with pytest.raises(GatewayError) as refused:
            send_one(broken)
        assert (refused.value.uncertain, refused.value.permanent) == (False, False)
        assert not re.search(r"482915|\+7700\d{7}", str(refused.value))
