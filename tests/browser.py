"""One Chromium for the tests of a file.

Playwright keeps an event loop running in this thread while it is open, and one only: a fixture of
the whole session would stand in the way of every `asyncio.run` (asking a biller) that comes after.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",  # 64 MB in a container: a tab of a large page would crash
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine may stand still for longer than the five seconds, or thirty, that Playwright gives.
PATIENCE = 180_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=ARGUMENTS, timeout=PATIENCE
        )
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(browser, "new_context", patient(browser.new_context))
            yield browser
        browser.close()


def patient(new_context: Any) -> Any:
    """The same, whose contexts wait as long as `expect` does for pages and for what is on them."""

    def made(**how: Any) -> BrowserContext:
        context: BrowserContext = new_context(**how)
        context.set_default_timeout(PATIENCE)
        return context

    return made


def go_to(page: Page, address: str) -> None:
    """Open the address, also where the page before it renews itself at this very moment."""
    for _ in range(20):
        try:
            page.goto(address)
        except Error as renewed:
            if "interrupted by another navigation" not in renewed.message:
                raise
        else:
            return
    raise AssertionError(f"{page.url} renews itself without end")
