"""A visit that nobody uses, in Chromium: the warning, the end, and what was typed comes back.

The browser's clock is moved with the bank's, at the length that a visit has in production.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.system import LiveBank
from tests.walks.test_in_chromium import PHONE, Watched, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
BEELINE = "/payments/services/beeline/pay/"
WARNED, OVER, TWELVE_HOURS = 115, 15 * 60 + 5, 12 * 60 * 60


@pytest.mark.requirement("ACC-12", "idle warning and logout")
def test_an_idle_visit_warns_is_extended_ends_and_loses_nothing_typed(
    live: LiveBank, chromium: Browser
) -> None:
    person = live.person(language="ru")
    with visit(chromium, "ru", scripts=True, size=PHONE) as context:
        seen = Watched(context, live)
        seen.page.clock.install()
        page = to_the_form(seen, person)
        pass_time(live, page, seconds_left(seen) - WARNED)
        is_warned_and_stays(page)
        pass_time(live, page, OVER)
        dialog = page.get_by_role("dialog", name="Сеанс завершён")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button").click()
        signs_in(seen, person)
        assert page.url.endswith(BEELINE)
        assert page.input_value("[name=account]") == "+7 777 123 45 67"
        assert page.input_value("[name=amount]") == "1 234,50"
        assert not seen.troubles


def test_the_end_after_twelve_hours_is_told_and_not_put_off(
    live: LiveBank, chromium: Browser
) -> None:
    person = live.person(language="en")
    with visit(chromium, "en", scripts=True) as context:
        seen = Watched(context, live)
        page = to_the_form(seen, person)
        for _ in range(0, TWELVE_HOURS - 15 * 60, 14 * 60):
            live.move_clock(14 * 60)
            assert context.request.get(f"{live.url}/my/visit/").status == 200
            assert context.request.get(f"{live.url}/my/").status == 200
        left = context.request.get(f"{live.url}/my/visit/").json()["whole"]
        live.move_clock(left - 100)
        seen.open(BEELINE)
        dialog = page.get_by_role("dialog", name="The visit ends soon")
        expect(dialog).to_contain_text("cannot be made longer")
        dialog.get_by_role("button", name="Go on").click()
        expect(dialog).to_be_hidden()


def to_the_form(seen: Watched, person: dict[str, Any]) -> Page:
    """Signed in, with a payment typed and not sent."""
    seen.open(f"/sign-in/?next={BEELINE}")
    signs_in(seen, person)
    seen.page.fill("[name=account]", "+7 777 123 45 67")
    seen.page.fill("[name=amount]", "1 234,50")
    return seen.page


def signs_in(seen: Watched, person: dict[str, Any]) -> None:
    bank, phone = seen.bank, person["phone"]
    bank.move_clock(31)
    before = len(bank.messages(phone))
    seen.page.fill("[name=typed]", phone)
    seen.page.fill("[name=password]", person["password"])
    seen.press()
    seen.page.fill("[name=code]", bank.code(phone, after=before))
    seen.press()
    seen.page.wait_for_url(f"**{BEELINE}")


def pass_time(bank: LiveBank, page: Page, seconds: int) -> None:
    """The same time for the bank and for the browser."""
    bank.move_clock(seconds)
    page.clock.fast_forward(seconds * 1000)


def seconds_left(seen: Watched) -> int:
    """Until the visit ends for idleness, as the bank says now: it took its time to come here."""
    left: int = seen.page.context.request.get(f"{seen.bank.url}/my/visit/").json()["left"]
    return left


def is_warned_and_stays(page: Page) -> None:
    """The dialog holds the keyboard, speaks politely, has no fault, and gives more time."""
    dialog = page.get_by_role("dialog", name="Вы ещё здесь?")
    expect(dialog.get_by_role("button")).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text(re.compile(r"Осталось: 1:\d\d"))
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.querySelector('dialog, body').contains(document.activeElement)"
        )
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.response["violations"] == []
    dialog.get_by_role("button").press("Enter")
    expect(dialog).to_be_hidden()
    assert page.input_value("[name=amount]") == "1 234,50"
