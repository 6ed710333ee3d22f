"""Registrations without a card, many at once. Real threads, real commits."""

from datetime import timedelta

import pytest

from accounts.models import Consent, Customer, User, phone_fingerprint
from homebank.lib import clock
from tests.accounts.cardless import DOOR, first_page, new_name, new_phone
from tests.accounts.pages import Browser, from_network, newest_code, texts, words
from tests.accounts.test_codes import at_once
from tests.accounts.test_recovery_races import other_than, windows

pytestmark = pytest.mark.usefixtures("committed")


def browser(network: int) -> Browser:
    return Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(network))


def to_code(network: int, phone: str, login_name: str = "") -> tuple[Browser, str]:
    """A browser at the page of the code, and the code."""
    client = browser(network)
    answer = first_page(client, phone, login_name=login_name or new_name())
    assert answer.url == f"{DOOR}code/"
    return client, newest_code(phone)


def of_phone(phone: str) -> Customer:
    return Customer.objects.get(phone_fingerprint=phone_fingerprint(phone))


def test_twenty_posts_of_the_right_code_register_once_and_late_ones_are_led_on() -> None:
    phone = new_phone()
    client, code = to_code(151, phone)

    def submit(each: Browser) -> str:
        led = str(each.post(f"{DOOR}code/", {"code": code}).url)
        seen.append(each.get(f"{DOOR}done/").status_code)
        return led

    # Whoever comes when the visit has its new key already, still with the old one, begins anew.
    seen: list[int] = []
    assert f"{DOOR}done/" in (led := set(windows(20, client, submit)))
    assert led <= {f"{DOOR}done/", DOOR}
    assert Consent.objects.filter(customer=of_phone(phone)).count() == 1
    assert len(texts(phone, "homebank-id")) == 1
    assert seen.count(200) >= 1


def test_of_two_registrations_of_one_number_at_once_one_is_left() -> None:
    phone = new_phone()
    doors = [to_code(152, phone)]
    with clock.moved(timedelta(seconds=31)):
        doors.append(to_code(153, phone))
        each = iter(doors)

        def submit() -> str:
            client, code = next(each)
            return str(client.post(f"{DOOR}code/", {"code": code}).url)

        assert sorted(map(str, at_once(2, submit))) == [f"{DOOR}done/", "/sign-in/"]
    assert of_phone(phone).user.has_usable_password()
    assert len(texts(phone, "homebank-id")) == 1


@pytest.mark.requirement("ACC-02", "login, phone, password twice")
def test_of_many_who_ask_for_one_login_name_at_once_one_gets_it() -> None:
    name, phones = new_name(), [new_phone() for _ in range(8)]
    waiting = [(*to_code(160 + n, phone, name), phone) for n, phone in enumerate(phones)]
    each = iter(waiting)

    def submit() -> str:
        client, code, _phone = next(each)
        client.post(f"{DOOR}code/", {"code": code})
        page = client.get(f"{DOOR}done/")
        return "done" if page.status_code == 200 else str(page.url)

    led = at_once(8, submit)
    assert sorted(map(str, led)) == [f"{DOOR}name/"] * 7 + ["done"]
    assert User.objects.filter(login_name=name).count() == 1


def test_of_thirty_guesses_at_once_five_are_looked_at() -> None:
    phone = new_phone()
    client, code = to_code(171, phone)
    wrong = {"code": other_than(code)}
    pages = windows(30, client, lambda each: words(each.post(f"{DOOR}code/", wrong)))
    assert sum("Tries left" in str(page) for page in pages) <= 4
    assert client.post(f"{DOOR}code/", {"code": code}).status_code == 200
    assert not Customer.objects.filter(phone_fingerprint=phone_fingerprint(phone)).exists()
