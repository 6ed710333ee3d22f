"""The two password policies, through the page where a password is chosen (ACC-06)."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.sign_in.errors import PasswordRefused
from accounts.sign_in.passwords import check_new_password
from homebank import settings as production
from tests.accounts.pages import Browser, words
from tests.accounts.test_registration import to_password_page
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
MODERN, SEED = (
    override_settings(PASSWORD_POLICY="modern"),
    override_settings(PASSWORD_POLICY="homebank"),
)


@pytest.fixture
def anna() -> Person:
    return new_person(name="Ахметова Айгерим Сериковна", registered=False)


@pytest.fixture
def choosing(anna: Person) -> Browser:
    """A visitor who stands at the page of the password."""
    visitor = Browser(headers={"accept-language": "en"})
    to_password_page(visitor, anna)
    return visitor


def choose(visitor: Browser, password: str) -> str:
    """What the page says to the password; nothing if it was taken."""
    answer = visitor.post("/register/password/", {"password": password, "again": password})
    return "" if answer.status_code == 302 else words(answer)


@pytest.mark.requirement("ACC-06", "modern")
@pytest.mark.parametrize("password", [
    "kumis under the birch", "Aq-boz-at-2026", "қымыз ішкен күн", "🐎🐪🦅🐟🐎🐪🦅🐟🌾🌿",
    " leading and trailing ", "qz7!" * 32, "tenchars!a",
])  # fmt: skip
def test_modern_takes_any_ten_to_128_characters_unchanged(
    choosing: Browser, anna: Person, password: str
) -> None:
    assert choose(choosing, password) == ""
    user = User.objects.get(customer=anna.customer)
    assert user.check_password(password)
    assert not user.check_password(password.strip() + "x")


@pytest.mark.requirement("ACC-06", "modern")
@pytest.mark.parametrize(("password", "reason"), [
    ("ninechars", "at least 10 characters, this one has 9"),
    ("1234567890", "lists that thieves try first"),
    ("P@ssw0rd2026", "lists that thieves try first"),
    ("aaaaaaaaaaaa", "lists that thieves try first"),
    ("my homebank key", "Leave the bank’s name out"),
])  # fmt: skip
def test_modern_refuses_what_is_short_or_common(
    choosing: Browser, anna: Person, password: str, reason: str
) -> None:
    assert reason in choose(choosing, password)
    assert not User.objects.filter(customer=anna.customer).exists()


@pytest.mark.requirement("ACC-06", "homebank")
@pytest.mark.parametrize(("password", "reason"), [
    ("Aq-boz1", "at least 8 characters, this one has 7"), ("aq-boz-77", "Add a capital letter."),
    ("Aq-boz-at", "Add a digit."), ("Dragon-77-x", "words that stand in a dictionary"),
    ("Aq-boz-at-202677", "at most 15 characters, this one has 16"), ("Aq-boz77", ""),
])  # fmt: skip
def test_homebank_asks_for_a_capital_and_a_digit_and_no_word(
    choosing: Browser, password: str, reason: str
) -> None:
    with SEED:
        said = choose(choosing, password)
    assert reason in said
    assert bool(said) == bool(reason)


@pytest.mark.requirement("ACC-06", "own data refused")
@pytest.mark.parametrize("policy", [MODERN, SEED])
@pytest.mark.parametrize("shape", ["{iin}", "{phone}-Ab", "x{day}Zx", "{name}-x-7"])
def test_no_policy_takes_the_owners_data(
    choosing: Browser, anna: Person, policy: override_settings, shape: str
) -> None:
    own = {"iin": anna.customer.iin, "phone": anna.phone[2:], "day": "01011990", "name": "Айгерим"}
    with policy:
        assert "Leave out your name, login name" in choose(choosing, shape.format(**own))


@pytest.mark.requirement("ACC-06", "never cut silently")
@pytest.mark.parametrize(("policy", "length"), [(MODERN, 129), (SEED, 16), (MODERN, 4000)])
def test_a_long_password_is_refused_with_the_reason(
    choosing: Browser, anna: Person, policy: override_settings, length: int
) -> None:
    with policy:
        said = choose(choosing, ("Kumis7-" * 600)[:length])
    assert f"this one has {length}. It was not shortened" in said
    assert not User.objects.filter(customer=anna.customer).exists()


def test_a_password_in_the_seeds_style_of_ten_is_good_for_both() -> None:
    for policy in (MODERN, SEED):
        with policy:
            check_new_password(password="Aq-boz-at-2026")


def test_the_page_says_the_rules_and_lets_managers_work(choosing: Browser) -> None:
    page = choosing.get("/register/password/")
    assert "From 10 to 128 characters." in words(page)
    assert page.content.decode().count('autocomplete="new-password"') == 2
    with SEED:
        assert "From 8 to 15 characters." in words(choosing.get("/register/password/"))


@given(st.text(max_size=140))
def test_any_text_is_taken_or_refused_with_reasons(password: str) -> None:
    try:
        check_new_password(password=password, own=["Айгерим", "7001234567"])
    except PasswordRefused as refusal:
        assert all(refusal.reasons)
    else:
        assert 10 <= len(password) <= 128


def test_the_production_hash_costs_what_argon2_costs() -> None:
    hashers = production.PASSWORD_HASHERS
    with override_settings(PASSWORD_HASHERS=hashers):
        encoded = make_password("Aq-boz-at-2026")
        assert encoded.startswith("argon2$argon2id$")
        assert Argon2PasswordHasher().decode(encoded)["memory_cost"] >= 47_104
        assert check_password("Aq-boz-at-2026", encoded)


def test_settings_with_an_unknown_policy_are_refused_at_start() -> None:
    with override_settings(PASSWORD_POLICY="weak"), pytest.raises(SystemCheckError):
        call_command("check")
