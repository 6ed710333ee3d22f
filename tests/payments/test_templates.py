"""Templates: kept from a payment, first in the catalogue, changed by their owner only."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from homebank.lib.money import Money
from payments.models import Payment, PaymentTemplate, Service
from payments.payment_templates import MOST
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


@pytest.fixture
def paid(anna: Payer) -> Payment:
    return anna.done(amount="777,77")


def keep(payer: Payer, payment: Payment, name: str = "Mother's phone") -> Any:
    return payer.client.post(f"/payments/{payment.pk}/template/", {"name": name}, follow=True)


def kept(payer: Payer) -> PaymentTemplate:
    return PaymentTemplate.objects.get(customer=payer.person.customer)


def doors(template: PaymentTemplate) -> list[str]:
    return [f"/payments/templates/{template.pk}/{door}" for door in ("", "deletion/")]


@pytest.mark.requirement("PAY-06", "save as template")
def test_a_payment_is_kept_and_stands_first_in_the_catalogue(anna: Payer, paid: Payment) -> None:
    assert (
        f"/payments/{paid.pk}/template/"
        in anna.client.get(f"/payments/{paid.pk}/receipt/").content.decode()
    )
    text = words(keep(anna, paid).content.decode())
    assert "Kept as a template: Mother's phone" in text
    assert text.index("Your templates") < text.index("Categories")
    assert paid.account not in text


@pytest.mark.requirement("PAY-06", "save as template")
def test_it_begins_the_next_payment_and_keeps_no_price(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    address = f"/payments/services/beeline/pay/?template={kept(anna).pk}"
    assert address in anna.client.get("/payments/").content.decode()
    form = anna.client.get(address).context["form"]
    assert form["amount"].value() == "777,77"
    assert form["account"].value() == paid.account_shown
    assert not {"fee_minor", "quote"} & {f.name for f in PaymentTemplate._meta.get_fields()}


def test_a_template_of_a_bill_begins_with_the_account(anna: Payer) -> None:
    paid = anna.done(service="astana-erc", account="104552310")
    keep(anna, paid)
    address = f"/payments/services/astana-erc/pay/?template={kept(anna).pk}"
    assert anna.client.get(address).context["form"]["account"].value() == paid.account_shown


def test_they_are_listed_to_be_changed_their_owner_s_only(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    page = anna.client.get("/payments/templates/").content.decode()
    assert doors(kept(anna))[0] in page
    nobodys = words(new_payer().client.get("/payments/templates/").content.decode())
    assert "No templates yet" in nobodys


def test_it_is_renamed(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    answer = anna.client.post(doors(kept(anna))[0], {"name": " Әже "}, follow=True)
    assert "The template has a new name: Әже" in words(answer.content.decode())
    assert kept(anna).name == "Әже"


def test_it_is_deleted_after_a_question_and_payments_stay(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    address = doors(kept(anna))[1]
    asked = words(anna.client.get(address).content.decode())
    assert "Delete the template “Mother's phone”?" in asked
    assert PaymentTemplate.objects.filter(customer=anna.person.customer).exists()
    anna.client.post(address)
    assert not PaymentTemplate.objects.filter(customer=anna.person.customer).exists()
    assert anna.client.get(f"/payments/{paid.pk}/receipt/").status_code == 200
    assert anna.client.post(address).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_sees_or_changes_it(anna: Payer, paid: Payment, method: str) -> None:
    keep(anna, paid)
    mallory = new_payer()
    for address in [*doors(kept(anna)), f"/payments/{paid.pk}/template/"]:
        assert getattr(mallory.client, method)(address, {"name": "x"}).status_code == 404
        answer = getattr(Client(), method)(address)
        assert answer.headers["Location"] == f"/sign-in/?next={address}"
    assert kept(anna).name == "Mother's phone"
    assert "Mother's phone" not in mallory.client.get("/payments/").content.decode()
    form = mallory.client.get(f"/payments/services/beeline/pay/?template={kept(anna).pk}")
    assert not form.context["form"]["account"].value()


def test_a_template_that_never_was_is_not_found(anna: Payer) -> None:
    assert anna.client.get(f"/payments/templates/{uuid4()}/").status_code == 404


BAD = [("", "Give the template a name"), ("   ", "Give the template a name"),
       ("\x00", "Give the template a name"), ("\u202e", "Give the template a name")]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_a_name_is_needed(anna: Payer, paid: Payment, typed: str, sentence: str) -> None:
    assert sentence in words(keep(anna, paid, typed).content.decode())
    keep(anna, paid)
    answer = anna.client.post(doors(kept(anna))[0], {"name": typed})
    assert sentence in words(answer.content.decode())
    assert kept(anna).name == "Mother's phone"


def test_a_hostile_name_stays_a_text(anna: Payer, paid: Payment) -> None:
    page = keep(anna, paid, "<script>alert(1)</script>\u202e").content.decode()
    assert "<script>alert" not in page
    assert kept(anna).name == "<script>alert(1)</script>"


def test_a_name_is_one_of_a_kind(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    said = words(keep(anna, paid).content.decode())
    assert "You have a template with the name “Mother's phone” already." in said
    assert PaymentTemplate.objects.filter(customer=anna.person.customer).count() == 1


def test_too_long_a_name_is_told(anna: Payer, paid: Payment) -> None:
    answer = keep(anna, paid, "x" * 41)
    assert answer.context["form"].errors["name"]


def test_there_is_an_end_to_them(anna: Payer, paid: Payment) -> None:
    for number in range(MOST):
        keep(anna, paid, f"template {number}")
    assert "There can be 50 templates at most." in words(keep(anna, paid, "x").content.decode())


def test_what_was_refused_is_not_kept(anna: Payer) -> None:
    failed = anna.drafted(account=ending("0002"))
    answer = anna.client.get(f"/payments/{failed.pk}/template/")
    assert answer.headers["Location"] == f"/payments/{failed.pk}/"
    keep(anna, failed)
    assert not PaymentTemplate.objects.filter(customer=anna.person.customer).exists()


def test_a_closed_service_takes_its_templates_out_of_sight(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    Service.objects.filter(key="beeline").update(is_open=False)
    assert "Your templates" not in words(anna.client.get("/payments/").content.decode())


def test_the_amount_is_shown_as_a_sum(anna: Payer, paid: Payment) -> None:
    keep(anna, paid)
    assert kept(anna).amount == Money(77_777)
    assert "₸777.77" in words(anna.client.get("/payments/").content.decode())
