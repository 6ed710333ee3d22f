"""Every page of the bank, looked at by machine: axe, width, weight, stillness, one filled button.

One walk (tests/look/tour.py) for all of it; what is wrong is told together at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PageRenewedItself

from homebank.public.articles import ARTICLES as SLUGS
from tests.look.tour import PARTS, PUBLIC, Tour
from tests.system import LiveBank
from tests.walks.test_in_chromium import PHONE, Watched, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Pages that wait renew themselves without a script. They say so, nothing typed is lost, and they
# cease by themselves or are left by a link; axe knows no such exception.
RENEWED = "meta-refresh"
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
RUN_AXE = """async rules => {
  const found = await axe.run({runOnly: rules, resultTypes: ["violations"], preload: false});
  return found.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 160)}`); }"""
ARTICLES = [f"/help/{slug}/" for slug in SLUGS]
NARROW = {"width": 320, "height": 700}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FILLED = "main .btn:not(.second, .danger, .plain, .ghost):visible"
WEAR = """([name, value]) => { const root = document.documentElement;
  value ? root.dataset[name] = value : delete root.dataset[name]; }"""
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => { for (const shift of list.getEntries())
  if (!shift.hadRecentInput) window.shifted += shift.value;
}).observe({type: "layout-shift", buffered: true});"""
# A letter that grows by a pixel when the font comes late is none; a line that wraps is a hundredth.
MOVED = 0.001
# A refused address is told in the console.
REFUSED = "the server responded with a status of 404 (Not Found)"


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_sound(live: LiveBank, chromium: Browser, part: str) -> None:
    with visit(chromium, "ru", scripts=True, size=PHONE) as context:
        context.add_init_script(WATCH_SHIFTS)
        seen = Watched(context, live)
        faults = [
            f"{stop}: {fault}"
            for stop in Tour(live, seen.page, "ru").stops(part)
            for fault in look_at(seen.page)
        ]
        faults += [said for said in seen.troubles if not said.endswith(REFUSED)]
    assert not faults, "\n".join(faults)


def look_at(page: Page) -> list[str]:
    """What is wrong with the page as it stands; a page that renews itself is held first."""
    hold(page)
    faults = ["it moves while it loads"] if page.evaluate("window.shifted") > MOVED else []
    faults += ["more than one filled button"] if page.locator(FILLED).count() > 1 else []
    faults += [found for found in violations(page, LEVELS) if not found.startswith(RENEWED)]
    with worn(page, "theme", "dark"):
        faults += violations(page, CONTRAST)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    for size in ("", "large"):
        with worn(page, "size", size):
            faults += [f"wider than 320 px {size}"] if page.evaluate(OVERFLOW) > 0 else []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return faults


def hold(page: Page) -> None:
    """Keep the page from renewing itself, also if it does so at this moment."""
    for _ in range(20):
        with suppress(PageRenewedItself):
            page.wait_for_load_state("load")
            page.evaluate("window.stop()")
            return
    raise AssertionError(f"{page.url} never stands still")


def violations(page: Page, rules: Any) -> list[str]:
    """What axe finds, a line a kind."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN_AXE, rules)
    return found


@contextmanager
def worn(page: Page, name: str, value: str) -> Iterator[None]:
    """The page in another look, for so long."""
    page.evaluate(WEAR, [name, value])
    yield
    page.evaluate(WEAR, [name, ""])


def test_a_first_visit_is_light_and_still(live: LiveBank, chromium: Browser) -> None:
    """P14: at most 90 KB over the wire and ten requests, font included; nothing moves."""
    paths, faults = sorted({*PUBLIC.values(), *ARTICLES}), {}
    for few in (paths[at : at + 6] for at in range(0, len(paths), 6)):
        with ExitStack() as open_:
            for visited in [FirstVisit(chromium, live.url + path, open_) for path in few]:
                faults[visited.address] = visited.faults()
    assert {address: told for address, told in faults.items() if told} == {}


class FirstVisit:
    """A page in a browser that has nothing yet. Each is silent while the others load."""

    def __init__(self, chromium: Browser, address: str, until: ExitStack) -> None:
        context = until.enter_context(visit(chromium, "kk", scripts=True, size=PHONE))
        context.add_init_script(WATCH_SHIFTS)
        self.address, self.page = address, context.new_page()
        self.weights = weighed(self.page)
        self.page.goto(address)

    def faults(self) -> list[str]:
        """What is more than it may be, when nothing comes any more."""
        self.page.wait_for_load_state("networkidle")
        moved = self.page.evaluate("window.shifted")
        faults = [f"{len(self.weights)} requests"] if len(self.weights) > 10 else []
        faults += [f"too heavy: {self.weights}"] if sum(self.weights.values()) > 90_000 else []
        return faults + ([f"moved by {moved}"] if moved > MOVED else [])


def weighed(page: Page) -> dict[str, int]:
    """Bytes over the wire, heads included, of each answer that the page is going to need."""
    weights: dict[str, int] = {}

    def weigh_one(request: Any) -> None:
        sizes = request.sizes()
        weights[request.url] = int(sizes["responseBodySize"] + sizes["responseHeadersSize"])

    page.on("requestfinished", weigh_one)
    return weights


@pytest.mark.parametrize(("name", "value"), [("contrast", "more"), ("size", "large")])
def test_other_looks_keep_their_contrast(
    live: LiveBank, chromium: Browser, name: str, value: str
) -> None:
    with visit(chromium, "kk", scripts=True, size=PHONE) as context:
        page = context.new_page()
        for path, theme in product(("/", "/help/", "/register/", "/payments/"), ("light", "dark")):
            page.goto(live.url + path)
            with worn(page, name, value), worn(page, "theme", theme):
                assert not violations(page, CONTRAST), (path, theme)
