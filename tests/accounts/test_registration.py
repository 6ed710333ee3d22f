"""Registration by card through its pages (ACC-01)."""

from datetime import timedelta
from time import monotonic

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RegistrationAttempt, User
from accounts.tasks import warn_owners
from homebank.lib import clock
from homebank.lib.throttle import Tally
from ledger.models import Transfer
from notifications.models import Event
from tests.accounts.pages import Browser, body, facts, from_network, newest_code, texts, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
REFUSED = "These details do not match what the bank has."
NEW_PASSWORD = "kumis under the birch"


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def to_password_page(visitor: Browser, person: Person) -> None:
    visitor.post("/register/", facts(person))
    visitor.post("/register/code/", {"code": newest_code(person.phone)})


def try_from(number: int, typed: dict[str, str]) -> None:
    """A try that is refused, from a network of its own."""
    visitor = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(number))
    assert "say errors" in visitor.post("/register/", typed).content.decode()


@pytest.mark.requirement("ACC-01", "at most five minutes, free")
@pytest.mark.requirement("ACC-11", "registration and sign-in")
def test_the_owner_of_a_card_registers(visitor: Browser, anna: Person) -> None:
    began, transfers = clock.now(), Transfer.objects.count()
    assert "Free, at most five minutes" in words(visitor.get("/register/"))
    assert visitor.post("/register/", facts(anna)).url == "/register/code/"
    code = {"code": newest_code(anna.phone)}
    assert visitor.post("/register/code/", code).url == "/register/password/"
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert visitor.post("/register/password/", twice).url == "/register/done/"
    assert User.objects.get(customer=anna.customer).check_password(NEW_PASSWORD)
    assert Event.objects.filter(kind="customer-registered", customer=anna.customer).count() == 1
    assert Transfer.objects.count() == transfers
    assert clock.now() - began < timedelta(minutes=5)


WRONG = {
    "number": "4405640000000006",
    "expiry": "01/49",
    "cvv": "000",
    "birth_date": "02.01.1990",
    "codeword": "another word",
    "phone": "+7 700 111 11 11",
}


@pytest.mark.requirement("ACC-01", "six facts checked together")
@pytest.mark.parametrize("name", WRONG)
def test_any_wrong_fact_is_refused(visitor: Browser, anna: Person, name: str) -> None:
    answer = visitor.post("/register/", facts(anna, **{name: WRONG[name]}))
    assert REFUSED in words(answer)
    assert texts(anna.phone) == []
    assert visitor.get("/register/code/").url == "/register/"


@pytest.mark.requirement("ACC-01", "one answer for every mismatch")
def test_every_mismatch_gets_the_same_page(anna: Person) -> None:
    pages = set()
    known, blank = new_person(), new_person(registered=False)
    blank.customer.phone = blank.customer.phone_fingerprint = None
    blank.customer.save()
    typed = {"phone": anna.phone, "birth_date": "01.01.1990"}
    cases = [facts(anna, **({name: value} | typed if name not in typed else {name: value}))
             for name, value in WRONG.items() if name not in typed]  # fmt: skip
    cases += [facts(known) | {"phone": anna.phone}, facts(blank) | {"phone": anna.phone}]
    for number, case in enumerate(cases):
        client = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(number))
        pages.add(body(client.post("/register/", case)).replace("left: 3", "left: 4")
                  .replace("left: 2", "left: 4").replace("left: 1", "left: 4"))  # fmt: skip
    assert len(pages) == 1


@pytest.mark.requirement("ACC-01", "tries left")
def test_tries_are_counted_per_card_and_network_and_the_sixth_is_not_looked_at(
    visitor: Browser, anna: Person
) -> None:
    for left in (4, 3, 2, 1, 0):
        answer = visitor.post("/register/", facts(anna, codeword="no"))
        assert f"Tries left: {left}." in words(answer)
    assert "Too many tries. Next try:" in words(visitor.post("/register/", facts(anna)))
    assert texts(anna.phone) == []
    with clock.moved(timedelta(days=1, seconds=1)):
        assert visitor.post("/register/", facts(anna)).url == "/register/code/"


@pytest.mark.requirement("ACC-01", "tries left")
def test_who_knows_a_number_does_not_keep_its_owner_out(visitor: Browser, anna: Person) -> None:
    stranger = {"expiry": "01/49", "cvv": "000", "codeword": "guess", "phone": "+77001112233"}
    for number in range(2):
        for _ in range(6):
            try_from(number, facts(anna, **stranger))
    began = monotonic()
    assert visitor.post("/register/", facts(anna)).url == "/register/code/"
    assert monotonic() - began >= 0.6


@pytest.mark.requirement("ACC-01", "tries left")
def test_a_card_that_does_not_exist_counts_like_one_that_does(visitor: Browser) -> None:
    stranger = new_person(registered=False)
    for left in (4, 3):
        answer = visitor.post("/register/", facts(stranger, number="4405640000000006"))
        assert f"Tries left: {left}." in words(answer)


@pytest.mark.requirement("ACC-01", "tries left")
def test_twenty_tries_of_a_network_are_all_it_has_for_a_day(visitor: Browser) -> None:
    for _ in range(4):
        person = new_person(registered=False)
        for _ in range(5):
            visitor.post("/register/", facts(person, codeword="no"))
    fresh = new_person(registered=False)
    assert "Too many tries" in words(visitor.post("/register/", facts(fresh)))
    elsewhere = Browser(REMOTE_ADDR=from_network(77))
    assert elsewhere.post("/register/", facts(fresh)).url == "/register/code/"


def test_a_right_try_is_no_wrong_one(visitor: Browser, anna: Person) -> None:
    for _ in range(3):
        visitor.post("/register/", facts(anna))
    assert "Tries left: 4." in words(visitor.post("/register/", facts(anna, codeword="no")))


@pytest.mark.requirement("ACC-01", "only the number on file gets a code")
def test_only_the_number_on_file_gets_a_code(visitor: Browser, anna: Person) -> None:
    other = "+77001112233"
    assert REFUSED in words(visitor.post("/register/", facts(anna, phone=other)))
    assert texts(other) == []
    visitor.post("/register/", facts(anna, phone="8 (700) " + anna.phone[5:]))
    assert len(texts(anna.phone, "registration")) == 1


@pytest.mark.requirement("ACC-01", "right card with another number")
def test_a_right_card_with_another_number_warns_its_owner_once_a_day(
    visitor: Browser, anna: Person
) -> None:
    for _ in range(3):
        visitor.post("/register/", facts(anna, phone="+77001112233"))
        warn_owners()
    assert len(texts(anna.phone)) == len(texts(anna.phone, "registration-tried")) == 1
    assert texts("+77001112233") == []
    with clock.moved(timedelta(days=1, seconds=1)):
        visitor.post("/register/", facts(anna, phone="+77001112233"))
        warn_owners()
    assert len(texts(anna.phone)) == 2


@pytest.mark.requirement("ACC-01", "right card with another number")
@pytest.mark.parametrize("name", ["cvv", "expiry", "codeword", "birth_date"])
def test_five_wrong_tries_with_a_card_warn_its_owner_once_a_day(anna: Person, name: str) -> None:
    told = []
    for number in range(7):
        try_from(number, facts(anna, **{name: WRONG[name]}))
        warn_owners()
        told.append(len(texts(anna.phone, "registration-tried")))
    assert told == [0, 0, 0, 0, 1, 1, 1]
    assert len(texts(anna.phone)) == 1


def test_who_has_access_is_warned_too_and_a_number_of_nobody_warns_nobody(anna: Person) -> None:
    ben, nobodys = new_person(), "4405640000000006"
    for number in range(5):
        try_from(number, facts(ben, cvv="000"))
        try_from(number, facts(anna, number=nobodys))
    warn_owners()
    assert len(texts(ben.phone, "registration-tried")) == 1
    assert texts(anna.phone) == []
    assert not RegistrationAttempt.objects.exclude(warning="").filter(warned_at=None).exists()


def test_no_row_keeps_a_number_that_was_tried_often(anna: Person) -> None:
    for number in range(5):
        try_from(number, facts(anna, cvv="000"))
    rows = RegistrationAttempt.objects.exclude(card_fingerprint="")
    assert rows.count() == 1
    assert anna.number not in str(rows.values()) + str(Tally.objects.values("key"))
    warn_owners()
    assert not rows.exists()


@pytest.mark.requirement("ACC-01", "one answer for every mismatch")
def test_a_known_number_costs_the_statements_of_an_unknown_one(anna: Person) -> None:
    cost: dict[str, list[list[str]]] = {}
    for typed in (anna.number, "4405640000000006"):
        for number in range(7):
            with CaptureQueriesContext(connection) as asked:
                try_from(number, facts(anna, number=typed, cvv="000"))
            statements = [str(query["sql"]).split("VALUES")[0].split("WHERE")[0] for query in asked]
            cost.setdefault(typed, []).append(statements)
    assert cost[anna.number] == cost["4405640000000006"]


@pytest.mark.requirement("ACC-01", "no number on file")
def test_without_a_number_on_file_nobody_gets_anything(visitor: Browser, anna: Person) -> None:
    anna.customer.phone = anna.customer.phone_fingerprint = None
    anna.customer.save()
    assert REFUSED in words(visitor.post("/register/", facts(anna)))
    warn_owners()
    assert texts(anna.phone) == []


@pytest.mark.requirement("ACC-01", "already registered")
def test_who_is_registered_gets_the_same_answer_and_an_sms(visitor: Browser) -> None:
    ben = new_person(registered=True)
    assert f"{REFUSED} Tries left: 4." in words(visitor.post("/register/", facts(ben)))
    warn_owners()
    assert len(texts(ben.phone)) == len(texts(ben.phone, "already-registered")) == 1


@pytest.mark.requirement("ACC-01", "password twice")
def test_the_password_is_asked_twice(visitor: Browser, anna: Person) -> None:
    to_password_page(visitor, anna)
    answer = visitor.post("/register/password/", {"password": NEW_PASSWORD, "again": "other one!"})
    assert "The two passwords differ." in words(answer)
    assert NEW_PASSWORD not in answer.content.decode()
    assert not User.objects.filter(customer=anna.customer).exists()


@pytest.mark.requirement("ACC-03", "unique with a check digit")
@pytest.mark.requirement("ACC-03", "shown once and sent by SMS")
def test_the_homebank_id_is_shown_once_and_sent(visitor: Browser, anna: Person) -> None:
    to_password_page(visitor, anna)
    visitor.post("/register/password/", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    user = User.objects.get(customer=anna.customer)
    assert user.homebank_id is not None
    assert sum(
        sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(user.homebank_id))
    ) % 10 == 0  # fmt: skip
    assert user.spaced_id in visitor.get("/register/done/").content.decode()
    again = visitor.get("/register/done/")
    assert "The Homebank ID was shown once" in words(again)
    assert user.spaced_id not in again.content.decode()
    assert user.spaced_id.replace("\u00a0", " ") in texts(anna.phone, "homebank-id")[0].replace(
        "\u00a0", " "
    )


def test_steps_out_of_order_do_nothing(visitor: Browser, anna: Person) -> None:
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    for page in ("code", "password", "done"):
        assert visitor.post(f"/register/{page}/", twice).url == "/register/"
    visitor.post("/register/", facts(anna))
    assert visitor.post("/register/password/", twice).url == "/register/code/"
    assert visitor.get("/register/done/").url == "/register/code/"
    assert not User.objects.filter(customer=anna.customer).exists()


def test_a_second_submit_of_the_password_makes_no_second_user(
    visitor: Browser, anna: Person
) -> None:
    to_password_page(visitor, anna)
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    visitor.post("/register/password/", twice)
    assert visitor.post("/register/password/", twice).url == "/register/done/"
    assert User.objects.filter(customer=anna.customer).count() == 1
    assert len(texts(anna.phone, "homebank-id")) == 1


def test_an_attempt_ends_after_fifteen_minutes(visitor: Browser, anna: Person) -> None:
    visitor.post("/register/", facts(anna))
    with clock.moved(timedelta(minutes=15, seconds=1)):
        assert visitor.get("/register/code/").url == "/register/"


def test_an_attempt_belongs_to_its_own_visit(visitor: Browser, anna: Person) -> None:
    visitor.post("/register/", facts(anna))
    stranger = Browser()
    answer = stranger.post("/register/code/", {"code": newest_code(anna.phone)})
    assert answer.url == "/register/"
    assert RegistrationAttempt.objects.get(customer=anna.customer).proven_at is None


BAD_SHAPES = {
    "number": ["", "4405", "4405640000000007", "x" * 39, "44056400000000020000000"],
    "expiry": ["", "13/29", "00/29", "9", "ab/cd", "١٢/٢٩"],
    "cvv": ["", "12", "1234", "abc", "١٢٣"],
    "birth_date": ["", "31.02.1990", "1990", "01.01.2190", "0001-01-01", "٠١.٠١.١٩٩٠"],
    "phone": ["", "12345", "+1 202 555 0100", "+7 495 123 45 67", "\x00", "8" * 30],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in BAD_SHAPES.items() for v in vs])
def test_bad_shapes_are_told_at_their_field(
    visitor: Browser, anna: Person, name: str, value: str
) -> None:
    answer = visitor.post("/register/", facts(anna, **{name: value}))
    assert answer.status_code == 200
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert not RegistrationAttempt.objects.filter(customer=anna.customer).exists()


def test_what_is_secret_is_not_typed_back(visitor: Browser, anna: Person) -> None:
    page = visitor.post("/register/", facts(anna, codeword="not the word")).content.decode()
    for secret in (anna.number, f'"{anna.cvv}"', "not the word"):
        assert secret not in page
    assert anna.phone in page


def test_nothing_of_the_card_is_kept(visitor: Browser, anna: Person) -> None:
    visitor.post("/register/", facts(anna))
    session = dict(visitor.session.items())
    assert set(session) == {"registration"}
    attempt = RegistrationAttempt.objects.get(customer=anna.customer)
    kept = str(RegistrationAttempt.objects.filter(pk=attempt.pk).values())
    assert anna.number not in kept
    assert anna.codeword not in kept
