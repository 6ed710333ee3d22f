""" "Is the bank calling me?": a name and two words that both see, or no (ACC-14)."""

from datetime import timedelta

import pytest

from accounts.models import BankCall, User
from accounts.staff.call_words import COUNT, LANGUAGES, words_in_each
from homebank.lib import clock
from tests.accounts.pages import Browser, words
from tests.accounts.staff import at_the_desk, opened, page
from tests.people import Person, new_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


def calling(person: Person, first_name: str = "Olga") -> tuple[Browser, User]:
    centre, olga = at_the_desk("contact-centre", first_name=first_name)
    opened(centre, person).post(page(person, "call"))
    return centre, olga


def seen_by(person: Person, language: str = "en") -> str:
    """What the customer reads."""
    client = signed_in(person)
    return words(client.get("/my/calls/", headers={"accept-language": language}))


@pytest.mark.requirement("ACC-14", "the same two words")
@pytest.mark.parametrize("language", LANGUAGES)
def test_customer_and_operator_see_the_same_two_words(ben: Person, language: str) -> None:
    centre, olga = calling(ben)
    pair = words_in_each(BankCall.objects.get(operator=olga))[language]
    both = " · ".join(pair)
    assert both in seen_by(ben, language)
    assert both in words(centre.get(page(ben, "call")))


def test_the_page_tells_the_operators_first_name_and_no_more(ben: Person) -> None:
    _centre, olga = calling(ben)
    shown = seen_by(ben)
    assert "Yes, the bank is calling you now" in shown
    assert "Operator: Olga." in shown
    assert str(olga.login_name) not in shown


@pytest.mark.requirement("ACC-14", "no code is asked by phone")
def test_no_call_means_hang_up_and_either_way_nothing_is_asked(ben: Person) -> None:
    shown = seen_by(ben)
    assert "No, the bank is not calling you" in shown
    assert "Hang up" in shown
    assert "or the number on the back of your card" in shown
    calling(ben)
    assert "nobody asks you for anything by phone: no code, no password" in seen_by(ben)


def test_anothers_call_is_not_mine(ben: Person) -> None:
    calling(new_person())
    assert "No, the bank is not calling you" in seen_by(ben)


def test_the_call_ends_by_the_operator_or_after_a_quarter_of_an_hour(ben: Person) -> None:
    centre, _olga = calling(ben)
    centre.post(page(ben, "call"), {"end": "1"})
    assert "No, the bank" in seen_by(ben)
    centre.post(page(ben, "call"))
    assert "Yes, the bank" in seen_by(ben)
    with clock.moved(timedelta(minutes=15, seconds=1)):
        assert "No, the bank" in seen_by(ben)


def test_another_call_has_other_words_and_ends_the_first(ben: Person) -> None:
    centre, olga = calling(ben)
    anna = new_person()
    opened(centre, anna).post(page(anna, "call"))
    assert "No, the bank" in seen_by(ben)
    assert "Yes, the bank" in seen_by(anna)
    assert BankCall.objects.filter(operator=olga, ended_at=None).count() == 1


def test_two_operators_do_not_call_one_customer(ben: Person) -> None:
    calling(ben)
    other, _petr = at_the_desk("branch", first_name="Petr")
    shown = opened(other, ben).post(page(ben, "call"), follow=True)
    assert "Olga is calling this customer until" in words(shown)
    assert "Operator: Olga." in seen_by(ben)


def test_who_has_left_the_bank_is_calling_nobody(ben: Person) -> None:
    _centre, olga = calling(ben)
    User.objects.filter(pk=olga.pk).update(is_active=False)
    assert "No, the bank" in seen_by(ben)


def test_an_operator_without_a_name_cannot_call(ben: Person) -> None:
    centre, _nobody = at_the_desk("contact-centre", first_name="")
    shown = opened(centre, ben).post(page(ben, "call"), follow=True)
    assert "Customers are told your first name" in words(shown)
    assert not BankCall.objects.filter(customer=ben.customer).exists()


def test_staff_of_other_roles_and_strangers_announce_no_call(ben: Person) -> None:
    for role in ("approver", "auditor", "administrator"):
        client, _user = at_the_desk(role)
        assert client.post(page(ben, "call")).status_code == 403
    assert "/login/" in Browser().post(page(ben, "call")).url
    assert "/sign-in/" in Browser().get("/my/calls/").url
    assert not BankCall.objects.filter(customer=ben.customer).exists()


def test_an_operator_announces_thirty_calls_an_hour(ben: Person) -> None:
    centre, _olga = at_the_desk("contact-centre")
    opened(centre, ben)
    for _ in range(30):
        centre.post(page(ben, "call"))
    assert "Too many tries" in words(centre.post(page(ben, "call"), follow=True))
    with clock.moved(timedelta(hours=1, seconds=1)):
        _centre, again = calling(ben)
        assert BankCall.objects.filter(operator=again).exists()


def test_the_log_of_the_customer_tells_of_the_call(ben: Person) -> None:
    calling(ben)
    shown = words(signed_in(ben).get("/my/security/log/", headers={"accept-language": "en"}))
    assert "The bank said that it was calling you: Olga, contact centre" in shown


def test_the_list_has_words_enough_and_each_once() -> None:
    places = range(COUNT)
    rows = [words_in_each(BankCall(first_word=n, second_word=n)) for n in places]
    for language in LANGUAGES:
        said = [row[language][0] for row in rows]
        assert len(set(said)) == COUNT >= 256
        assert all(word == word.strip().lower() and 2 <= len(word) <= 13 for word in said)
