"""A whole card number gets in nowhere: it is refused, not kept and not shown again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cards.disputes.errors import FullCardNumber
from cards.disputes.filing import Told, file_dispute
from cards.models import Dispute
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.ids import with_check_digit
from tests.disputes.disputing import bought, dispute_it, typed_in_form
from tests.people import Person

BOXES = ["order_number", "session_number", "email", "note", "rrn", "day", "time"]
REFUSED = "whole card number"


@pytest.mark.requirement("AUT-06", "full number refused")
@pytest.mark.parametrize("box", BOXES)
def test_it_is_refused_in_every_box_and_not_sent_back(anna: Person, her: Client, box: str) -> None:
    typed = f"{anna.number}@mail.kz" if box == "email" else anna.number
    page = her.post("/my/disputes/new/", typed_in_form(anna, **{box: typed})).content.decode()
    assert REFUSED in page
    assert anna.number not in page
    assert not Dispute.objects.filter(customer=anna.customer).exists()


@pytest.mark.requirement("AUT-06", "full number refused")
@pytest.mark.parametrize("how", ["{} {} {} {}", "{}-{}-{}-{}", "{}.{}.{}.{}", "card {}{}{}{}, yes",
                                 "12 {}\u00a0{}\u2009{} {}", "{}_{}_{}_{}"])  # fmt: skip
def test_it_is_known_however_it_is_written(anna: Person, her: Client, how: str) -> None:
    number = anna.number
    groups = [number[begin : begin + 4] for begin in range(0, 16, 4)]
    page = dispute_it(her, bought(anna), note=how.format(*groups)).content.decode()
    assert REFUSED in page
    assert how.format(*groups) not in page
    assert not Dispute.objects.filter(customer=anna.customer).exists()


@pytest.mark.django_db
def test_the_service_refuses_it_before_anything_is_counted_or_kept(anna: Person) -> None:
    told = Told(cause="blocked", email="a@example.kz", note=f"my card {anna.number}")
    with connection.execute_wrapper(_no_writes), pytest.raises(FullCardNumber):
        file_dispute(customer=anna.customer, told=told)


def _no_writes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    raise AssertionError(f"asked the database: {sql}")


@given(st.text("0123456789", min_size=12, max_size=18), st.sampled_from(["", " ", "-", "/", "*"]))
def test_every_number_with_its_check_digit_is_known(digits: str, between: str) -> None:
    assert holds_card_number(f"see {between.join(with_check_digit(digits))} above")


@given(st.text("0123456789", max_size=12))
def test_what_is_shorter_than_a_card_is_none(digits: str) -> None:
    assert not holds_card_number(f"order {digits}, KZ")


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert holds_card_number(text) in (True, False)


def test_a_mistyped_number_and_digits_of_other_scripts_are_known() -> None:
    assert holds_card_number("4405 6434 7712 7824")
    assert holds_card_number("٤٤٠٥٦٤٣٤٧٧١٢٧٨٢٣")
    assert not holds_card_number("21.11.2026 14:05, 632517000123")
    assert not holds_card_number("4405 64** **** 7823")


def test_the_address_of_a_movement_takes_no_number(anna: Person, her: Client) -> None:
    answer = her.get(f"/my/operations/{anna.number}/dispute/")
    assert answer.status_code == 404
    assert anna.number not in answer.content.decode()
    assert reverse("disputes:new")
