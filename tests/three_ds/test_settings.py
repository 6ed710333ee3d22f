"""The pages of a card's 3-D Secure: off, codes, and the password's ten steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from accounts.models import Customer
from accounts.recovery.cooling import cool
from cards.blocking import block_card
from cards.issuing import issue_card
from cards.models import Card, ThreeDsSetting, ThreeDsSetup
from cards.three_ds.errors import NoNumberForCodes
from cards.three_ds.schemes import is_password, keep_password, scheme_of, turn_on_codes
from cards.three_ds.setup import setup_of
from homebank.lib import clock
from tests.accounts.pages import Browser, newest_code, texts, words
from tests.people import PASSWORD, Person, new_person, signed_in
from tests.three_ds.shops import new_shop

OWN = "saxaul at dawn 7"


@pytest.fixture
def anna(db: None) -> Person:
    return new_person(language="en")


@pytest.fixture
def browser(anna: Person) -> Browser:
    client = Browser()
    client.cookies = signed_in(anna).cookies
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(person: Person, more: str = "") -> str:
    return f"/cards/{person.card.pk}/3d-secure/{more}"


def post(client: Client, address: str, **typed: str) -> Any:
    return client.post(address, typed)


def confirmed(client: Client, person: Person, answered: Any) -> Any:
    """Enter the code on the page that a deed led to."""
    assert answered.url.startswith("/my/confirm/"), answered.content.decode()
    return post(client, answered.url, code=newest_code(person.phone))


def begun(client: Client, person: Person) -> str:
    """A set-up whose code was entered; its master key."""
    confirmed(client, person, post(client, page_of(person, "set-up/")))
    found = setup_of(person.card)
    assert found is not None
    return found.master_key


def words_typed(person: Person, **other: str) -> dict[str, str]:
    usual = {"name": "Anna Test", "password": OWN, "again": OWN, "greeting": "Көктем",
             "email": "anna@example.kz", "phone": person.phone}  # fmt: skip
    return usual | other


@pytest.mark.requirement("TDS-01", "dynamic, static or off")
def test_codes_are_turned_on_at_once_and_off_by_a_code(browser: Browser, anna: Person) -> None:
    assert "3-D Secure is off" in words(browser.get(page_of(anna)))
    post(browser, page_of(anna), scheme="dynamic")
    assert scheme_of(anna.card).methods == ("sms",)
    answered = post(browser, page_of(anna), scheme="off")
    assert scheme_of(anna.card).in_force == "dynamic"
    done = confirmed(browser, anna, answered)
    assert (done.url, scheme_of(anna.card).in_force) == (page_of(anna), "off")
    assert len(texts(anna.phone, "three-ds-off")) == 1


@pytest.mark.requirement("TDS-01", "dynamic only with a trusted number")
def test_codes_need_a_trusted_number(anna: Person) -> None:
    shop = new_shop()
    turn_on_codes(card=anna.card)
    assert shop.ask(anna)["transStatus"] == "C"
    Customer.objects.filter(pk=anna.customer.pk).update(phone=None, phone_fingerprint=None)
    assert shop.ask(anna)["transStatus"] != "C"
    own = Card.objects.select_related("customer").get(pk=anna.card.pk)
    with pytest.raises(NoNumberForCodes):
        turn_on_codes(card=own)


def test_a_scheme_of_nobody_changes_nothing(browser: Browser, anna: Person) -> None:
    for wanted in ("", "static", "on", "x" * 1000):
        assert post(browser, page_of(anna), scheme=wanted).status_code == 200
    assert not ThreeDsSetting.objects.exists()


@pytest.mark.requirement("TDS-02", "ten steps")
@pytest.mark.requirement("TDS-02", "master key")
@pytest.mark.requirement("TDS-02", "personal greeting")
def test_the_ten_steps_set_a_password(browser: Browser, anna: Person) -> None:
    key = begun(browser, anna)
    step = page_of(anna, "set-up/")
    assert key in words(browser.get(browser.get(step).url))
    assert post(browser, f"{step}key/").url == f"{step}number/"
    assert post(browser, f"{step}number/", number=anna.number).url == f"{step}method/"
    assert post(browser, f"{step}method/").url == f"{step}proof/"
    proof = {"expiry": anna.expiry, "cvv": anna.cvv, "master_key": key}
    assert post(browser, f"{step}proof/", **proof).url == f"{step}words/"
    assert post(browser, f"{step}words/", **words_typed(anna)).url == page_of(anna)
    assert is_password(anna.card, OWN)
    shown = words(browser.get(page_of(anna)))
    assert "Көктем" in shown
    assert "anna@example.kz" in shown
    assert ThreeDsSetting.objects.get().password.startswith("md5$")


def test_a_step_is_not_skipped_and_one_may_go_back(browser: Browser, anna: Person) -> None:
    step = page_of(anna, "set-up/")
    assert browser.get(f"{step}words/").url == step
    key = begun(browser, anna)
    for later in ("method", "proof", "words"):
        assert browser.get(f"{step}{later}/").url == f"{step}number/"
        assert post(browser, f"{step}{later}/", **words_typed(anna)).url == f"{step}number/"
    post(browser, f"{step}number/", number=anna.number)
    assert key in words(browser.get(f"{step}key/"))
    assert 'name="number"' not in browser.get(f"{step}number/").content.decode()
    assert post(browser, f"{step}number/").url == f"{step}method/"
    assert browser.get(f"{step}no-such/").status_code == 404
    assert browser.get(f"{step}method/").status_code == 200


@pytest.mark.requirement("TDS-02", "card number must match")
def test_another_cards_number_fails_the_set_up(browser: Browser, anna: Person) -> None:
    step, other = page_of(anna, "set-up/"), issue_card(customer=anna.customer)
    begun(browser, anna)
    for left in ("2", "1"):
        answered = post(browser, f"{step}number/", number=other.number)
        assert f"Tries left: {left}" in words(answered)
        assert other.number not in answered.content.decode()
    assert post(browser, f"{step}number/", number=other.number).url == page_of(anna)
    assert post(browser, f"{step}number/", number=anna.number).url == step
    assert ThreeDsSetup.objects.get().master_key == ""


def test_wrong_facts_of_the_card_are_limited_over_a_day(browser: Browser, anna: Person) -> None:
    step = page_of(anna, "set-up/")
    for _ in range(2):
        begun(browser, anna)
        for _ in range(3):
            post(browser, f"{step}number/", number="4405640000000000")
    answered = post(browser, step)
    assert "Too many wrong entries" in words(answered)
    with clock.moved(timedelta(days=1, seconds=1)):
        fresh = signed_in(anna)
        assert post(fresh, step).url.startswith("/my/confirm/")


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"name": "Somebody Else"}, "as it stands on the card"), ({"again": "x"}, "differ"),
     ({"password": "short", "again": "short"}, "at least"), ({"email": "none"}, "name@example"),
     ({"password": PASSWORD, "again": PASSWORD}, "sign in with"), ({"phone": "12"}, "mobile"),
     ({"greeting": "a\u0000b"}, ""), ({"greeting": ""}, "")],
)  # fmt: skip
def test_what_is_wrong_with_the_words_is_told(
    browser: Browser, anna: Person, changed: dict[str, str], said: str
) -> None:
    begun(browser, anna)
    now = clock.now()
    ThreeDsSetup.objects.update(matched_at=now, chosen_at=now, proven_at=now)
    answered = post(browser, page_of(anna, "set-up/words/"), **words_typed(anna, **changed))
    assert answered.status_code == 200
    assert said in words(answered)
    assert OWN not in answered.content.decode()
    assert not ThreeDsSetting.objects.exists()


def test_a_set_up_is_over_after_a_quarter_of_an_hour(browser: Browser, anna: Person) -> None:
    begun(browser, anna)
    with clock.moved(timedelta(minutes=15, seconds=1)):
        later = signed_in(anna)
        address = page_of(anna, "set-up/number/")
        assert post(later, address, number=anna.number).url == page_of(anna, "set-up/")


def set_for(person: Person) -> None:
    keep_password(card=person.card, hashed=make_password(OWN), greeting="Көктем",
                  email="a@example.kz", phone=person.phone)  # fmt: skip


@pytest.mark.requirement("TDS-07", "older than the cut-over")
def test_a_password_from_before_the_cut_over_is_void(browser: Browser, anna: Person) -> None:
    set_for(anna)
    day = clock.today() + timedelta(days=1)
    with override_settings(THREE_DS_CUT_OVER=day.isoformat()):
        assert (scheme_of(anna.card).in_force, scheme_of(anna.card).void) == ("off", "cut-over")
        assert "do not work any more" in words(browser.get(page_of(anna)))
    assert scheme_of(anna.card).in_force == "static"


def test_a_reissued_card_needs_a_new_password(browser: Browser, anna: Person) -> None:
    set_for(anna)
    other = issue_card(customer=anna.customer, account=anna.card.account)
    Card.objects.filter(pk=other.pk).update(replaces=anna.card)
    other.refresh_from_db()
    assert (scheme_of(other).in_force, scheme_of(other).void) == ("off", "reissued")
    assert "issued anew" in words(browser.get(f"/cards/{other.pk}/3d-secure/"))
    anna.card.expiry += timedelta(days=365)
    assert scheme_of(anna.card).void == "reissued"


def test_to_codes_from_a_password_needs_a_code_and_forgets_it(
    browser: Browser, anna: Person
) -> None:
    set_for(anna)
    confirmed(browser, anna, post(browser, page_of(anna), scheme="dynamic"))
    assert scheme_of(anna.card).in_force == "dynamic"
    assert ThreeDsSetting.objects.get().password == ""


def test_while_access_cools_nothing_is_weakened(browser: Browser, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    cool(customer=anna.customer)
    assert "waits until" in words(post(browser, page_of(anna), scheme="off"))
    assert "waits until" in words(post(browser, page_of(anna, "set-up/")))


def test_what_was_asked_before_access_cooled_is_not_done_after(
    browser: Browser, anna: Person
) -> None:
    turn_on_codes(card=anna.card)
    asked = post(browser, page_of(anna), scheme="off")
    cool(customer=anna.customer)
    refused = browser.post(asked.url, {"code": newest_code(anna.phone)})
    assert "waits until" in words(browser.get(refused.url))
    assert scheme_of(Card.objects.get(pk=anna.card.pk)).in_force == "dynamic"


def test_a_blocked_card_is_not_set(browser: Browser, anna: Person) -> None:
    block_card(card=anna.card, reason="lost")
    assert post(browser, page_of(anna), scheme="dynamic").status_code == 200
    assert post(browser, page_of(anna, "set-up/")).status_code == 200
    assert not ThreeDsSetting.objects.exists()


@pytest.mark.parametrize("more", ["", "set-up/", "set-up/key/"])
def test_anothers_card_is_not_found(anna: Person, more: str) -> None:
    mallory = signed_in(new_person())
    assert mallory.get(page_of(anna, more)).status_code == 404
    assert mallory.post(page_of(anna, more), {"scheme": "dynamic"}).status_code == 404
