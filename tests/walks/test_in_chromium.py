"""The main job in Chromium: three languages, with JavaScript and without, on a phone and a desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import go_to
from tests.flows import ended, state_of
from tests.look.kazakh import assert_only_kazakh, catalogue_names
from tests.system import LiveBank

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def visit(browser: Browser, language: str, *, scripts: bool, size: Any = DESK) -> BrowserContext:
    return browser.new_context(
        locale=LOCALES[language], java_script_enabled=scripts, viewport=size,
        timezone_id="Asia/Almaty", reduced_motion="reduce",
    )  # fmt: skip


class Watched:
    """A page whose console errors, failed requests and foreign addresses are collected."""

    def __init__(self, context: BrowserContext, bank: LiveBank) -> None:
        self.page, self.bank = context.new_page(), bank
        self.troubles: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.bank.url, "data:")):
            self.troubles.append(f"asked {request.url}")

    def open(self, path: str) -> Page:
        go_to(self.page, self.bank.url + path)
        return self.page

    def press(self, selector: str = "main form button.btn:not(.second)") -> None:
        """The one filled button of the page's first form, or another; then the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()


def main_job(seen: Watched, person: dict[str, Any], check: Any) -> str:
    """Register, sign in, pay and hold a receipt; `check` looks at every page on the way."""
    bank, page, phone = seen.bank, seen.page, person["phone"]
    seen.open("/register/")
    check(page)
    born = date.fromisoformat(person["born"])
    typed = {**{n: person[n] for n in ("number", "expiry", "cvv", "codeword", "phone")},
             "birth_date": f"{born:%d.%m.%Y}"}  # fmt: skip
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    seen.press()
    check(page)
    page.fill("[name=code]", bank.code(phone))
    seen.press()
    check(page)
    page.fill("[name=password]", person["password"])
    page.fill("[name=again]", person["password"])
    seen.press()
    check(page)
    return pay_in_browser(seen, person, check)


def pay_in_browser(seen: Watched, person: dict[str, Any], check: Any) -> str:
    bank, page, phone = seen.bank, seen.page, person["phone"]
    bank.move_clock(31)
    before = len(bank.messages(phone))
    seen.open("/sign-in/")
    check(page)
    page.fill("[name=typed]", phone)
    page.fill("[name=password]", person["password"])
    seen.press()
    check(page)
    page.fill("[name=code]", bank.code(phone, after=before))
    seen.press()
    check(page)
    seen.open("/payments/services/beeline/pay/")
    page.fill("[name=account]", "+7 777 123 45 67")
    page.fill("[name=amount]", "12 500,50")
    check(page)
    before = len(bank.messages(phone))
    seen.press()
    expect(page.locator("form[action$='/code/'] button.btn")).to_be_visible()
    check(page)
    payment = page.url.rstrip("/").split("/")[-1]
    seen.press("form[action$='/code/'] button.btn")
    check(page)
    page.fill("[name=code]", bank.code(phone, after=before))
    seen.press()
    assert ended(bank, payment) == "done"
    seen.open(f"/payments/{payment}/receipt/")
    check(page)
    return payment


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.requirement("ACC-01", "password twice")
@pytest.mark.requirement("ACC-04", "password then SMS code")
@pytest.mark.requirement("PAY-04", "fee and total told before the debit")
def test_the_main_job_is_walked(
    live: LiveBank, chromium: Browser, language: str, scripts: bool
) -> None:
    person = live.person(registered=False, language=language)
    with visit(chromium, language, scripts=scripts, size=PHONE if scripts else DESK) as context:
        seen = Watched(context, live)
        payment = main_job(seen, person, lambda page: looks_right(page, language))
        assert state_of(live, payment) == "done"
        assert "12" in seen.page.inner_text("h1 + *, .doc")
        assert not seen.troubles


@pytest.mark.parametrize("path", ["/", "/payments/", "/register/", "/sign-in/", "/help/"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_public_page_passes_axe_and_fits_320_pixels(
    live: LiveBank, chromium: Browser, language: str, path: str
) -> None:
    with visit(chromium, language, scripts=True, size={"width": 320, "height": 700}) as context:
        seen = Watched(context, live)
        page = seen.open(path)
        looks_right(page, language)
        has_no_axe_violation(page)
        assert not seen.troubles


def looks_right(page: Page, language: str) -> None:
    """The right language all through, one heading, no sideways scroll, nothing untranslated."""
    assert page.get_attribute("html", "lang") == language
    assert page.locator("h1").count() == 1
    width = page.viewport_size
    assert width is not None
    inner = page.evaluate("document.documentElement.scrollWidth") if _scripts(page) else 0
    assert inner <= width["width"], f"{page.url} scrolls sideways"
    if language == "kk":
        assert_only_kazakh(page.content(), allow=catalogue_names())


def _scripts(page: Page) -> bool:
    try:
        return bool(page.evaluate("true"))
    except Exception:  # a page without JavaScript evaluates nothing
        return False


def has_no_axe_violation(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()
