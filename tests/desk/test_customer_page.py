"""A customer in one page, to who has said why: by permission, truncated, bounded (OPS-02)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.issuing import issue_card
from homebank.lib.ids import uuid7
from tests.accounts.pages import Browser, words
from tests.accounts.staff import at_the_desk, opened, page, propose
from tests.desk.callers import DESK, file, operation, told
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат")


def reader(person: Person, *roles: str) -> Browser:
    return opened(at_the_desk(*roles)[0], person)


def seen(person: Person, role: str) -> str:
    return words(reader(person, role).get(file(person)))


def cost(client: Any, address: str) -> int:
    client.get(address)  # writes down that it was looked at
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.requirement("OPS-02", "asks a reason")
@pytest.mark.requirement("OPS-02", "recorded")
@pytest.mark.requirement("ACC-15", "which operator and why")
def test_it_opens_for_a_reason_and_the_customer_reads_who_looked_at_what(ben: Person) -> None:
    centre, _olga = at_the_desk("contact-centre")
    asked = centre.get(file(ben))
    assert asked.url.startswith(page(ben, "reason"))
    opened(centre, ben)
    assert centre.get(file(ben)).status_code == 200
    mirror = signed_in(ben).get("/my/security/log/", headers={"accept-language": "en"})
    read = words(mirror)
    assert "Your file was opened at the bank: Olga, contact centre." in read
    assert "Looked at in your file: the whole file on one page. Olga, contact centre" in read


@pytest.mark.requirement("OPS-02", "one page")
def test_all_that_a_caller_asks_about_stands_on_one_page(ben: Person) -> None:
    operation(ben, 10_000_00)
    operation(ben, 900_000_000_00, number=2)
    told(ben, 1)
    shown = seen(ben, "contact-centre")
    for said in ("To read aloud", "ATM 0042", "Blocked amounts", "Limit: cash", "3-D Secure",
                 "SMS alerts", "Card frozen", "All operations", "Tries left today: 3 of 3",
                 "Compare the codeword", "What the customer reads about access"):  # fmt: skip
        assert said in shown, said
    assert ben.customer.full_name in shown
    assert ben.card.truncated.replace("\u00a0", " ") in shown.replace("\u00a0", " ")


def test_what_a_decline_is_told_with_is_the_customers_own_explanation(ben: Person) -> None:
    row = operation(ben, 900_000_000_00)
    centre = reader(ben, "contact-centre")
    shown = words(centre.get(file(ben)))
    assert "Each gate that it met" in shown
    of_customer = words(signed_in(ben).get(f"/cards/operations/{row.pk}/",
                                           headers={"accept-language": "en"}))  # fmt: skip
    said = shown.split("To read aloud")[1].split(".")[0].strip()
    assert said
    assert said in of_customer


def test_no_secret_of_the_customer_stands_on_it(ben: Person) -> None:
    told(ben, 2)
    html = reader(ben, "contact-centre").get(file(ben)).content.decode()
    for secret in (ben.number, ben.card.number_fingerprint, ben.customer.iin, ben.phone,
                   ben.phone[2:], ben.codeword, ben.customer.codeword_hash):  # fmt: skip
        assert secret not in html


@pytest.mark.parametrize(("role", "there", "away"), [
    ("contact-centre", ["Payments", "Messages", "Call the customer", "Freeze or block"], []),
    ("branch", ["Payments", "Messages", "Trusted number", "Freeze or block"], []),
    ("approver", ["Payments", "Cards", "Trusted number"], ["Messages", "Freeze or block",
                                                           "Call the customer"]),
    ("auditor", ["Payments", "Messages", "Events"], ["Call the customer", "Freeze or block",
                                                     "Compare the codeword", "Trusted number ›"]),
])  # fmt: skip
def test_each_piece_and_each_deed_is_there_by_its_permission(
    ben: Person, role: str, there: list[str], away: list[str]
) -> None:
    html = reader(ben, role).get(file(ben)).content.decode().split('id="content"')[1]
    for said in there:
        assert said in html, said
    for said in away:
        assert said not in html, said


def test_who_sees_no_customers_sees_none_of_it(ben: Person) -> None:
    for role in ("tariff-editor", "administrator"):
        assert at_the_desk(role)[0].get(file(ben)).status_code == 403
    assert "/login/" in Browser().get(file(ben)).url
    assert "/login/" in signed_in(ben).get(file(ben))["Location"]
    nobody = f"{DESK}customers/{uuid7()}/"
    assert at_the_desk("auditor")[0].get(nobody).status_code == 404


def test_it_costs_the_same_however_much_there_is(ben: Person) -> None:
    centre = reader(ben, "contact-centre")
    for number in range(3):
        operation(ben, 1_000_00, number=number)
        operation(ben, 900_000_000_00, number=number)
    told(ben, 3)
    few = cost(centre, file(ben))
    for number in range(27):
        operation(ben, 1_000_00, number=number)
        operation(ben, 900_000_000_00, number=number)
        issue_card(customer=ben.customer, account=ben.card.account)
    told(ben, 27)
    assert few < MOST_QUERIES
    assert cost(centre, file(ben)) <= few


def test_long_lists_are_cut_and_lead_to_all_of_them(ben: Person) -> None:
    told(ben, 9)
    auditor = reader(ben, "auditor")
    html = auditor.get(file(ben)).content.decode()
    # Five messages, and five events, of which two are the opening and the look.
    assert html.count("Card frozen</span>") == 8
    for every in ("notifications/sms", "notifications/event"):
        address = f"{DESK}{every}/?customer__id__exact={ben.customer.pk}"
        assert address in html
        assert auditor.get(address).status_code == 200


def test_the_list_of_another_customer_asks_why_too(ben: Person) -> None:
    auditor = reader(ben, "auditor")
    anna = new_person()
    address = f"{DESK}notifications/sms/?customer__id__exact={anna.customer.pk}"
    assert auditor.get(address).url.startswith(page(anna, "reason"))


def test_what_waits_for_a_second_pair_of_eyes_stands_on_it(ben: Person) -> None:
    branch = reader(ben, "branch")
    propose(branch, ben, "+7 701 222 33 44")
    shown = words(branch.get(file(ben)))
    assert "Waits for a second pair of eyes" in shown
    assert "Another trusted number" in shown


@pytest.mark.requirement("ACC-15", "which operator and why")
def test_the_desk_reads_the_whole_mirror_page_by_page(ben: Person) -> None:
    auditor = reader(ben, "auditor")
    for _ in range(60):
        opened(at_the_desk("branch")[0], ben)
    first = auditor.get(f"{file(ben)}log/")
    assert words(first).count("Your file was opened") > 40
    later = first.context["more"]
    second = auditor.get(f"{file(ben)}log/", {"before": later.isoformat()})
    assert "Your file was opened" in words(second)
    assert auditor.get(f"{file(ben)}log/?before=%27").status_code == 200


@pytest.mark.requirement("ACC-14", "the same two words")
def test_a_call_that_goes_on_is_seen_on_the_page(ben: Person) -> None:
    centre = reader(ben, "contact-centre")
    centre.post(page(ben, "call"))
    assert "Olga is calling this customer" in words(centre.get(file(ben)))
