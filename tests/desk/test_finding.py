"""A customer is found by what a caller says, whole; counted, written down, kept in no address."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, user_of, words
from tests.accounts.staff import DESK, at_the_desk
from tests.desk.callers import RRN, file, operation
from tests.payments.payer import new_payer
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db
FIND = f"{DESK}find/"


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат Серікұлы")


@pytest.fixture
def centre() -> Browser:
    return at_the_desk("contact-centre")[0]


def said_of(person: Person) -> dict[str, str]:
    """What Ben may say of himself, by the word for it."""
    operation(person, 1_000_00, number=77)
    whole = person.number
    return {
        "phone": f"8 {person.phone[2:]}",
        "iin": person.customer.iin,
        "homebank-id": user_of(person).spaced_id,
        "card": f"{whole[:4]} {whole[4:8]} {whole[8:12]} {whole[12:]}",
        "name": f"{person.card.last4} марат жумабаев",
        "rrn": f"{RRN}000077",
        "id": str(person.customer.pk),
    }


@pytest.mark.requirement("OPS-02", "one page")
def test_each_thing_that_a_caller_says_leads_to_the_file(ben: Person, centre: Browser) -> None:
    for way, said in said_of(ben).items():
        assert centre.post(FIND, {"typed": said}).url == file(ben), way
        row = Event.objects.filter(customer=ben.customer, kind="file-found").latest("at")
        assert row.facts["found"] == way


def test_a_name_before_the_digits_finds_too_and_a_wrong_one_does_not(
    ben: Person, centre: Browser
) -> None:
    assert centre.post(FIND, {"typed": f"Жумабаев {ben.card.last4}"}).url == file(ben)
    for typed in (f"Сулейменова {ben.card.last4}", ben.card.last4, "Жумабаев", ben.phone[:-1]):
        assert "Nobody was found" in words(centre.post(FIND, {"typed": typed})), typed


def test_a_payment_is_found_by_the_number_on_its_receipt(centre: Browser) -> None:
    payer = new_payer()
    paid = payer.started()
    assert centre.post(FIND, {"typed": paid.receipt_number}).url == file(payer.person)


def test_several_are_shown_masked_to_choose_from(centre: Browser) -> None:
    anna, ben = new_person(name="Оспанов Ерлан"), new_person(name="Оспанов Ерлан")
    type(ben.card).objects.filter(pk=ben.card.pk).update(last4=anna.card.last4)
    answer = centre.post(FIND, {"typed": f"{anna.card.last4} Оспанов"})
    shown = answer.content.decode()
    assert file(anna) in shown
    assert file(ben) in shown
    for person in (anna, ben):
        for secret in (person.customer.full_name, person.phone, person.customer.iin):
            assert secret not in shown


@pytest.mark.requirement("OPS-02", "recorded")
def test_the_customer_reads_that_somebody_looked(ben: Person, centre: Browser) -> None:
    centre.post(FIND, {"typed": ben.customer.iin})
    log = signed_in(ben).get("/my/security/log/", headers={"accept-language": "en"})
    assert "Your file was looked for at the bank: Olga, contact centre" in words(log)


def test_who_is_not_found_is_written_down_without_what_was_typed(centre: Browser) -> None:
    centre.post(FIND, {"typed": "+7 700 999 00 11"})
    row = Event.objects.filter(kind="file-not-found").latest("at")
    assert row.customer_id is None
    assert set(row.facts) == {"operator", "name", "roles"}


def test_a_card_number_goes_nowhere_but_into_its_hash(ben: Person, centre: Browser) -> None:
    wrong = ben.number[:-1] + str((int(ben.number[-1]) + 1) % 10)
    with CaptureQueriesContext(connection) as asked:
        found = centre.post(FIND, {"typed": ben.number})
        lost = centre.post(FIND, {"typed": wrong})
    assert ben.number not in found.url
    assert wrong not in lost.content.decode()
    everything = str([query["sql"] for query in asked])
    assert ben.number not in everything
    assert wrong not in everything
    assert ben.number not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(("typed", "said"), [
    ("", "Type what the caller says"), ("x" * 101, "at most 100"), ("x\x00", "Null characters"),
    ("'; --", "Nobody was found"), ("٤٤٠٥", "Nobody was found"), ("%_%", "Nobody was found"),
    ("999999999999999999", "Nobody was found"), ("12345 " * 10, "Nobody was found"),
])  # fmt: skip
def test_whatever_is_typed_breaks_nothing(centre: Browser, typed: str, said: str) -> None:
    assert said in words(centre.post(FIND, {"typed": typed}))


def test_an_operator_looks_a_hundred_and_twenty_times_an_hour(centre: Browser) -> None:
    def look() -> Any:
        return words(centre.post(FIND, {"typed": "00"}))

    for _ in range(120):
        look()
    assert "Too many tries" in look()
    with clock.moved(timedelta(hours=1, seconds=1)):
        again = at_the_desk("contact-centre")[0]
        assert "Nobody was found" in words(again.post(FIND, {"typed": "00"}))


def test_only_who_sees_customers_looks_for_them(ben: Person) -> None:
    for role in ("tariff-editor", "administrator"):
        assert at_the_desk(role)[0].post(FIND, {"typed": ben.customer.iin}).status_code == 403
    assert "/login/" in Browser().post(FIND, {"typed": ben.customer.iin}).url
    assert not Event.objects.filter(customer=ben.customer, kind="file-found").exists()


def test_each_search_goes_by_an_index(ben: Person, centre: Browser) -> None:
    """Of a table, on which sequential scans are dear, the server names none that it would read."""
    asked = list(said_of(ben).values())
    with CaptureQueriesContext(connection) as sent:
        for said in asked:
            centre.post(FIND, {"typed": said})
    looks = [str(query["sql"]) for query in sent if _is_look(str(query["sql"]))]
    assert len(looks) >= len(asked)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in looks:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, plan


def _is_look(sql: str) -> bool:
    rooms = ("accounts_customer", "cards_card", "cards_authorization", "cards_presentment",
             "cards_cardorder", "payments_payment")  # fmt: skip
    return sql.startswith("SELECT") and any(f'FROM "{room}"' in sql for room in rooms)
