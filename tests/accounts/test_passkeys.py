"""Passkeys as a second factor (ACC-16): added, used at the door and at changes, taken off."""

from datetime import timedelta
from typing import Any

import pytest
from webauthn.helpers import bytes_to_base64url

from accounts.factors.passkey_answers import challenge_of
from accounts.models import Confirmation, OneTimeCode, Passkey
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.key import SoftKey, asks_passkey, question_on
from tests.accounts.pages import Browser, newest_code, password_step, texts, words
from tests.accounts.test_recovery import recover
from tests.accounts.test_security import ask_for_change, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
KEYS, CODE = "/my/security/passkeys/", "/sign-in/code/"
LATER = timedelta(minutes=3)


@pytest.fixture
def ben() -> Person:
    return new_person()


def add_passkey(client: Browser, person: Person, key: SoftKey, name: str = "Phone") -> Any:
    """The whole way, by a code of the SMS; the answer to it."""
    answer = key.make(client.get(KEYS))
    page = client.post(KEYS, {"name": name, "passkey": answer}).url
    if asks_passkey(client.get(page)):
        client.post(page, {"resend": "1"})
    return client.post(page, {"code": newest_code(person.phone)})


def with_key(person: Person) -> tuple[Browser, SoftKey]:
    """A visit, and the passkey that it put in force."""
    client, key = visiting(person), SoftKey()
    assert add_passkey(client, person, key).url == KEYS
    return client, key


def at_door(person: Person) -> Browser:
    """A browser in English that has given the password."""
    visitor = Browser(headers={"accept-language": "en"})
    password_step(visitor, person)
    return visitor


@pytest.mark.requirement("ACC-16", "passkeys")
def test_a_passkey_is_added_behind_a_code_and_the_owner_is_told(ben: Person) -> None:
    client = visiting(ben)
    assert add_passkey(client, ben, SoftKey(), name="Ben’s phone").url == KEYS
    assert "Ben’s phone" in words(client.get(KEYS))
    assert len(texts(ben.phone, "passkey-added")) == 1


def test_a_device_is_asked_for_no_attestation_and_to_make_sure_who_uses_it(ben: Person) -> None:
    client, key = with_key(ben)
    asked = question_on(client.get(KEYS))
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [known["id"] for known in asked["excludeCredentials"]] == [key.name]
    assert ben.phone not in str(asked)
    assert ben.customer.full_name not in str(asked)


@pytest.mark.requirement("ACC-16", "passkeys")
def test_a_passkey_signs_in_and_no_sms_is_sent(ben: Person) -> None:
    _client, key = with_key(ben)
    with clock.moved(LATER):
        sent, visitor = OneTimeCode.objects.count(), at_door(ben)
        answer = visitor.post(CODE, {"passkey": key.sign(visitor.get(CODE))})
        assert answer.url == "/my/"
        assert OneTimeCode.objects.count() == sent
    event = Event.objects.filter(kind="signed-in", customer=ben.customer).latest("at")
    assert event.facts["factor"] == "passkey"


def test_who_has_left_the_passkey_at_home_asks_for_an_sms(ben: Person) -> None:
    with_key(ben)
    with clock.moved(LATER):
        visitor = at_door(ben)
        assert "Send a code by SMS" in words(visitor.get(CODE))
        visitor.post(CODE, {"resend": "1"})
        assert visitor.post(CODE, {"code": newest_code(ben.phone)}).url == "/my/"


@pytest.mark.requirement("ACC-16", "passkeys")
def test_a_passkey_confirms_a_change_and_no_sms_is_sent(ben: Person) -> None:
    client, key = with_key(ben)
    with clock.moved(LATER):
        sent = OneTimeCode.objects.count()
        page = ask_for_change(client, ben).url
        assert client.post(page, {"passkey": key.sign(client.get(page))}).url == "/my/security/"
        assert OneTimeCode.objects.count() == sent


def test_a_device_that_does_not_count_signs_again_and_again(ben: Person) -> None:
    client, key = visiting(ben), SoftKey(counts=False)
    add_passkey(client, ben, key)
    for minutes in (3, 6):
        with clock.moved(timedelta(minutes=minutes)):
            visitor = at_door(ben)
            assert visitor.post(CODE, {"passkey": key.sign(visitor.get(CODE))}).url == "/my/"


def test_a_passkey_is_removed_by_itself_and_opens_nothing_more(ben: Person) -> None:
    client, key = with_key(ben)
    page = client.post(f"{KEYS}{Passkey.objects.get().pk}/off/").url
    assert client.post(page, {"passkey": key.sign(client.get(page))}).url == KEYS
    assert not Passkey.objects.exists()
    assert len(texts(ben.phone, "passkey-removed")) == 1
    with clock.moved(LATER):
        visitor = at_door(ben)
        assert not asks_passkey(visitor.get(CODE))


def test_anothers_passkey_is_not_even_found(ben: Person) -> None:
    with_key(ben)
    address = f"{KEYS}{Passkey.objects.get().pk}/off/"
    assert visiting(new_person()).get(address).status_code == 404
    assert visiting(new_person()).post(address).status_code == 404


def test_a_recovery_forgets_passkeys_and_says_so(ben: Person) -> None:
    with_key(ben)
    visitor = Browser(headers={"accept-language": "en"})
    with clock.moved(LATER):
        recover(visitor, ben)
    assert not Passkey.objects.exists()
    assert "passkeys and recovery codes were taken off" in words(visitor.get("/recover/done/"))


def test_the_phone_is_never_proven_by_a_passkey(ben: Person) -> None:
    _client, key = with_key(ben)
    visitor = Browser(headers={"accept-language": "en"})
    with clock.moved(LATER):
        visitor.post("/recover/", {"phone": ben.phone})
        page = visitor.get("/recover/code/")
        assert not asks_passkey(page)
        challenge = challenge_of(Confirmation.objects.latest("opened_at"))
        answer = key.answer({"challenge": bytes_to_base64url(challenge)})
        visitor.post("/recover/code/", {"passkey": answer, "code": "000000"})
        assert visitor.get("/recover/proof/").url == "/recover/code/"


def test_a_customer_has_ten_passkeys_at_most(ben: Person) -> None:
    client = visiting(ben)
    for number in range(10):
        Passkey.objects.create(
            customer=ben.customer, name=str(number), credential_id=f"AAA{number}",
            fingerprint=f"{ben.customer.pk}{number}", public_key=b"", made_at=clock.now(),
        )  # fmt: skip
    answer = SoftKey().make(client.get(KEYS))
    page = client.post(KEYS, {"name": "Eleventh", "passkey": answer})
    assert "There are 10 passkeys already" in words(page)
