"""Both registrations in Chromium with the demo phone as the only source of codes.

One without a card, from the first page to the overview, with the meter of strength and the
agreement on the way; one with a card and a codeword from before, to the new codeword in force.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.sign_in.strength import strength
from tests.accounts.cardless import new_name, new_phone
from tests.accounts.test_strength import EXAMPLES
from tests.look.kazakh import assert_only_kazakh, catalogue_names
from tests.system import LiveBank
from tests.visitor import facts
from tests.walks.test_in_chromium import DESK, PHONE, Watched, has_no_axe_violation, looks_right
from tests.walks.test_in_chromium import visit as visiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PASSWORD = "kumis under the birch"


def enter(seen: Watched, phone: str, password: str) -> None:
    """Sign in by phone and the code that comes."""
    seen.bank.move_clock(31)
    before = len(seen.bank.messages(phone))
    page = seen.open("/sign-in/")
    page.fill("[name=typed]", phone)
    page.fill("[name=password]", password)
    seen.press()
    page.fill("[name=code]", seen.bank.code(phone, after=before))
    seen.press()


def meter_agrees(page: Page, password: str) -> None:
    """The script's bars are those that the server would draw, but for lists it alone has."""
    page.fill("[name=password]", password)
    meter = page.locator("[data-strength-of]")
    expect(meter).to_have_attribute("data-level", str(int(strength(password))))
    expect(meter.locator("[data-word]")).not_to_be_empty()


@pytest.mark.requirement("ACC-02", "login, phone, password twice")
@pytest.mark.requirement("ACC-02", "SMS code confirms the number")
@pytest.mark.requirement("ACC-02", "user agreement")
def test_a_newcomer_without_a_card_walks_in_and_looks_around(
    live: LiveBank, chromium: Browser
) -> None:
    phone, name = new_phone(), new_name()
    with visiting(chromium, "kk", scripts=True, size=PHONE) as context:
        seen = Watched(context, live)
        page = seen.open("/register/")
        seen.press("main a[href='/register/without-a-card/']")
        looks_right(page, "kk")
        for password in EXAMPLES.keys() - {"qwertyuiop"}:
            meter_agrees(page, password)
        has_no_axe_violation(page)
        for field, value in {"login_name": name, "phone": phone, "password": PASSWORD,
                             "again": PASSWORD}.items():  # fmt: skip
            page.fill(f"[name={field}]", value)
        page.check("[name=agreed]")
        seen.press()
        looks_right(page, "kk")
        page.fill("[name=code]", live.code(phone))
        seen.press()
        expect(page).to_have_url(f"{live.url}/register/without-a-card/done/")
        assert_only_kazakh(page.content(), allow=(*catalogue_names(), name))
        enter(seen, phone, PASSWORD)
        expect(page).to_have_url(f"{live.url}/my/")
        expect(page.locator("main")).to_contain_text(name)
        assert_only_kazakh(page.content(), allow=(*catalogue_names(), name))
        has_no_axe_violation(page)
        assert not seen.troubles


@pytest.mark.requirement("ACC-09", "legacy changed at first use")
@pytest.mark.requirement("ACC-01", "six facts checked together")
def test_who_registers_with_a_codeword_from_before_chooses_a_new_one_first(
    live: LiveBank, chromium: Browser
) -> None:
    person = live.person(registered=False, codeword_state="legacy")
    phone = person["phone"]
    with visiting(chromium, "ru", scripts=False, size=DESK) as context:
        seen = Watched(context, live)
        register(seen, person)
        enter(seen, phone, person["password"])
        page = seen.page
        expect(page).to_have_url(f"{live.url}/my/security/codeword/")
        seen.open("/payments/history/")
        expect(page).to_have_url(f"{live.url}/my/security/codeword/")
        before = len(live.messages(phone))
        for field in ("codeword", "again"):
            page.fill(f"[name={field}]", "сорок седьмой разъезд")
        seen.press()
        page.fill("[name=code]", live.code(phone, after=before))
        seen.press()
        expect(page).to_have_url(f"{live.url}/my/")
        assert not seen.troubles


def register(seen: Watched, person: dict[str, Any]) -> None:
    """With the card, all pages; the strength is asked for by the second button on the way."""
    page = seen.open("/register/")
    year, month, day = person["born"].split("-")
    for name, value in {**facts(person), "birth_date": f"{day}.{month}.{year}"}.items():
        page.fill(f"[name={name}]", value)
    seen.press()
    page.fill("[name=code]", seen.bank.code(person["phone"]))
    seen.press()
    page.fill("[name=password]", person["password"])
    page.locator("button[name=check]").click()
    expect(page.locator("[data-strength-of]")).to_have_attribute("data-level", "3")
    for name in ("password", "again"):
        page.fill(f"[name={name}]", person["password"])
    seen.press()
    expect(page).to_have_url(f"{seen.bank.url}/register/done/")
