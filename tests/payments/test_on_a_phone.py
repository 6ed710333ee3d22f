"""A service of each category paid in Chromium on a phone of 360 pixels, without JavaScript too."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from homebank.lib.amounts import show
from homebank.lib.money import Money
from payments.billers.residents import LINES
from payments.catalogue.loading import FILE
from payments.catalogue.reading import read_catalogue
from tests.flows import ended
from tests.look.kazakh import assert_only_kazakh
from tests.system import LiveBank
from tests.walks.test_in_chromium import PHONE, Watched, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
READ = read_catalogue(FILE)
EXAMPLES = {row["key"]: row["example"] for row in READ.account_kinds}
# The first service of each category; a bill and its lines for the utilities.
SERVICES = {row["category"]: row for row in reversed(READ.services)}
# Billers name the lines of their bills in two languages; that is theirs.
BILLERS_WORDS = [line.name for lines in LINES.values() for line in lines]
BRANDS = [row["name"][0] for row in (*READ.billers, *READ.services)]
FEES = {"mobile": 35_00, "kindergartens": 100_00}
USUAL = 50_00


def fits(page: Page) -> None:
    """Nothing sticks out of the phone, and all is Kazakh but brands and billers' own words."""
    assert width_of(page) <= PHONE["width"], page.url
    assert_only_kazakh(page.content(), [*BILLERS_WORDS, *BRANDS])


def width_of(page: Page) -> int:
    """How wide the page is; unknown (zero) where scripts do not run."""
    try:
        return int(page.evaluate("document.documentElement.scrollWidth"))
    except Error:
        return 0


def sign_in(seen: Watched, person: dict[str, Any]) -> None:
    """By phone, password and the code on it."""
    seen.bank.move_clock(31)
    before = len(seen.bank.messages(person["phone"]))
    seen.open("/sign-in/?by=phone").fill("[name=typed]", person["phone"])
    seen.page.fill("[name=password]", person["password"])
    seen.press()
    seen.page.fill("[name=code]", seen.bank.code(person["phone"], after=before))
    seen.press()


def choose(seen: Watched, service: dict[str, Any]) -> None:
    """From the catalogue through the category to the form, by links alone."""
    page = seen.open("/payments/")
    seen.press(f"a[href='/payments/categories/{service['category']}/']")
    fits(page)
    seen.press(f"a[href='/payments/services/{service['key']}/pay/']")
    fits(page)


def pay(seen: Watched, service: dict[str, Any], person: dict[str, Any]) -> str:
    """Fill in account and amount, check the price, enter the code; the payment's id."""
    page = seen.page
    page.fill("[name=account]", EXAMPLES[service["account"]])
    if service.get("invoice"):
        seen.press()
        expect(page.locator("[name=amount]")).to_be_visible()
        assert page.locator("table.inv tbody tr").count() >= 1
    page.fill("[name=amount]", "2000")
    seen.press()
    expect(page.locator("form[action$='/code/'] button.btn")).to_be_visible()
    fits(page)
    fee = FEES.get(service["category"], USUAL)
    told = page.inner_text("main").replace("\u00a0", " ")
    assert show(Money(200_000 + fee), language="kk").replace("\u00a0", " ") in told
    before = len(seen.bank.messages(person["phone"]))
    seen.press("form[action$='/code/'] button.btn")
    page.fill("[name=code]", seen.bank.code(person["phone"], after=before))
    seen.press()
    return page.url.rstrip("/").split("/")[4]


@pytest.mark.requirement("PAY-01", "categories")
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_one_service_of_each_category_is_paid(
    live: LiveBank, chromium: Browser, scripts: bool
) -> None:
    person = live.person(language="kk")
    assert len(SERVICES) >= 6
    walked = list(SERVICES.values())[:: 1 if scripts else 3]
    with visit(chromium, "kk", scripts=scripts, size=PHONE) as context:
        seen = Watched(context, live)
        sign_in(seen, person)
        for service in walked:
            choose(seen, service)
            assert ended(live, pay(seen, service, person)) == "done", service["key"]
        assert not seen.troubles
