"""A new codeword by a branch, a letter or a slip; nobody is told the old one (ACC-10)."""

from datetime import timedelta

import pytest

from accounts.codewords.reissuing import print_codeword
from accounts.codewords.rules import codeword_matches
from accounts.models import Customer
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, newest_code, sign_in, texts, words
from tests.accounts.staff import DESK, at_the_desk, opened, proposal_page
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WORD = "түнгі керуен"
CHOOSE = "/my/security/codeword/"


@pytest.fixture
def ben() -> Person:
    return new_person(language="en", name="Жумабаев Марат")


def ask_for_reset(client: Browser, person: Person, **other: str) -> str:
    typed = {"way": "branch", "reason": "identity card", **other}
    address = f"{DESK}proposals/new/codeword-reset/{person.customer.pk}/"
    return words(client.post(address, typed, follow=True))


def open_reset(person: Person, way: str = "branch") -> None:
    """Two members of staff let the customer choose another codeword."""
    assert "Sent for approval" in ask_for_reset(
        opened(at_the_desk("branch")[0], person), person, way=way
    )
    approver = opened(at_the_desk("approver")[0], person)
    waits = person.customer.proposals.get(kind="codeword-reset", state="waits")
    shown = approver.post(proposal_page(waits), {"approve": "1"}, follow=True)
    assert "Approved: it is in force." in words(shown)


def inside(person: Person) -> Browser:
    client = Browser(headers={"accept-language": "en"})
    assert sign_in(client, person).url == "/my/"
    return client


def choose(client: Browser, person: Person, word: str = WORD) -> str:
    """The customer chooses the word and confirms it by the code."""
    asked = client.post(CHOOSE, {"codeword": word, "again": word})
    return words(client.post(asked.url, {"code": newest_code(person.phone)}, follow=True))


def matches(person: Person, word: str) -> bool:
    return codeword_matches(Customer.objects.get(pk=person.customer.pk), word)


@pytest.mark.requirement("ACC-10", "branch with a document")
@pytest.mark.requirement("ACC-10", "letter to the bank")
@pytest.mark.parametrize("way", ["branch", "letter"])
def test_two_of_staff_open_a_reset_and_the_customer_chooses_the_word(ben: Person, way: str) -> None:
    client = inside(ben)
    open_reset(ben, way)
    assert texts(ben.phone, "codeword-reset")
    assert CHOOSE in client.get("/my/security/").content.decode()
    assert matches(ben, ben.codeword)
    assert "The new codeword is in force" in choose(client, ben)
    assert matches(ben, WORD)
    assert not matches(ben, ben.codeword)
    assert texts(ben.phone, "codeword-changed") == ["Your codeword was changed. Not you? Call 7111"]


def test_one_reset_is_for_one_word(ben: Person) -> None:
    client = inside(ben)
    open_reset(ben)
    choose(client, ben)
    assert client.get(CHOOSE).url == "/my/"
    assert CHOOSE not in client.get("/my/security/").content.decode()


def test_a_reset_is_over_after_a_week(ben: Person) -> None:
    open_reset(ben)
    with clock.moved(timedelta(days=7, seconds=1)):
        assert inside(ben).get(CHOOSE).url == "/my/"


def test_a_code_asked_for_before_the_end_confirms_nothing_after_it(ben: Person) -> None:
    open_reset(ben)
    with clock.moved(timedelta(days=7) - timedelta(minutes=2)):
        client = inside(ben)
        asked = client.post(CHOOSE, {"codeword": WORD, "again": WORD})
        code = newest_code(ben.phone)
        with clock.moved(timedelta(days=7, minutes=1)):
            client.post(asked.url, {"code": code}, follow=True)
    assert matches(ben, ben.codeword)


def test_who_was_given_none_chooses_none(ben: Person) -> None:
    client, anna = inside(ben), new_person()
    open_reset(anna)
    assert client.get(CHOOSE).url == "/my/"
    client.post(CHOOSE, {"codeword": WORD, "again": WORD})
    assert matches(ben, ben.codeword)


def test_the_row_says_who_and_which_document_and_never_the_word(ben: Person) -> None:
    open_reset(ben)
    choose(inside(ben), ben)
    row = Event.objects.get(customer=ben.customer, kind="codeword-reset-opened")
    assert row.facts["reason"] == "identity card"
    assert WORD not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(("typed", "said"), [
    ({"codeword": "мамa", "again": "x"}, "The two codewords differ"),
    ({"codeword": "пароль", "again": "пароль"}, "among the first that others try"),
    ({"codeword": "Марат жигит", "again": "Марат жигит"}, "holds no name"),
    ({"codeword": "abc", "again": "abc"}, "A codeword has 4 to 40 characters"),
    ({"codeword": "", "again": WORD}, "Fill in the field"),
])  # fmt: skip
def test_what_is_no_good_codeword_is_refused_and_not_sent_back(
    ben: Person, typed: dict[str, str], said: str
) -> None:
    open_reset(ben)
    shown = words(inside(ben).post(CHOOSE, typed))
    assert said in shown
    assert WORD not in shown
    assert matches(ben, ben.codeword)


@pytest.mark.parametrize(("other", "said"), [
    ({"way": ""}, "Choose how it was asked for"), ({"way": "atm"}, "Choose how it was asked for"),
    ({"reason": ""}, "Say why"),
])  # fmt: skip
def test_a_reset_without_way_or_document_is_not_asked_for(
    ben: Person, other: dict[str, str], said: str
) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    assert said in ask_for_reset(branch, ben, **other)
    assert not ben.customer.proposals.exists()


def test_only_a_branch_asks_for_it(ben: Person) -> None:
    address = f"{DESK}proposals/new/codeword-reset/{ben.customer.pk}/"
    for role in ("contact-centre", "approver", "auditor", "administrator"):
        client, _user = at_the_desk(role)
        assert client.post(address, {}).status_code == 403
    assert "/login/" in Browser().post(address).url
    assert matches(ben, ben.codeword)


def test_who_has_no_number_is_told_of_the_cash_machine(ben: Person) -> None:
    newcomer = new_person(registered=False)
    Customer.objects.filter(pk=newcomer.customer.pk).update(phone=None, phone_fingerprint=None)
    branch = opened(at_the_desk("branch")[0], newcomer)
    assert "at a cash machine of the bank" in ask_for_reset(branch, newcomer)
    assert not newcomer.customer.proposals.exists()


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
