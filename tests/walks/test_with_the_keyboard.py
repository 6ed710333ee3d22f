"""From the front door to a paid receipt with Tab, Enter and letters only, seeing where one is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.flows import ended
from tests.system import LiveBank
from tests.walks.test_in_chromium import Watched, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PRESSES = 80  # no page needs more to come to what it is for, or back to its beginning
SEEN = """() => { const here = document.activeElement, box = here.getBoundingClientRect();
  const style = getComputedStyle(here), around = getComputedStyle(here.closest("label") || here);
  const ring = [style, around].some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth));
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight; }"""
IS = "selector => document.activeElement.matches(selector)"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; at each stop one sees where one is."""
    for _press in range(PRESSES):
        if page.evaluate(IS, selector):
            return
        page.keyboard.press("Tab")
        if not page.evaluate(IS, "body"):
            assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"Tab never comes to {selector} on {page.url}")


def enter(page: Page, selector: str, *, leads_to: str) -> None:
    """Come to a link or a button and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def fill(page: Page, **typed: str) -> None:
    for name, value in typed.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.type(value)


def sign_in(seen: Watched, person: dict[str, Any]) -> None:
    page, bank = seen.page, seen.bank
    seen.open("/")
    enter(page, "main a[href^='/sign-in/']", leads_to="**/sign-in/**")
    fill(page, typed=person["phone"], password=person["password"])
    before = len(bank.messages(person["phone"]))
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/")
    fill(page, code=bank.code(person["phone"], after=before))
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")


def test_a_payment_is_made_with_the_keyboard_only(live: LiveBank, chromium: Browser) -> None:
    person = live.person()
    live.move_clock(31)
    with visit(chromium, "ru", scripts=True) as context:
        seen = Watched(context, live)
        page = seen.page
        sign_in(seen, person)
        enter(page, ".nav a[href='/payments/']", leads_to="**/payments/")
        enter(page, "main a[href$='/categories/mobile/']", leads_to="**/categories/mobile/")
        enter(page, "main a[href$='/beeline/pay/']", leads_to="**/pay/")
        fill(page, account="+7 777 123 45 67", amount="1500")
        enter(page, "main button.btn", leads_to="**/payments/*-*-*/")
        page.wait_for_selector("form[action$='/code/']")
        before = len(live.messages(person["phone"]))
        enter(page, "form[action$='/code/'] button", leads_to="**/confirmation/")
        fill(page, code=live.code(person["phone"], after=before))
        page.keyboard.press("Enter")
        payment = page.url.rstrip("/").split("/")[-2 if "confirmation" in page.url else -1]
        assert ended(live, payment) == "done"
        seen.open("/my/")
        enter(page, f"main a[href*='{payment}']", leads_to=f"**/payments/{payment}/**")
        assert page.locator(".doc .total").is_visible()


@pytest.mark.parametrize("path", ["/", "/payments/", "/register/", "/help/"])
def test_the_skip_link_comes_first_and_nothing_holds_the_focus(
    live: LiveBank, chromium: Browser, path: str
) -> None:
    with visit(chromium, "kk", scripts=True) as context:
        page = Watched(context, live).open(path)
        tab_to(page, "a.skip")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main')")
        tab_to(page, "body, a.skip")  # all the way round, and out again
