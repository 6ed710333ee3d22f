"""The demo's cash machine in Chromium, without scripts: what it asks the bank over HTTP, signed."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import LiveBank, wait_for
from tests.walks.test_in_chromium import visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
GIVE_KEY = """
from homebank.demo_bank.cash_machine import seed_cash_machine
print(seed_cash_machine())
"""


def ask(page: Page, bank: LiveBank, person: dict[str, Any], deed: str, number: str = "") -> Any:
    """Put the card in, choose, and read what is printed."""
    page.goto(f"{bank.url}/demo/cash-machine/")
    page.locator("summary", has_text="Another card").click()
    page.fill("[name=other]", person["number"])
    page.check(f"[name=deed][value={deed}]")
    page.fill("[name=number]", number)
    page.get_by_role("button", name="Ask the bank").click()
    return expect(page.locator("#answer"))


def is_told(bank: LiveBank, phone: str) -> bool:
    return any("Trusted number changed" in told["text"] for told in bank.messages(phone))


@pytest.mark.requirement("OPS-05", "codeword slip")
@pytest.mark.requirement("OPS-05", "trusted number")
@pytest.mark.requirement("ACC-08", "old and new number told")
def test_a_slip_is_printed_and_the_trusted_number_is_changed(
    live: LiveBank, chromium: Browser
) -> None:
    made = live.manage("shell", "--no-imports", "-c", GIVE_KEY)
    assert made.returncode == 0, made.stderr
    person, new = live.person(language="en"), f"+7702{secrets.randbelow(10**7):07d}"
    context = visit(chromium, "en", scripts=False)
    page = context.new_page()
    slip = ask(page, live, person, "codeword-slip")
    slip.to_contain_text("New codeword")
    slip.to_contain_text("₸30")
    ask(page, live, person, "trusted-number", "12").to_contain_text("not-a-mobile")
    ask(page, live, person, "trusted-number", new).to_contain_text("number is changed")
    for phone in (person["phone"], new):
        wait_for(partial(is_told, live, phone))
    context.close()
