"""A new codeword without a visit, once a branch has opened it (ACC-10)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts import limits
from accounts.codewords.rules import codeword_matches
from accounts.models import Customer, RecoveryAttempt
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    from_network,
    newest_code,
    sign_in,
    texts,
    words,
    wrong_code,
)
from tests.accounts.test_codeword_reissue import open_reset
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
DOOR, WORD, STRANGER = "/codeword/", "түнгі керуен", "+77019990001"


@pytest.fixture
def ben() -> Person:
    """On file, with cards and a number, without access to the portal; a branch let him choose."""
    person = new_person(registered=False, language="en", name="Жумабаев Марат")
    let(person)
    return person


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def let(person: Person, days: int = 7) -> None:
    until = clock.now() + timedelta(days=days)
    Customer.objects.filter(pk=person.customer.pk).update(codeword_reset_until=until)


def to_proof(client: Browser, person: Person) -> Any:
    client.post(DOOR, {"phone": person.phone})
    return client.post(f"{DOOR}code/", {"code": newest_code(person.phone)})


def prove(client: Browser, person: Person, **typed: str) -> Any:
    facts = {"number": person.number, "expiry": person.expiry, "cvv": person.cvv}
    return client.post(f"{DOOR}proof/", facts | typed)


def to_word(client: Browser, person: Person) -> None:
    assert to_proof(client, person).url == f"{DOOR}proof/"
    assert prove(client, person).url == f"{DOOR}word/"


def choose(client: Browser, word: str = WORD) -> Any:
    return client.post(f"{DOOR}word/", {"codeword": word, "again": word})


def matches(person: Person, word: str) -> bool:
    return codeword_matches(Customer.objects.get(pk=person.customer.pk), word)


@pytest.mark.requirement("ACC-10", "branch with a document")
def test_two_of_staff_open_it_and_who_has_no_access_chooses_the_word(visitor: Browser) -> None:
    person = new_person(registered=False, language="en")
    open_reset(person)
    [told] = texts(person.phone, "codeword-reset")
    assert "Help, Codeword" in told
    assert DOOR in visitor.get("/help/codeword/").content.decode()
    to_word(visitor, person)
    assert choose(visitor).url == f"{DOOR}done/"
    assert "The new codeword is in force" in words(visitor.get(f"{DOOR}done/"))
    assert matches(person, WORD)
    assert len(texts(person.phone, "codeword-changed")) == 1


def test_one_reset_is_for_one_word_and_opens_no_visit(visitor: Browser, ben: Person) -> None:
    to_word(visitor, ben)
    choose(visitor)
    assert choose(visitor, "сары дала").url == f"{DOOR}done/"
    assert matches(ben, WORD)
    assert visitor.get("/my/").status_code == 302
    again = Browser()
    again.post(DOOR, {"phone": ben.phone})
    assert len(texts(ben.phone, "new-codeword")) == 1
    row = Event.objects.get(kind="codeword-changed", customer=ben.customer)
    assert row.facts["proof"] == "card"
    assert WORD not in str(row.facts)


def test_unknown_numbers_and_those_without_a_reset_get_the_same_pages_and_no_sms(
    visitor: Browser, ben: Person
) -> None:
    idle = new_person()
    pages = []
    for phone in (ben.phone, idle.phone, STRANGER):
        client = Browser(headers={"accept-language": "en"})
        assert client.post(DOOR, {"phone": phone}).url == f"{DOOR}code/"
        pages.append(re.sub(r"\d", "#", words(client.get(f"{DOOR}code/"))))
    assert len(set(pages)) == 1
    assert len(texts(ben.phone, "new-codeword")) == 1
    assert not texts(idle.phone, "new-codeword")


@pytest.mark.parametrize("change", [
    {"codeword_reset_until": None}, {"blocked_at": clock.now()}, {"sim_changed_at": clock.now()},
])  # fmt: skip
def test_who_may_not_any_more_comes_no_further(
    visitor: Browser, ben: Person, change: dict[str, Any]
) -> None:
    to_word(visitor, ben)
    Customer.objects.filter(pk=ben.customer.pk).update(**change)
    assert choose(visitor).url == DOOR
    assert matches(ben, ben.codeword)


def test_it_is_over_after_a_week_and_a_quarter_of_an_hour(visitor: Browser, ben: Person) -> None:
    to_word(visitor, ben)
    with clock.moved(limits.RECOVERY_LIFE + timedelta(seconds=1)):
        assert choose(visitor).url == DOOR
    with clock.moved(timedelta(days=7, minutes=1)):
        late = Browser()
        late.post(DOOR, {"phone": ben.phone})
    assert len(texts(ben.phone, "new-codeword")) == 1
    assert matches(ben, ben.codeword)


def test_no_step_can_be_jumped_to(visitor: Browser, ben: Person) -> None:
    visitor.post(DOOR, {"phone": ben.phone})
    for step in ("proof", "word", "done"):
        assert visitor.post(f"{DOOR}{step}/", {}).url == f"{DOOR}code/"
    for step in ("code", "proof", "word", "done"):
        assert Browser().get(f"{DOOR}{step}/").url == DOOR


@pytest.mark.parametrize("typed", [
    {"codeword": "тау самалы"}, {}, {"number": "1"}, {"number": "\0"},
])  # fmt: skip
def test_another_proof_is_none(visitor: Browser, ben: Person, typed: dict[str, str]) -> None:
    """The IIN least of all: it stands on every document."""
    to_proof(visitor, ben)
    typed = typed or {"iin": ben.customer.iin}
    answer = visitor.post(f"{DOOR}proof/", typed)
    assert answer.status_code == 200
    assert "Error:" in words(answer)
    assert visitor.get(f"{DOOR}word/").url == f"{DOOR}proof/"


def test_wrong_proofs_are_counted_with_those_of_a_recovery(visitor: Browser, ben: Person) -> None:
    to_proof(visitor, ben)
    wrong = new_person().number
    for left in range(limits.RECOVERY_PROOF.count - 1, -1, -1):
        assert f"Tries left: {left}." in words(prove(visitor, ben, number=wrong))
    assert "Too many tries" in words(prove(visitor, ben))
    kind = "codeword-reset-refused"
    refused = Event.objects.filter(kind=kind, customer=ben.customer)
    assert refused.count() == limits.RECOVERY_PROOF.count


def test_a_wrong_code_is_counted(visitor: Browser, ben: Person) -> None:
    visitor.post(DOOR, {"phone": ben.phone})
    page = words(visitor.post(f"{DOOR}code/", {"code": wrong_code(ben.phone)}))
    assert "Tries left: 4" in page


def guess_at(door: str, phone: str, tries: int) -> str:
    """The last page after so many wrong codes for the number."""
    client = Browser(headers={"accept-language": "en"})
    client.post(door, {"phone": phone})
    for _ in range(tries):
        page = client.post(f"{door}code/", {"code": "000000"})
    return words(page)


def test_guesses_here_never_tell_for_whom_a_branch_opened_a_reset(ben: Person) -> None:
    """Ten wrong codes are an hour's: the door of recovery knows nothing of them."""
    open_to, shut_to = new_person(), new_person()
    let(open_to)
    for phone in (open_to.phone, shut_to.phone):
        for minutes in (0, 1):
            with clock.moved(timedelta(minutes=minutes)):
                assert "The tries for this code are used up" in guess_at(DOOR, phone, tries=5)
        with clock.moved(timedelta(minutes=2)):
            assert "Tries left: 4" in guess_at("/recover/", phone, tries=1)


def test_begins_are_limited_by_the_network() -> None:
    def knock() -> Any:
        return Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(88)).post(
            DOOR, {"phone": STRANGER}
        )

    for _ in range(limits.RECOVERY_NETWORK.count):
        assert knock().status_code == 302
    assert "Too many tries" in words(knock())


@pytest.mark.parametrize(("word", "said"), [
    ("пароль", "among the first that others try"), ("Марат жигит", "holds no name"),
    ("8 наурыз", "easy to guess"), ("abc", "A codeword has 4 to 40 characters"),
    ("тау самалы", "the codeword that you have now"),
])  # fmt: skip
def test_what_is_no_good_codeword_is_refused_and_not_sent_back(
    visitor: Browser, ben: Person, word: str, said: str
) -> None:
    to_word(visitor, ben)
    shown = words(choose(visitor, word))
    assert said in shown
    assert "Марат жигит" not in shown
    assert matches(ben, ben.codeword)


def test_a_try_for_one_is_no_try_for_the_other(visitor: Browser, ben: Person) -> None:
    to_word(visitor, ben)
    [attempt] = RecoveryAttempt.objects.filter(customer=ben.customer)
    session = visitor.session
    session["recovery"] = str(attempt.pk)
    session.save()
    assert visitor.get("/recover/password/").url == "/recover/"


def test_who_is_signed_in_has_the_page_under_security(visitor: Browser) -> None:
    anna = new_person()
    let(anna)
    sign_in(visitor, anna)
    assert visitor.get(DOOR).url == "/my/"
