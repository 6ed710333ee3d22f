"""The codeword that a caller says: match or no match, limited, visible, never shown (OPS-03)."""

from datetime import timedelta

import pytest

from accounts.codewords.checking import Answer, check_hash_for
from accounts.codewords.errors import CodewordNotSaid
from accounts.errors import TooManyTries
from accounts.models import Customer
from homebank.lib import clock
from homebank.lib.ids import uuid7
from notifications.models import Event
from tests.accounts.pages import Browser, words
from tests.accounts.staff import at_the_desk, opened, page
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db
WRONG = "арқар мен сазан"


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат")


def centre(person: Person) -> Browser:
    return opened(at_the_desk("contact-centre")[0], person)


def say(client: Browser, person: Person, word: str) -> str:
    return words(client.post(page(person, "codeword-check"), {"codeword": word}))


def mirror(person: Person) -> str:
    """What the customer reads of it."""
    client = signed_in(person)
    return words(client.get("/my/security/log/", headers={"accept-language": "en"}))


@pytest.mark.requirement("OPS-03", "match or no match")
def test_the_operator_learns_match_or_no_match_and_the_customer_reads_both(ben: Person) -> None:
    client = centre(ben)
    assert "It does not match" in say(client, ben, WRONG)
    assert "It matches" in say(client, ben, f"  {ben.codeword.upper()} ")
    read = mirror(ben)
    assert "A codeword was said to the bank, and it was not yours: Olga, contact centre" in read
    assert "A codeword was said to the bank, and it was yours: Olga, contact centre" in read


@pytest.mark.requirement("OPS-03", "tries limited and visible")
def test_three_wrong_words_a_day_whoever_compares_them(ben: Person) -> None:
    for left in (2, 1, 0):
        assert f"Tries left today: {left} of 3." in say(centre(ben), ben, WRONG)
    shown = say(centre(ben), ben, ben.codeword)
    assert "Too many tries" in shown
    assert "It matches" not in shown
    with clock.moved(timedelta(days=1, seconds=1)):
        assert "It matches" in say(centre(ben), ben, ben.codeword)


@pytest.mark.requirement("OPS-03", "tries limited and visible")
def test_a_right_word_costs_no_try_and_the_page_lists_what_was_compared(ben: Person) -> None:
    client = centre(ben)
    for _ in range(4):
        assert "Tries left today: 3 of 3." in say(client, ben, ben.codeword)
    shown = words(client.get(page(ben, "codeword-check")))
    assert shown.count("It matched Olga") == 4


def test_an_operator_compares_thirty_an_hour_over_all_files() -> None:
    client, anna = at_the_desk("contact-centre")[0], new_person()
    opened(client, anna)
    for _ in range(30):
        say(client, anna, anna.codeword)
    other = new_person()
    assert "Too many tries" in say(opened(client, other), other, other.codeword)
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert "It matches" in say(centre(other), other, other.codeword)


def test_neither_word_stands_on_the_page_or_in_a_row(ben: Person) -> None:
    client = centre(ben)
    for word in (WRONG, ben.codeword):
        assert word not in client.post(page(ben, "codeword-check"),
                                       {"codeword": word}).content.decode()  # fmt: skip
    rows = str(list(Event.objects.filter(customer=ben.customer).values_list("facts", flat=True)))
    assert WRONG not in rows
    assert ben.codeword not in rows


@pytest.mark.parametrize(("word", "said"), [
    ("", "Type the codeword"), (" \u3000", "Type the codeword"), ("x" * 101, "at most 100"),
    ("x\x00", "Null characters"),
])  # fmt: skip
def test_what_is_no_word_costs_nothing(ben: Person, word: str, said: str) -> None:
    shown = say(centre(ben), ben, word)
    assert said in shown
    assert "Tries left today: 3 of 3." in shown


def test_a_codeword_from_before_works_once(ben: Person) -> None:
    Customer.objects.filter(pk=ben.customer.pk).update(codeword_state=Customer.Codeword.LEGACY)
    client = centre(ben)
    assert "It matches" in say(client, ben, ben.codeword)
    assert "It does not match" in say(client, ben, ben.codeword)


def test_only_contact_centre_and_branch_compare_and_only_with_a_reason(ben: Person) -> None:
    for role in ("approver", "auditor", "administrator", "tariff-editor"):
        client, _user = at_the_desk(role)
        assert client.post(page(ben, "codeword-check"), {}).status_code == 403
    assert "/login/" in Browser().post(page(ben, "codeword-check")).url
    branch, _user = at_the_desk("branch")
    asked = branch.post(page(ben, "codeword-check"), {"codeword": ben.codeword})
    assert asked.url.startswith(page(ben, "reason"))
    assert "It matches" in say(opened(branch, ben), ben, ben.codeword)


def test_an_orders_codeword_has_tries_of_its_own(ben: Person) -> None:
    _client, olga = at_the_desk("contact-centre")
    order, on_file = uuid7(), ben.customer.codeword_hash

    def say_of_order(typed: str) -> Answer:
        return check_hash_for(
            subject=order, codeword_hash=on_file, customer=ben.customer, typed=typed, by=olga
        )

    assert [say_of_order(WRONG) for _ in range(3)] == [Answer(False, left) for left in (2, 1, 0)]
    with pytest.raises(TooManyTries):
        say_of_order(ben.codeword)
    assert "Tries left today: 3 of 3." in words(centre(ben).get(page(ben, "codeword-check")))


def test_no_codeword_on_file_matches_nothing(ben: Person) -> None:
    _client, olga = at_the_desk("contact-centre")

    def say_of_nothing(typed: str) -> Answer:
        return check_hash_for(
            subject=uuid7(), codeword_hash="", customer=ben.customer, typed=typed, by=olga
        )

    assert not say_of_nothing(WRONG).match
    with pytest.raises(CodewordNotSaid):
        say_of_nothing(" ")
