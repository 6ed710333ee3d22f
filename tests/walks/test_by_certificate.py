"""Signing in by certificate in Chromium: NCALayer's stand-in signs, the page's script posts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import LiveBank

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


def to_the_signature(page: Page, bank: LiveBank) -> None:
    """From the tabs of signing in, over the agreement, to the page that signs."""
    page.goto(f"{bank.url}/sign-in/?next=/payments/history/")
    page.get_by_role("link", name="Certificate").click()
    page.get_by_label("I accept the agreement").check()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{bank.url}/sign-in/certificate/signature/")


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign and enter").click()


@pytest.mark.requirement("ACC-05", "CMS over a one-time nonce")
@pytest.mark.requirement("ACC-05", "agreement accepted first")
def test_a_key_of_ones_own_opens_the_bank_and_no_other_does(
    live: LiveBank, chromium: Browser
) -> None:
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        live.manage("demo_key", "marat", "--sort=expired")
        to_the_signature(page, live)
        nobody_answers(page)
        sign(page)
        expect(page.get_by_text("This certificate has expired.")).to_be_visible()
        live.manage("demo_key", "marat")
        page.get_by_role("button", name="Go on").click()
        sign(page)
        expect(page).to_have_url(f"{live.url}/payments/history/")


def nobody_answers(page: Page) -> None:
    """The page says what to do, and goes on once NCALayer is there."""
    form = page.locator("form[data-ncalayer]")
    address = form.get_attribute("data-ncalayer")
    # An address that the page may not speak with is as one where nobody listens.
    form.evaluate("form => form.dataset.ncalayer = 'ws://127.0.0.1:9'")
    expect(page.get_by_text("NCALayer does not answer.")).to_be_hidden()
    sign(page)
    expect(page.get_by_text("NCALayer does not answer.")).to_be_visible()
    form.evaluate("(form, address) => form.dataset.ncalayer = address", address)
