"""A login name chosen at registration, through its page (ACC-03)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.limits import LOGIN_NAMES
from accounts.models import User
from accounts.registration.errors import LoginNameRefused
from accounts.registration.login_names import read_login_name
from homebank.lib import clock
from homebank.lib.throttle import take
from tests.accounts.pages import Browser, from_network, sign_in, texts, user_of, words
from tests.accounts.test_codes import at_once
from tests.accounts.test_registration import NEW_PASSWORD, to_password_page
from tests.people import Person, new_person

PAGE = "/register/password/"


def fresh_name() -> str:
    return f"aru.{clock.now().timestamp():.6f}"


def choosing(person: Person, network: int = 140) -> Browser:
    """A visitor who stands at the page of the password."""
    visitor = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(network))
    to_password_page(visitor, person)
    return visitor


def choose(visitor: Browser, name: str, password: str = NEW_PASSWORD) -> Any:
    typed = {"password": password, "again": password, "login_name": name}
    return visitor.post(PAGE, typed)


@pytest.fixture
def anna(db: None) -> Person:
    return new_person(registered=False)


@pytest.fixture
def visitor(anna: Person) -> Browser:
    return choosing(anna)


def user(person: Person) -> User:
    return User.objects.get(customer=person.customer)


@pytest.mark.requirement("ACC-03", "a login name may be chosen")
@pytest.mark.requirement("ACC-04", "login name")
def test_a_login_name_is_chosen_and_opens_the_door_at_once(anna: Person, visitor: Browser) -> None:
    name = fresh_name()
    assert choose(visitor, f" {name.title()} ").url == "/register/done/"
    anna.user, anna.password = user(anna), NEW_PASSWORD
    assert anna.user.login_name == name
    assert sign_in(Browser(), anna, "login").url == "/my/"
    with clock.moved(timedelta(minutes=2)):
        assert sign_in(Browser(), anna, "id").url == "/my/"


@pytest.mark.requirement("ACC-03", "a login name may be chosen")
@pytest.mark.parametrize("name", ["", "   "])
def test_nobody_has_to_choose_one(anna: Person, visitor: Browser, name: str) -> None:
    assert "You may leave it empty." in words(visitor.get(PAGE))
    assert choose(visitor, name).url == "/register/done/"
    assert user(anna).login_name is None
    assert "login name" not in words(visitor.get("/register/done/"))


@pytest.mark.requirement("ACC-03", "shown once and sent by SMS")
def test_the_last_page_says_both_names_and_the_sms_the_homebank_id(
    anna: Person, visitor: Browser
) -> None:
    name = fresh_name()
    choose(visitor, name)
    said, spaced = words(visitor.get("/register/done/")), user(anna).spaced_id
    assert f"Your login name, which opens the same door: {name}" in said
    assert " ".join(spaced.split()) in said
    [sms] = texts(anna.phone, "homebank-id")
    assert spaced.replace("\u00a0", "") in sms.replace("\u00a0", "").replace(" ", "")


@pytest.mark.requirement("ACC-03", "a login name may be chosen")
def test_a_taken_name_says_so_and_all_but_passwords_is_kept(anna: Person, visitor: Browser) -> None:
    ben, name = new_person(), fresh_name()
    User.objects.filter(pk=user_of(ben).pk).update(login_name=name)
    answer = choose(visitor, name.upper())
    page = answer.content.decode()
    assert "This login name is taken. Choose another one." in words(answer)
    assert 'id="id_login_name_error"' in page
    assert f'value="{name.upper()}"' in page
    assert NEW_PASSWORD not in page
    assert not User.objects.filter(customer=anna.customer).exists()
    assert choose(visitor, name + "_2").url == "/register/done/"


def test_a_name_of_staff_is_taken_too(visitor: Browser) -> None:
    from accounts.staff.accounts import open_staff

    open_staff(login_name="olga.op", password="saxaul and a samovar", roles=["auditor"])
    assert "This login name is taken." in words(choose(visitor, "Olga.Op"))


BAD = {
    "ab": "3 to 30 characters, this one has 2",
    "a" * 31: "3 to 30 characters, this one has 31",
    "a" * 10_000: "this one has 10000",
    "87001234567": "Add a Latin letter",
    "4051-8827": "Add a Latin letter",
    "._-": "Add a Latin letter",
    "aru aru": "Use only Latin letters",
    "айгуль": "Use only Latin letters",
    "аru": "Use only Latin letters",
    "aru@kz": "Use only Latin letters",
    "aru\u200b": "Use only Latin letters",
    "٣٣٣٣a": "Use only Latin letters",
    "\u212aaru": "Use only Latin letters",
    "aru'--": "Use only Latin letters",
    "<b>aru": "Use only Latin letters",
    "admin": "could be taken for the bank’s own",
    "Operator": "could be taken for the bank’s own",
    "admin.2026": "could be taken for the bank’s own",
    "aru_support": "could be taken for the bank’s own",
    "home-bank.kz": "could be taken for the bank’s own",
}


@pytest.mark.parametrize(("name", "said"), BAD.items())
def test_what_is_no_login_name_is_told_why(
    anna: Person, visitor: Browser, name: str, said: str
) -> None:
    answer = choose(visitor, name)
    assert said in words(answer)
    assert 'id="id_login_name_error"' in answer.content.decode()
    assert not User.objects.filter(customer=anna.customer).exists()


def test_a_nul_in_the_name_is_a_sentence(visitor: Browser) -> None:
    assert 'id="id_login_name_error"' in choose(visitor, "aru\x00").content.decode()


@pytest.mark.requirement("ACC-06", "own data refused")
def test_the_password_does_not_hold_the_login_name(visitor: Browser) -> None:
    answer = choose(visitor, "kumis.lover", "my kumis.lover key")
    assert "Leave out your name, login name" in words(answer)


def test_nobody_chooses_a_name_before_the_phone_is_proven(db: None) -> None:
    assert choose(Browser(), "aru.early").url == "/register/"
    assert not User.objects.filter(login_name="aru.early").exists()


def test_asking_for_names_is_limited_and_access_goes_on_without(
    anna: Person, visitor: Browser
) -> None:
    for _ in range(LOGIN_NAMES.count):
        take(LOGIN_NAMES, str(anna.customer.pk))
    name = fresh_name()
    assert "Too many login names were tried. Leave the box empty" in words(choose(visitor, name))
    assert choose(visitor, "").url == "/register/done/"
    assert user(anna).login_name is None


def test_the_limit_is_over_after_a_day(anna: Person) -> None:
    for _ in range(LOGIN_NAMES.count):
        take(LOGIN_NAMES, str(anna.customer.pk))
    with clock.moved(timedelta(days=1, seconds=1)):
        assert choose(choosing(anna, 141), fresh_name()).url == "/register/done/"


def test_each_taken_name_counts(anna: Person, visitor: Browser) -> None:
    ben, name = new_person(), fresh_name()
    User.objects.filter(pk=user_of(ben).pk).update(login_name=name)
    said = [words(choose(visitor, name)) for _ in range(LOGIN_NAMES.count + 1)]
    assert sum("This login name is taken." in page for page in said) == LOGIN_NAMES.count
    assert "Too many login names" in said[-1]


def test_of_ten_who_ask_for_one_name_at_once_one_gets_it(committed: None) -> None:
    name = fresh_name()
    people = [new_person(registered=False) for _ in range(10)]
    visitors = iter([choosing(person, 150 + n) for n, person in enumerate(people)])
    answers: list[Any] = at_once(10, lambda: choose(next(visitors), name))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [302]
    told = [words(answer) for answer in answers if answer.status_code == 200]
    assert all("This login name is taken. Choose another one." in page for page in told)
    assert User.objects.filter(login_name=name).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ab", "12345", "Aru", "a b c", "a" * 31])
def test_the_database_itself_refuses_other_shapes(name: str) -> None:
    ben = user_of(new_person())
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=ben.pk).update(login_name=name)


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9._-]{1,34}", fullmatch=True))
def test_any_text_is_a_name_or_refused_and_reading_twice_changes_nothing(text: str) -> None:
    try:
        name = read_login_name(text)
    except LoginNameRefused as refusal:
        assert str(refusal)
    else:
        assert name == read_login_name(name) == text.strip().lower()
        assert any("a" <= sign <= "z" for sign in name)
