"""A new codeword at a branch, by letter or on a slip; nobody is told the old one (ACC-10)."""

from datetime import timedelta

import pytest

from accounts.codeword_reissue import print_codeword
from accounts.customers import codeword_matches
from accounts.models import Customer
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, texts, words
from tests.accounts.staff import at_the_desk, opened, page
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WORD = "түнгі керуен"


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат")


def reissue(client: Browser, person: Person, **other: str) -> str:
    typed = {"way": "branch", "codeword": WORD, "again": WORD, "reason": "identity card", **other}
    return words(client.post(page(person, "codeword"), typed, follow=True))


def matches(person: Person, word: str) -> bool:
    return codeword_matches(Customer.objects.get(pk=person.customer.pk), word)


@pytest.mark.requirement("ACC-10", "branch with a document")
@pytest.mark.requirement("ACC-10", "letter to the bank")
@pytest.mark.parametrize("way", ["branch", "letter"])
def test_a_branch_sets_the_word_that_the_customer_chose(ben: Person, way: str) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    assert "The codeword is set" in reissue(branch, ben, way=way)
    assert matches(ben, WORD)
    assert not matches(ben, ben.codeword)
    assert texts(ben.phone, "codeword-changed") == ["Your codeword was changed. Not you? Call 7111"]


def test_the_row_says_who_and_which_document_and_never_the_word(ben: Person) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    reissue(branch, ben)
    row = Event.objects.get(customer=ben.customer, kind="codeword-reissued")
    assert row.facts["reason"] == "identity card"
    assert WORD not in str(row.facts)


@pytest.mark.parametrize(("other", "said"), [
    ({"codeword": "мамa", "again": "x"}, "The two codewords differ"),
    ({"codeword": "пароль", "again": "пароль"}, "among the first that others try"),
    ({"codeword": "Марат жигит", "again": "Марат жигит"}, "holds no name"),
    ({"codeword": "abc", "again": "abc"}, "A codeword has 4 to 40 characters"),
    ({"codeword": ""}, "Fill in the field"), ({"way": ""}, "Choose how it was asked for"),
    ({"way": "atm"}, "Choose how it was asked for"), ({"reason": ""}, "Say why"),
])  # fmt: skip
def test_what_is_no_good_codeword_is_refused_and_not_sent_back(
    ben: Person, other: dict[str, str], said: str
) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    shown = reissue(branch, ben, **other)
    assert said in shown
    assert WORD not in shown
    assert matches(ben, ben.codeword)


def test_only_a_branch_sets_it(ben: Person) -> None:
    for role in ("contact-centre", "approver", "auditor", "administrator"):
        client, _user = at_the_desk(role)
        assert client.post(page(ben, "codeword"), {}).status_code == 403
    assert "/login/" in Browser().post(page(ben, "codeword")).url
    assert matches(ben, ben.codeword)


def test_a_member_of_staff_sets_twenty_an_hour(ben: Person) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    for _ in range(20):
        reissue(branch, ben)
    assert "Too many tries" in reissue(branch, ben, codeword="басқа сөз", again="басқа сөз")
    assert matches(ben, WORD)
    with clock.moved(timedelta(hours=1, seconds=1)):
        again = opened(at_the_desk("branch")[0], ben)
        assert "The codeword is set" in reissue(again, ben)


def test_a_slip_shows_a_drawn_word_once_and_the_bank_keeps_its_hash(ben: Person) -> None:
    slip = print_codeword(customer=ben.customer, machine="ATM 0102")
    assert len(slip.split()) == 3
    assert matches(ben, slip.upper())
    assert slip not in str(list(Event.objects.values_list("facts", flat=True)))
    assert slip != print_codeword(customer=ben.customer, machine="ATM 0102")


@pytest.mark.requirement("ACC-10", "ATM slip for 30 tenge")
def test_the_help_tells_all_three_ways_and_the_fee() -> None:
    shown = words(Browser(headers={"accept-language": "en"}).get("/help/codeword/"))
    assert "At an ATM of the bank" in shown
    assert "it costs 30 tenge" in shown
    assert "By letter to the bank" in shown
    assert "At a branch, with your identity document" in shown
