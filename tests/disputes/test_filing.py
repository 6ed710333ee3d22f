"""A customer disputes an operation: from its page and from the form, once, and follows it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cards.authorization.undoing import release_operation
from cards.disputes.filing import DISPUTES_DAY, MOST_OPEN
from cards.models import Dispute
from homebank.lib import clock
from tests.disputes.disputing import (
    bought,
    dispute_it,
    disputed,
    told_by_sms,
    typed_in_form,
    words,
)
from tests.payments.payer import browser
from tests.people import Person, new_person

LIST, NEW = "/my/disputes/", "/my/disputes/new/"


@pytest.mark.requirement("AUT-06", "dispute is filed")
def test_a_movement_leads_to_its_dispute_with_all_five_details(anna: Person, her: Client) -> None:
    row = bought(anna)
    page = her.get(reverse("cards:card", args=[anna.card.pk])).content.decode()
    assert reverse("disputes:operation", args=[row.pk]) in page
    shown = her.get(reverse("disputes:operation", args=[row.pk]))
    assert reverse("disputes:of-movement", args=[row.pk]) in shown.content.decode()
    made = disputed(her, row)
    told = words(her.get(reverse("disputes:dispute", args=[made.pk])))
    truncated = anna.card.truncated.replace("\u00a0", " ")
    for fact in (row.rrn, "KZ-2611/48", "s3f9a", "anna@example.kz", "2,500.00", truncated,
                 "received", "KAZSHOP.KZ"):  # fmt: skip
        assert fact in told
    assert made.happened_at == row.at
    assert told_by_sms(anna) == ["dispute-received"]


@pytest.mark.requirement("AUT-06", "dispute is filed")
def test_the_form_finds_the_operation_by_card_and_number(anna: Person, her: Client) -> None:
    row = bought(anna)
    answer = her.post(NEW, typed_in_form(anna, rrn=row.rrn), follow=True)
    made = Dispute.objects.get(customer=anna.customer)
    assert made.authorization_id == row.pk
    assert made.amount_minor == 2_500_00
    assert "KAZSHOP.KZ" in words(answer)


def test_what_is_not_found_is_received_all_the_same(anna: Person, her: Client) -> None:
    answer = her.post(NEW, typed_in_form(anna))
    made = Dispute.objects.get(customer=anna.customer)
    assert made.subject is None
    assert (made.first6, made.last4) == (anna.card.first6, anna.card.last4)
    assert answer["Location"] == f"/my/disputes/{made.pk}/"
    assert f"/my/disputes/{made.pk}/" in her.get(LIST).content.decode()


def test_the_form_asks_for_six_and_four_digits_only(anna: Person, her: Client) -> None:
    page = her.get(NEW).content.decode()
    assert anna.card.truncated in page
    for never in (anna.number, 'name="number"', 'name="cvv"'):
        assert never not in page
    assert not re.search(rf"(?<!\w){anna.number[6:12]}(?!\w)", page)  # ids may hold any six digits


def test_the_same_operation_leads_to_the_open_dispute(anna: Person, her: Client) -> None:
    row = bought(anna)
    first = disputed(her, row)
    again = her.get(reverse("disputes:of-movement", args=[row.pk]), follow=True)
    assert again.redirect_chain[-1][0].endswith(f"/my/disputes/{first.pk}/")
    assert "disputed this operation already" in words(again)
    by_form = her.post(NEW, typed_in_form(anna, rrn=row.rrn), follow=True)
    assert by_form.redirect_chain[-1][0].endswith(f"/my/disputes/{first.pk}/")
    assert Dispute.objects.filter(customer=anna.customer).count() == 1


def test_the_same_unfound_operation_leads_to_the_open_dispute(anna: Person, her: Client) -> None:
    for _time in range(2):
        answer = her.post(NEW, typed_in_form(anna), follow=True)
    assert "disputed this operation already" in words(answer)
    without_number = typed_in_form(
        anna, rrn="", day=f"{anna.customer.opened_at - timedelta(days=3):%d.%m.%Y}"
    )
    for _time in range(2):
        her.post(NEW, without_number)
    assert Dispute.objects.filter(customer=anna.customer).count() == 2


def test_money_that_is_back_is_not_disputed(anna: Person, her: Client) -> None:
    row = bought(anna)
    release_operation(row=row, by="olga")
    answer = dispute_it(her, row)
    assert "back on the account already" in words(answer)
    assert not Dispute.objects.filter(customer=anna.customer).exists()


def test_a_dispute_is_withdrawn_and_may_be_opened_anew(anna: Person, her: Client) -> None:
    row = bought(anna)
    first = disputed(her, row)
    answer = her.post(reverse("disputes:withdrawal", args=[first.pk]), follow=True)
    assert "withdrawn" in words(answer)
    again = her.post(reverse("disputes:withdrawal", args=[first.pk]), follow=True)
    assert "ended meanwhile" in words(again)
    assert disputed(her, row).pk != first.pk


def test_who_did_not_do_it_is_told_to_block_the_card(anna: Person, her: Client) -> None:
    made = disputed(her, bought(anna), cause="not-mine")
    page = her.get(reverse("disputes:dispute", args=[made.pk])).content.decode()
    assert reverse("cards:settings", args=[anna.card.pk]) in page


def test_another_customers_things_are_not_found(anna: Person, her: Client) -> None:
    row = bought(anna)
    made = disputed(her, row)
    mallory = browser(new_person())
    for name, key in (("operation", row.pk), ("of-movement", row.pk), ("dispute", made.pk),
                      ("operation", uuid4())):  # fmt: skip
        assert mallory.get(reverse(f"disputes:{name}", args=[key])).status_code == 404
    assert mallory.post(reverse("disputes:withdrawal", args=[made.pk])).status_code == 404
    assert dispute_it(mallory, row).status_code == 404
    made.refresh_from_db()
    assert made.is_open


def test_a_stranger_is_led_to_the_door(anna: Person) -> None:
    row = bought(anna)
    for name in ("operation", "of-movement"):
        answer = Client().get(reverse(f"disputes:{name}", args=[row.pk]))
        assert answer["Location"].startswith("/sign-in/")
    for path in (LIST, NEW):
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_tries_of_a_day_are_limited(anna: Person, her: Client) -> None:
    row = bought(anna)
    for _time in range(DISPUTES_DAY.count):
        her.post(reverse("disputes:withdrawal", args=[disputed(her, row).pk]))
    other = bought(anna)
    answer = dispute_it(her, other)
    assert "too many disputes" in words(answer)
    with clock.moved(timedelta(days=1, minutes=1)):
        assert dispute_it(browser(anna), other).status_code == 302


def test_a_customer_has_so_many_open_disputes_and_no_more(anna: Person) -> None:
    rows = [bought(anna, 1_00) for _number in range(MOST_OPEN + 1)]
    for row in rows[:MOST_OPEN]:
        disputed(browser(anna), row)
    with clock.moved(timedelta(days=1, minutes=1)):
        answer = dispute_it(browser(anna), rows[-1])
    assert f"{MOST_OPEN} open disputes" in words(answer)


def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(anna: Person, her: Client) -> None:
    issued = typed_in_form(anna, email="", cause="", day="31.02.2026", time="25:00", rrn="12")
    answer = her.post(NEW, issued)
    told = words(answer)
    for said in ("Choose what is wrong", "There is no such day", "Write hours and minutes",
                 "An RRN has 12 digits"):  # fmt: skip
        assert said in told
    assert "KZ-2611/48" in answer.content.decode()


def test_a_day_to_come_and_one_long_gone_are_refused(anna: Person, her: Client) -> None:
    tomorrow, before = clock.today() + timedelta(days=1), clock.today() - timedelta(days=600)
    told = words(her.post(NEW, typed_in_form(anna, day=f"{tomorrow:%d.%m.%Y}")))
    assert "still to come" in told
    told = words(her.post(NEW, typed_in_form(anna, day=f"{before:%Y-%m-%d}")))
    assert "too long ago" in told


@pytest.mark.parametrize(
    "bad",
    ["\x00", "'; DROP TABLE", "٤" * 30, "x" * 5_000, "<script>alert(1)</script>", "💳" * 9],
    ids=["nul", "sql", "arabic", "long", "script", "emoji"],
)
def test_rubbish_in_any_box_is_no_fault_of_the_bank(anna: Person, her: Client, bad: str) -> None:
    boxes = [*typed_in_form(anna)]
    answer = her.post(NEW, dict.fromkeys(boxes, bad))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert dispute_it(her, bought(anna), note=bad[:400]).status_code in (200, 302)


def test_what_was_declined_has_a_page_and_no_dispute(anna: Person, her: Client) -> None:
    row = bought(anna, 90_000_00)
    page = words(her.get(reverse("disputes:operation", args=[row.pk])))
    assert "Nothing is taken" in page
    assert "dispute it" not in page
