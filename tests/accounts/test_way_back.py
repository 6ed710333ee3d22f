"""A visit that ended while a form was sent leads back to the form's page after signing in."""

from datetime import timedelta

import pytest

from homebank.lib import clock
from tests.accounts.pages import Browser, newest_code, sign_in
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def after_idle(address: str, referer: str = "") -> str:
    """Where a form leads that was sent to the address after an idle quarter of an hour."""
    visitor = Browser(headers={"accept-language": "en"})
    sign_in(visitor, new_person())
    with clock.moved(timedelta(minutes=16)):
        return str(visitor.post(address, headers={"referer": referer} if referer else {}).url)


def test_a_form_leads_back_to_the_page_it_stood_on() -> None:
    led = after_idle("/payments/history/", f"{HERE}/payments/?a=1#there")
    assert led == "/sign-in/?ended=idle&next=%2Fpayments%2F%3Fa%3D1"


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/my/", "//evil.example", "a b", "http://["]
)
def test_without_a_page_of_ours_a_form_leads_back_to_its_own_address(referer: str) -> None:
    assert after_idle("/payments/", referer) == "/sign-in/?ended=idle&next=%2Fpayments%2F"


def test_a_page_with_two_slashes_leads_to_no_other_host() -> None:
    assert "evil" not in after_idle("/payments/", f"{HERE}//evil.example/")


def test_who_was_leaving_is_not_led_back() -> None:
    assert after_idle("/sign-out/", f"{HERE}/my/") == "/sign-in/?ended=idle"


def test_the_customer_lands_on_the_page_of_the_form() -> None:
    ben: Person = new_person()
    visitor = Browser()
    sign_in(visitor, ben)
    with clock.moved(timedelta(minutes=16)):
        led = visitor.post("/payments/history/", headers={"referer": f"{HERE}/payments/"}).url
        visitor.post(led, {"typed": ben.phone, "password": ben.password})
        answer = visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert answer.url == "/payments/"
