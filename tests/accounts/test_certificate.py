"""Signing in by certificate (ACC-05): whoever it names enters, with either form of signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from accounts import limits
from accounts.models import CertificateAttempt, Consent
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, from_network, words
from tests.accounts.signatures import (
    ACCEPTED,
    SIGN,
    SIGNATURE,
    agreed,
    answer,
    attempt_of,
    enter,
    key_of,
)
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person()


def is_in(client: Browser) -> bool:
    return bool(client.get("/my/").status_code == 200)


@pytest.mark.requirement("ACC-05", "IIN from the subject")
@pytest.mark.requirement("ACC-05", "CMS over a one-time nonce")
@pytest.mark.parametrize("detached", [True, False], ids=["detached", "attached"])
def test_a_signature_over_the_pages_text_signs_in_whom_it_names(
    anna: Person, detached: bool
) -> None:
    client = agreed()
    entered = enter(client, key_of(anna.customer.iin), detached=detached)
    assert entered.url == "/my/"
    assert is_in(client)
    assert str(client.session["_auth_user_id"]) == str(anna.user and anna.user.pk)


@pytest.mark.requirement("ACC-05", "agreement accepted first")
def test_nothing_is_signed_before_the_agreement_is_accepted() -> None:
    client = Browser(headers={"accept-language": "en"})
    assert client.get(SIGNATURE).url == SIGN
    assert answer(client, "AAAA").url == SIGN
    page = client.post(SIGN, {})
    assert "Accept the agreement to sign in by certificate." in words(page)
    assert client.get(SIGNATURE).url == SIGN


def test_the_agreement_is_read_at_an_address_of_its_own_and_nothing_is_ticked() -> None:
    page = Browser(headers={"accept-language": "en"}).get(SIGN).content.decode()
    assert 'href="/agreements/digital-signatures/1/"' in page
    assert " checked" not in page
    text = Browser(headers={"accept-language": "en"}).get("/agreements/digital-signatures/1/")
    assert "Agreement on recognising digital signatures" in words(text)


@pytest.mark.parametrize("version", ["", "7", "one"])
def test_what_was_not_read_is_not_accepted(version: str) -> None:
    client = Browser(headers={"accept-language": "en"})
    answered = client.post(SIGN, {"accepted": "on", "version": version})
    assert "The agreement is another one now." in words(answered)
    assert 'name="version" value="1"' in answered.content.decode()


@pytest.mark.requirement("ACC-05", "agreement accepted first")
def test_what_was_accepted_is_kept_once(anna: Person) -> None:
    for _visit in range(2):
        enter(agreed(), key_of(anna.customer.iin))
    kept = Consent.objects.get(customer=anna.customer, agreement="digital-signatures")
    assert (kept.version, kept.language) == (1, "ru")


def test_who_came_to_another_page_is_led_there(anna: Person) -> None:
    client = agreed(next="/payments/history/")
    assert enter(client, key_of(anna.customer.iin)).url == "/payments/history/"


def test_nobody_is_led_to_a_strangers_site(anna: Person) -> None:
    client = agreed(next="https://evil.example/")
    assert enter(client, key_of(anna.customer.iin)).url == "/my/"


def test_a_visit_begins_under_a_fresh_session(anna: Person) -> None:
    client = Browser(REMOTE_ADDR=from_network(7))
    client.get(SIGN)
    agreed(client)
    before = client.session.session_key
    enter(client, key_of(anna.customer.iin))
    assert client.session.session_key != before
    assert "certificate" not in client.session


def test_the_owner_sees_by_which_certificate_they_entered(anna: Person) -> None:
    key = key_of(anna.customer.iin)
    client = agreed()
    enter(client, key)
    told = Event.objects.get(kind="signed-in", customer=anna.customer)
    assert told.facts["factor"] == "certificate"
    assert int(told.facts["certificate"], 16) == key.certificate.serial_number


def test_only_the_page_that_signs_may_speak_with_ncalayer() -> None:
    client = agreed()
    with override_settings(NCALAYER_URL="wss://127.0.0.1:13579"):
        signing = client.get(SIGNATURE)["Content-Security-Policy"]
        others = [client.get(page)["Content-Security-Policy"] for page in (SIGN, "/sign-in/", "/")]
    assert "connect-src 'self' wss://127.0.0.1:13579" in signing.split("; ")
    assert not any("127.0.0.1" in policy for policy in others)


def test_the_text_tells_its_purpose_and_host_and_never_repeats() -> None:
    texts = [attempt_of(agreed()).text for _each in range(2)]
    assert texts[0].startswith(b"Homebank: sign-in by certificate\n")
    assert texts[0] != texts[1]


@pytest.mark.parametrize("page", [SIGN, SIGNATURE])
def test_a_bank_that_recognises_no_authority_does_not_offer_it(page: str) -> None:
    client = Browser()
    with override_settings(CERTIFICATE_AUTHORITIES=""):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404
        assert SIGN not in client.get("/sign-in/").content.decode()
    assert SIGN in client.get("/sign-in/").content.decode()


def test_tries_of_a_network_are_limited_and_right_ones_given_back(anna: Person) -> None:
    key, most = key_of(anna.customer.iin), limits.CERTIFICATE_NETWORK.count
    enter(agreed(network=9), key)
    for _try in range(most):
        agreed(network=9)
    late = Browser(REMOTE_ADDR=from_network(9), headers={"accept-language": "en"})
    assert "Too many tries" in words(late.post(SIGN, ACCEPTED))
    agreed(network=10)
    with clock.moved(timedelta(hours=1, seconds=1)):
        agreed(network=9)


def test_the_page_says_when_the_time_to_sign_is_over() -> None:
    client = agreed()
    with clock.moved(limits.CERTIFICATE_LIFE + timedelta(seconds=1)):
        assert client.get(SIGNATURE).url == f"{SIGN}?ended=late"
    assert client.get(SIGNATURE).status_code == 200


def test_an_empty_answer_costs_nothing(anna: Person) -> None:
    client = agreed()
    assert "No signature came" in words(
        client.post(SIGNATURE, {}, headers={"accept-language": "en"})
    )
    assert CertificateAttempt.objects.get(pk=attempt_of(client).pk).is_live
    assert enter(client, key_of(anna.customer.iin)).url == "/my/"


def test_who_has_no_scripts_is_led_to_the_password() -> None:
    page = agreed().get(SIGNATURE, headers={"accept-language": "en"})
    assert "A browser without scripts cannot speak with NCALayer." in words(page)
    assert '<a href="/sign-in/">sign in with a password</a>' in page.content.decode()


def test_who_has_no_trusted_number_enters_too(anna: Person) -> None:
    anna.customer.phone = None
    anna.customer.phone_fingerprint = None
    anna.customer.save()
    client = agreed()
    assert enter(client, key_of(anna.customer.iin)).url == "/my/"
    assert is_in(client)
