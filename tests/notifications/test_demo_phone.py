"""The demo phone's pages: what arrived, by number; only in a demo."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from homebank.lib import clock
from notifications.delivery import deliver
from notifications.models import Lane
from tests.notifications.conftest import alert, any_phone, code
from tests.people import new_person, signed_in

pytestmark = pytest.mark.django_db
PAGE, DATA = "/demo/phone/", "/demo/phone/messages.json"


@pytest.mark.requirement("NTF-01", "demo phone")
def test_the_messages_of_a_number_are_told_newest_first(client: Client, phone: str) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    alert(phone)
    deliver(lane=Lane.ALERTS)
    told = client.get(DATA, {"phone": phone}).json()
    assert told["phone"] == phone
    assert [m["purpose"] for m in told["messages"]] == ["payment-done", "sign-in"]
    assert told["messages"][1]["text"].startswith("482915: вход")
    assert set(told["messages"][0]) == {"id", "at", "text", "purpose"}


def test_a_handset_shows_the_code_apart_so_that_it_is_easy_to_copy(
    client: Client, phone: str
) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    page = client.get(PAGE, {"phone": phone}).content.decode()
    assert "<code>482915</code>" in page
    assert 'http-equiv="refresh"' in page


def test_the_numbers_with_messages_are_offered(client: Client, phone: str) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    page = client.get(PAGE).content.decode()
    assert f"?phone=%2B{phone[1:]}" in page


def test_a_number_shows_only_its_own(client: Client, phone: str) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    assert client.get(DATA, {"phone": any_phone()}).json()["messages"] == []


@pytest.mark.parametrize("typed", ["", "7111", "+79161234567", "1" * 60, "<script>", "\x00"])
def test_what_is_no_number_is_told_kindly_and_kept(client: Client, typed: str) -> None:
    page = client.get(PAGE, {"phone": typed})
    assert page.status_code == 400
    assert 'id="errors"' in page.content.decode()
    answer = client.get(DATA, {"phone": typed})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_address_says_a_number_however_it_is_written(client: Client, phone: str) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    for typed in (f"8{phone[2:]}", phone[2:], f" {phone[1:]}"):
        assert len(client.get(DATA, {"phone": typed}).json()["messages"]) == 1


def test_a_handset_shows_the_latest_fifty(client: Client, phone: str) -> None:
    for _ in range(51):
        code(phone)
    deliver(lane=Lane.CODES)
    assert len(client.get(DATA, {"phone": phone}).json()["messages"]) == 50


@pytest.mark.requirement("NTF-01", "demo phone")
@pytest.mark.parametrize("address", [PAGE, DATA])
def test_it_exists_only_in_a_demo_with_the_demo_phone(
    client: Client, settings: Any, address: str
) -> None:
    settings.SMS_GATEWAYS = ["notifications.gateways.console.Console"]
    assert client.get(address, {"phone": any_phone()}).status_code == 404
    settings.SMS_GATEWAYS = ["notifications.gateways.demo.DemoPhone"]
    settings.DEMO = False
    assert client.get(address, {"phone": any_phone()}, secure=True).status_code == 404


@pytest.mark.parametrize("address", [PAGE, DATA])
def test_it_is_only_read(client: Client, address: str) -> None:
    assert client.post(address, {"phone": any_phone()}).status_code == 405


def test_a_hostile_payee_is_text_on_the_handset(client: Client, phone: str) -> None:
    alert(phone, payee="<script>alert(1)</script>", language="ru")
    deliver(lane=Lane.ALERTS)
    page = client.get(PAGE, {"phone": phone}).content.decode()
    assert not re.search(r"<script>alert", page)


def test_no_cache_keeps_it(client: Client, phone: str) -> None:
    assert "no-store" in client.get(DATA, {"phone": phone})["Cache-Control"]


def test_before_any_message_the_demo_people_are_offered(client: Client) -> None:
    page = client.get(PAGE, headers={"accept-language": "kk"}).content.decode()
    assert "?phone=%2B77000000011" in page
    assert "Бәрі сәйкес: ол тіркеледі" in page


def test_after_a_message_its_number_is_enough(client: Client, phone: str) -> None:
    code(phone)
    deliver(lane=Lane.CODES)
    assert "?phone=%2B77000000011" not in client.get(PAGE).content.decode()


def test_a_handset_left_open_keeps_no_visit_alive() -> None:
    client = signed_in(new_person())
    with clock.moved(timedelta(minutes=1)):
        client.get("/my/")
    for minutes in (6, 11, 15):
        with clock.moved(timedelta(minutes=minutes, seconds=30)):
            assert client.get("/demo/phone/", {"phone": "+77000000012"}).status_code == 200
    with clock.moved(timedelta(minutes=16, seconds=5)):
        assert client.get("/my/").headers["Location"].startswith("/sign-in/?ended=idle")
