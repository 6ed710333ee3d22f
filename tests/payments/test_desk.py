"""Payments at the desk: found by number, read with their timeline, changed by nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from homebank.lib.clock import ALMATY
from payments.models import Payment
from payments.states import State
from tests.accounts.staff import opened
from tests.payments.conftest import Billers
from tests.payments.payer import ending, new_payer, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Client:
    """An auditor who has passed password and authenticator."""
    user = open_staff(
        login_name="olga.payments", password="saxaul, steppe, seven", roles=[Role.AUDITOR]
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


@pytest.fixture
def failed(billers: Billers) -> Payment:
    return new_payer().drafted(account=ending("0002"))


def test_a_payment_is_found_by_its_number(olga: Client, failed: Payment) -> None:
    listing = reverse("admin:payments_payment_changelist")
    for typed in (str(failed.number), failed.receipt_number, f" {failed.receipt_number} "):
        assert f">{failed.receipt_number}<" in olga.get(listing, {"q": typed}).content.decode()
    for typed in ("1", "9" * 30, "٢", "x"):
        assert f">{failed.receipt_number}<" not in olga.get(listing, {"q": typed}).content.decode()


def test_its_timeline_has_the_billers_code(olga: Client, failed: Payment) -> None:
    opened(olga, failed.customer)
    page = olga.get(reverse("admin:payments_payment_change", args=[failed.pk]))
    assert "result 5" in page.content.decode()


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_nobody_changes_a_payment_there(olga: Client, failed: Payment, deed: str) -> None:
    opened(olga, failed.customer)
    address = reverse(f"admin:payments_payment_{deed}", args=[failed.pk])
    assert olga.post(address, {"state": "done", "post": "yes"}).status_code == 403
    assert now(failed).state == State.FAILED


@pytest.mark.parametrize("model", ["service", "biller", "category", "accountkind"])
def test_the_catalogue_can_be_read(olga: Client, model: str) -> None:
    assert olga.get(reverse(f"admin:payments_{model}_changelist")).status_code == 200


def test_a_customer_sees_no_desk(billers: Billers) -> None:
    answer = new_payer().client.get(reverse("admin:payments_payment_changelist"))
    assert answer.status_code == 302


def test_it_names_its_customer_its_sums_and_almaty_time(olga: Client, billers: Billers) -> None:
    anna = new_payer()
    paid = anna.done(amount="777,77")
    opened(olga, anna.person)
    page = olga.get(reverse("admin:payments_payment_change", args=[paid.pk])).content.decode()
    customer = reverse("admin:accounts_customer_change", args=[anna.person.customer.pk])
    assert f'<a href="{customer}">{anna.person.customer.short_name}</a>' in page
    for shown in ("₸777.77", "₸35.00", "₸812.77", paid.account_shown):
        assert shown in page
    assert f"{paid.made_at.astimezone(ALMATY):%d.%m.%Y %H:%M:%S}" in page
