"""Signing in by certificate in Chromium: NCALayer's stand-in signs, the page's script posts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import LiveBank

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
SOON = 30_000


def to_the_signature(page: Page, bank: LiveBank) -> None:
    """From the tabs of signing in, over the agreement, to the page that signs."""
    page.goto(f"{bank.url}/sign-in/?next=/payments/history/")
    page.get_by_role("link", name="Certificate").click()
    expect(page.get_by_role("heading", name="Agreement on")).to_be_hidden(timeout=SOON)
    page.get_by_text("Read the agreement").click()
    expect(page.get_by_role("heading", name="Agreement on")).to_be_visible(timeout=SOON)
    page.get_by_label("I accept the agreement").check()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{bank.url}/sign-in/certificate/signature/", timeout=SOON)


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
        sign(page)
        expect(page.get_by_text("This certificate has expired.")).to_be_visible(timeout=SOON)
        live.manage("demo_key", "marat")
        page.get_by_role("button", name="Go on").click()
        sign(page)
        expect(page).to_have_url(f"{live.url}/payments/history/", timeout=SOON)
        page.goto(f"{live.url}/my/security/")
        expect(page.get_by_role("main")).to_be_visible(timeout=SOON)


def test_the_page_says_what_to_do_while_nobody_answers(live: LiveBank, chromium: Browser) -> None:
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        to_the_signature(page, live)
        # An address that the page may not speak with, as one where nobody listens.
        page.locator("form[data-ncalayer]").evaluate("f => f.dataset.ncalayer = 'ws://127.0.0.1:9'")
        sign(page)
        expect(page.get_by_text("NCALayer does not answer.")).to_be_visible(timeout=SOON)
        expect(page.get_by_role("button", name="Sign and enter")).to_be_enabled(timeout=SOON)


def test_without_scripts_the_page_leads_to_the_password(live: LiveBank, chromium: Browser) -> None:
    with chromium.new_context(locale="en-GB", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live.url}/sign-in/certificate/")
        page.get_by_label("I accept the agreement").check()
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("A browser without scripts")).to_be_visible(timeout=SOON)
        sign(page)
        expect(page.get_by_text("No signature came.").first).to_be_visible(timeout=SOON)
        page.get_by_role("link", name="sign in with a password").click()
        expect(page).to_have_url(f"{live.url}/sign-in/", timeout=SOON)
