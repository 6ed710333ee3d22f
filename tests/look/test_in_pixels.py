"""What only a browser can tell: that a choice of the view changes pixels, and what paper shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.system import LiveBank
from tests.walks.test_in_chromium import PHONE, Watched, main_job, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
ROOT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
GROUND = "getComputedStyle(document.body).backgroundColor"


def test_a_choice_of_the_view_changes_pixels(live: LiveBank, chromium: Browser) -> None:
    with visit(chromium, "ru", scripts=True) as context:
        seen = Watched(context, live)
        usual = seen.open("/help/").evaluate(ROOT_SIZE)
        assert seen.open("/help/?view=large").evaluate(ROOT_SIZE) == usual * 1.25
        assert seen.open("/help/?view=contrast").evaluate(GROUND) == "rgb(255, 255, 255)"
        assert seen.open("/help/?view=dark").evaluate(GROUND) == "rgb(0, 0, 0)"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_phone_shows_that_the_bank_is_a_demo(
    live: LiveBank, chromium: Browser, language: str
) -> None:
    with visit(chromium, language, scripts=True, size={"width": 320, "height": 700}) as context:
        page = Watched(context, live).open("/")
        assert page.locator(".top .demo .narrow").is_visible()
        assert page.locator(".top").bounding_box()["height"] < 80  # type: ignore[index]
        assert page.locator(".dock a").count() == 4


def test_a_receipt_is_one_sheet_of_paper_with_the_banks_name(
    live: LiveBank, chromium: Browser
) -> None:
    person = live.person(registered=False)
    with visit(chromium, "ru", scripts=True, size=PHONE) as context:
        seen = Watched(context, live)
        main_job(seen, person, lambda _page: None)
        assert seen.page.pdf(format="A4").count(b"/Type /Page\n") == 1
        seen.page.emulate_media(media="print")
        assert shown(seen.page, ".brand", ".demo .wide", ".doc", ".track") == [True] * 4
        assert shown(seen.page, ".dock", ".foot", ".langs", ".top form") == [False] * 4


def shown(page: Page, *selectors: str) -> list[bool]:
    return [page.locator(selector).first.is_visible() for selector in selectors]
