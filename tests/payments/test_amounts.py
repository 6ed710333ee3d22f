"""Amounts in every hostile form: a sentence, never a 500, never a payment of another sum."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebank.lib.money import Money
from payments.models import Payment
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, now

pytestmark = pytest.mark.django_db
HOSTILE = [
    "-1500", "+1500", "0", "0.00", "-0", "0.001", "1500.001", "1e3", "1E3", "9e99", "1e-9", "NaN",
    "nan", "Infinity", "-inf", "inf", "1_500", "1 5 00", "15 00", "1,234", "1.234", "990,099",
    "1.234.567", "1,234.56", "1.234,56", "0x5DC", "1500;", "1500'", "1500 OR 1=1", "<b>1500</b>",
    "١٥٠٠", "１５００", "१५००", "1500\x00", "1500\u202e", "\u200b1500", "1500\n2000", "9" * 19,
    "9" * 60, "9" * 5000, str(2**63), str(2**63 - 1), "1500 тг", "1500$", "$1500", "½", "Ⅳ",
    "1,5,0", ".5", "5.", ",", ".",
    "--", "٫", "1'500", "{{7*7}}", "%s", "../../etc", "null", "true", "[]",
]  # fmt: skip
ACCEPTED = [
    ("1500", 150_000), ("1500,5", 150_050), ("1500.50", 150_050), ("1 500", 150_000),
    ("1 500,50", 150_050), ("1\u00a0500\u00a0₸", 150_000), ("12\u202f000,00", 1_200_000),
    ("100", 10_000), ("500000", 50_000_000), (" 1500 ", 150_000),
]  # fmt: skip


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def test_no_hostile_amount_makes_a_payment(anna: Payer) -> None:
    values = anna.form()
    for typed in HOSTILE:
        answer = anna.client.post("/payments/services/beeline/pay/", {**values, "amount": typed})
        assert answer.status_code == 200, typed
        assert answer.context["form"].errors["amount"], typed
    assert not Payment.objects.filter(customer=anna.person.customer).exists()


@pytest.mark.parametrize(("typed", "minor"), ACCEPTED)
def test_an_amount_is_read_as_people_write_it(anna: Payer, typed: str, minor: int) -> None:
    assert anna.started(amount=typed).amount == Money(minor)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(typed=st.text(max_size=30))
def test_any_text_is_a_payment_of_that_sum_or_a_sentence(anna: Payer, typed: str) -> None:
    values = anna.form()
    answer = anna.client.post("/payments/services/beeline/pay/", {**values, "amount": typed})
    if answer.status_code == 200:
        assert answer.context["form"].errors
        return
    paid = now(Payment.objects.filter(customer=anna.person.customer).latest("number"))
    digits = "".join(c for c in typed if c in "0123456789.,").replace(",", ".")
    assert paid.amount.amount == Decimal(digits)
