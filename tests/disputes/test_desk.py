"""The desk works on a dispute: takes it, asks the shop, releases, returns or refuses."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.staff.roles import Role
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.undoing import lapse_due_holds, release_operation, reverse_operation
from cards.disputes.settling import empty_old_disputes, settle_disputes
from cards.models import Authorization, Card, Dispute, Outcome, Presentment
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from notifications.models import Event
from tests.authorization.asking import balance
from tests.disputes.disputing import (
    act,
    approve_release,
    bought,
    disputed,
    operator,
    told_by_sms,
    typed,
    typed_in_form,
    words,
)
from tests.people import FIFTY_THOUSAND, Person, new_person


@pytest.fixture
def desk(anna: Person) -> Client:
    return operator(anna)


def taken(her: Client, desk: Client, row: Authorization, **other: str) -> Dispute:
    made = disputed(her, row, **other)
    act(desk, made, "take")
    return made


def claim(person: Person, minor: int, rrn: str = "", operation: str = "purchase") -> Presentment:
    presented = Presented(reference=uuid7().hex, operation=operation, amount_minor=minor,
                          currency=TENGE, rrn=rrn, merchant="KAZSHOP.KZ")  # fmt: skip
    return post_presentment(card=person.card, presented=presented, at=clock.now())[0]


@pytest.mark.requirement("AUT-03", "released by the operator")
@pytest.mark.requirement("AUT-06", "dispute is filed")
def test_the_hold_is_released_on_the_shops_word(anna: Person, her: Client, desk: Client) -> None:
    made = taken(her, desk, bought(anna))
    act(desk, made, "ask", note="letter 17 to KAZSHOP")
    assert made.state == "asked"
    page = act(desk, made, "release", note="KAZSHOP, Dana, by phone 1499")
    assert made.state == "asked", words(page)
    assert "The release waits for a second pair of eyes." in words(page)
    assert "Approved: it is in force." in words(approve_release(anna))
    made.refresh_from_db()
    assert made.state == "released"
    assert balance(anna).held == Money(0)
    assert balance(anna).available == FIFTY_THOUSAND
    assert told_by_sms(anna) == [f"dispute-{step}" for step in
                                 ("received", "examined", "asked", "released")]  # fmt: skip


@pytest.mark.requirement("AUT-06", "dispute is filed")
def test_the_customer_follows_each_state_and_reads_no_operator(
    anna: Person, her: Client, desk: Client
) -> None:
    made = taken(her, desk, bought(anna))
    page = reverse("disputes:dispute", args=[made.pk])
    assert "being looked into" in words(her.get(page))
    act(desk, made, "ask", note="letter 17 to KAZSHOP")
    assert "waits for the shop’s answer" in words(her.get(page))
    act(desk, made, "refuse", note="The shop proved the delivery")
    told = words(her.get(page))
    assert "The shop proved the delivery" in told
    assert "olga" not in told
    assert "letter 17" not in told


def test_a_refund_ends_a_dispute_of_what_was_taken(anna: Person, her: Client, desk: Client) -> None:
    row = bought(anna)
    claim(anna, 2_500_00, row.rrn)
    made = taken(her, desk, row)
    act(desk, made, "free")
    assert made.state == "examined"  # nothing came back yet
    refund = claim(anna, 2_500_00, operation="refund")
    act(desk, made, "returned", row=str(refund.pk))
    assert (made.state, made.refund_id) == ("returned", refund.pk)


def test_one_refund_ends_one_dispute(anna: Person, her: Client, desk: Client) -> None:
    rows = [bought(anna), bought(anna)]
    for row in rows:
        claim(anna, 2_500_00, row.rrn)
    first, second = (taken(her, desk, row) for row in rows)
    refund = claim(anna, 2_500_00, operation="refund")
    act(desk, first, "returned", row=str(refund.pk))
    act(desk, second, "returned", row=str(refund.pk))
    assert (first.state, second.state) == ("returned", "examined")


def test_what_a_shop_claimed_of_an_operation_is_no_second_dispute(
    anna: Person, her: Client
) -> None:
    row = bought(anna)
    claimed = claim(anna, row.billed_minor or 0, row.rrn)
    assert claimed.authorization_id == row.pk
    made = disputed(her, row)
    page = reverse("disputes:of-movement", args=[claimed.pk])
    for answer in (her.get(page), her.post(page, typed())):
        assert answer["Location"] == f"/my/disputes/{made.pk}/"
    assert Dispute.objects.filter(customer=anna.customer).count() == 1


def test_the_operation_of_a_form_is_found_at_the_desk(
    anna: Person, her: Client, desk: Client
) -> None:
    row = bought(anna)
    her.post("/my/disputes/new/", typed_in_form(anna, rrn=""))
    made = Dispute.objects.get(customer=anna.customer)
    act(desk, made, "take")
    act(desk, made, "release", note="no operation yet")
    assert made.state == "examined"
    act(desk, made, "link", row=str(row.pk))
    assert (made.authorization_id, made.amount_minor) == (row.pk, 2_500_00)
    act(desk, made, "release", note="KAZSHOP, by letter")
    approve_release(anna)
    made.refresh_from_db()
    assert made.state == "released"


def test_the_operation_of_another_dispute_or_customer_is_not_linked(
    anna: Person, her: Client, desk: Client
) -> None:
    row, strange = bought(anna), bought(new_person())
    disputed(her, row)
    her.post("/my/disputes/new/", typed_in_form(anna, rrn=""))
    made = Dispute.objects.get(customer=anna.customer, subject=None)
    act(desk, made, "take")
    for each in (row, strange):
        page = act(desk, made, "link", row=str(each.pk))
        assert made.subject is None
    assert page.status_code == 200


def test_a_dispute_is_worked_on_by_whoever_took_it(anna: Person, her: Client) -> None:
    made = disputed(her, bought(anna))
    centre, branch = operator(anna), operator(anna, Role.BRANCH)
    act(centre, made, "refuse", note="too early")
    assert made.state == "received"
    act(centre, made, "take")
    act(branch, made, "refuse", note="not mine")
    assert made.state == "examined"
    act(branch, made, "take")
    act(branch, made, "refuse", note="the receipt proves it")
    assert made.state == "refused"
    assert told_by_sms(anna).count("dispute-examined") == 1


def test_who_may_not_work_on_disputes_is_told_so(anna: Person, her: Client) -> None:
    made = disputed(her, bought(anna))
    auditor = operator(anna, Role.AUDITOR)
    page = reverse("admin:cards_dispute_work", args=[made.pk])
    assert auditor.get(page).status_code == 403
    assert auditor.post(page, {"deed": "take"}).status_code == 403
    assert Client().get(page).status_code == 302
    assert (
        operator(anna).get(reverse("admin:cards_dispute_work", args=[uuid4()])).status_code == 404
    )


def test_the_page_opens_for_a_reason_only(anna: Person, her: Client, desk: Client) -> None:
    strange = new_person()
    made = disputed(her, bought(anna))
    other = operator(strange, Role.BRANCH)
    answer = other.get(reverse("admin:cards_dispute_work", args=[made.pk]))
    assert "/reason/" in answer["Location"]


def test_what_has_ended_stays_as_it_ended(anna: Person, her: Client, desk: Client) -> None:
    made = taken(her, desk, bought(anna))
    act(desk, made, "refuse", note="the receipt proves it")
    for deed in ("take", "ask", "release", "refuse", "free", "link", "returned", "rubbish", ""):
        page = act(desk, made, deed, note="once more", row=str(uuid4()))
        assert page.status_code == 200
    assert made.state == "refused"
    assert told_by_sms(anna).count("dispute-refused") == 1


def test_a_sentence_is_asked_for_and_holds_no_card(anna: Person, her: Client, desk: Client) -> None:
    made = taken(her, desk, bought(anna))
    page = act(desk, made, "refuse", note="   ")
    assert page.status_code == 200
    act(desk, made, "refuse", note=f"card {anna.number}")
    assert made.state == "examined"
    facts = Event.objects.filter(customer=anna.customer).values_list("facts", flat=True)
    assert anna.number not in str(list(facts))


def test_the_queue_stands_by_age_open_ones_first(anna: Person, her: Client, desk: Client) -> None:
    with clock.moved(timedelta(days=-2)):
        old = disputed(her, bought(anna))
    new, over = disputed(her, bought(anna)), disputed(her, bought(anna))
    act(desk, over, "take")
    act(desk, over, "refuse", note="the receipt proves it")
    page = desk.get(reverse("admin:cards_dispute_changelist"), {"q": anna.card.last4})
    html = page.content.decode()
    places = [html.index(f"/{made.pk}/change/") for made in (old, new, over)]
    assert places == sorted(places)


def test_the_row_tells_details_and_steps_and_no_number(
    anna: Person, her: Client, desk: Client
) -> None:
    made = taken(her, desk, bought(anna))
    act(desk, made, "ask", note="letter 17 to KAZSHOP")
    html = desk.get(reverse("admin:cards_dispute_change", args=[made.pk])).content.decode()
    for told in ("anna@example.kz", made.rrn, "KZ-2611/48", "s3f9a", "letter 17", "olga."):
        assert told in html
    assert anna.number not in html


@pytest.mark.parametrize(("end", "state"), [("reversed", "returned"), ("lapsed", "returned"),
                                            ("released", "released")])  # fmt: skip
def test_a_dispute_ends_by_itself_when_its_money_is_free(
    anna: Person, her: Client, end: str, state: str
) -> None:
    row = bought(anna)
    made = disputed(her, row)
    assert settle_disputes() == 0
    _free(row, end)
    assert settle_disputes() == 1
    assert settle_disputes() == 0
    made.refresh_from_db()
    assert made.state == state
    assert told_by_sms(anna)[-1] == f"dispute-{state}"


def _free(row: Authorization, end: str) -> None:
    if end == "released":
        release_operation(row=row, by="olga")
    elif end == "lapsed":
        with clock.moved(timedelta(days=11)):
            lapse_due_holds()
    else:
        assert row.card_id is not None
        Card.objects.select_for_update().get(pk=row.card_id)
        reverse_operation(row=row)
    row.refresh_from_db()
    assert row.outcome == Outcome(end)


def test_letters_and_own_words_are_emptied_when_it_is_long_over(anna: Person, her: Client) -> None:
    over, still = disputed(her, bought(anna)), disputed(her, bought(anna))
    her.post(reverse("disputes:withdrawal", args=[over.pk]))
    assert empty_old_disputes() == 0
    with clock.moved(timedelta(days=40)):
        assert empty_old_disputes() == 1
        assert empty_old_disputes() == 0
    over.refresh_from_db()
    still.refresh_from_db()
    assert (over.email, over.note, over.order_number) == ("", "", "KZ-2611/48")
    assert still.email == "anna@example.kz"
