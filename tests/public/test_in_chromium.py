"""Public pages in a browser: width, axe in other languages, the keyboard, paper, works."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.public.pages import PAGES
from tests.system import LiveBank
from tests.walks.test_in_chromium import (
    LOCALES,
    PHONE,
    Watched,
    has_no_axe_violation,
    visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ASKED = "/tariffs/calculator/?what=transfers&amount=45000&source=current_account&destination=card"
EVERY = [*PAGES, ASKED, "/tariffs/calculator/?what=moon&amount=1.234", "/branches/?city=astana"]
NARROW: Any = {"width": 320, "height": 700}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_fits_320_pixels_in_its_language(
    live: LiveBank, chromium: Browser, language: str
) -> None:
    with chromium.new_context(locale=LOCALES[language], viewport=NARROW) as context:
        seen = Watched(context, live)
        for path in EVERY:
            page = seen.open(path)
            assert page.get_attribute("html", "lang") == language, path
            assert page.locator("h1").count() == 1, path
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        assert not seen.troubles


# Russian is looked at with every other page (tests/look/test_every_page.py).
@pytest.mark.parametrize(("language", "scheme"), [("kk", "dark"), ("en", "light")])
@pytest.mark.parametrize("path", ["/", "/tariffs/", "/branches/", "/help/", *EVERY[-3:]])
def test_a_page_passes_axe_in_other_languages(
    live: LiveBank, chromium: Browser, language: str, scheme: Any, path: str
) -> None:
    with chromium.new_context(
        locale=LOCALES[language], viewport=NARROW, color_scheme=scheme
    ) as context:
        has_no_axe_violation(Watched(context, live).open(path))


@pytest.mark.requirement("TAR-04", "fee simulator")
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_simulator_is_walked_with_the_keyboard(
    live: LiveBank, chromium: Browser, scripts: bool
) -> None:
    with visit(chromium, "en", scripts=scripts) as context:
        page = Watched(context, live).open("/tariffs/calculator/")
        page.focus("#c-what")
        page.keyboard.type("Transfers")
        page.keyboard.press("Tab")
        page.keyboard.type("45000")
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("₸95.00")
        page.select_option("#c-source", "current_account")
        page.locator("main form[novalidate] button").press("Enter")
        expect(page.locator("#answer")).to_contain_text("₸200.00")
        page.get_by_role("link", name="Work out this way").first.press("Enter")
        expect(page.locator("#answer")).to_contain_text("₸95.00")
        assert page.url.endswith("#answer")


def test_the_tariff_is_found_by_its_line_and_printed_whole(
    live: LiveBank, chromium: Browser
) -> None:
    with visit(chromium, "en", scripts=True) as context:
        page = Watched(context, live).open("/tariffs/#line-25.4")
        expect(page.locator("#line-25\\.4")).to_be_in_viewport()
        page.emulate_media(media="print")
        assert _seen(page, ".tariff", ".facts", "#notes", ".brand") == [True] * 4
        assert _seen(page, ".stick", ".contents", ".foot", ".dock") == [False] * 4
        assert page.pdf(format="A4").count(b"/Type /Page\n") <= 4


def test_a_running_bank_is_closed_for_works_and_opened_again(
    live: LiveBank, chromium: Browser
) -> None:
    person = live.person()
    with visit(chromium, "ru", scripts=True, size=PHONE) as context:
        seen = Watched(context, live)
        assert live.manage("maintenance", "on", "--until", "2099-01-01 04:00").returncode == 0
        try:
            page = seen.page
            answer = page.goto(f"{live.url}/my/")
            assert answer is not None
            assert answer.status == 503
            assert page.locator("section").count() == 3
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != (
                "none"
            ), "the sheet of the page was refused"
            has_no_axe_violation(page)
            assert page.goto(f"{live.url}/desk/login/").status == 200  # type: ignore[union-attr]
        finally:
            assert live.manage("maintenance", "off").returncode == 0
        assert page.goto(f"{live.url}/").status == 200  # type: ignore[union-attr]
    assert person["homebank_id"]


def _seen(page: Page, *selectors: str) -> list[bool]:
    return [page.locator(selector).first.is_visible() for selector in selectors]
