"""A card at work, in Chromium: the demo's shop and cash machine beside the portal, one browser.

What the machines are answered over ISO 8583 is what the customer has opened, frozen and sees.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows import sign_in
from tests.system import LiveBank, wait_for
from tests.visitor import Visitor
from tests.walks.test_in_chromium import Watched, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
BOUGHT, DRAWN, ALERTS = "12500.35", "5000", 200_00
LEFT = 50_000_00 - 12_500_35 - 5_000_00 - ALERTS


class Played:
    """Two windows of one browser: the customer's portal, and a machine for the card."""

    def __init__(self, seen: Watched, person: dict[str, Any]) -> None:
        self.seen, self.bank, self.person = seen, seen.bank, person
        self.page: Page = seen.page
        self.machine = seen.page.context.new_page()

    def comes_in(self) -> None:
        """Signed in, as the walks of signing in prove it."""
        visitor = Visitor(self.bank, language="en")
        sign_in(visitor, self.person)
        self.page.context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": self.bank.url}
             for c in visitor.http.cookies.jar]
        )  # fmt: skip

    def tab(self, name: str = "") -> None:
        """A tab of the card: the statement, or limits, settings."""
        self.seen.open(f"/cards/{self.person['card']}/{name}")

    def press(self, name: str, *, exact: bool = True) -> None:
        main = self.page.locator("main")
        main.get_by_role("button", name=name, exact=exact).first.click()

    def confirm(self, seen: int) -> None:
        """The code of what was pressed, as it comes to the phone after `seen` messages."""
        self.page.fill("[name=code]", self.bank.code(self.person["phone"], after=seen))
        self.page.locator("main form:has([name=code]) button.btn").first.click()

    def messages(self) -> list[str]:
        return [message["text"] for message in self.bank.messages(self.person["phone"])]

    def use(self, kind: str, amount: str) -> None:
        """The card at a machine, by its number."""
        self.machine.goto(f"{self.bank.url}/demo/shop/")
        self.machine.check(f"[name=kind][value={kind}]")
        self.machine.locator("summary", has_text="Another card").click()
        boxes = ["number", "expiry", *(["cvv"] if kind == "online" else [])]
        for box in boxes:
            self.machine.fill(f"[name={box}]", self.person[box])
        self.machine.fill("[name=amount]", amount)
        self.machine.get_by_role("button", name="Send to the bank").click()

    def says(self, *texts: str) -> None:
        for text in texts:
            expect(self.machine.locator("#answer")).to_contain_text(text)


@pytest.mark.requirement("CRD-05", "internet operations")
@pytest.mark.requirement("AUT-03", "shown with merchant and RRN")
@pytest.mark.requirement("CRD-09", "freeze and unfreeze")
def test_a_card_is_opened_used_frozen_and_used_again(live: LiveBank, chromium: Browser) -> None:
    person = live.person(language="en")
    with visit(chromium, "en", scripts=False) as context:
        played = Played(Watched(context, live), person)
        played.comes_in()
        is_told_of_operations(played)
        opens_the_internet(played)
        buys(played)
        freezes(played)
        draws_cash(played)
        holds_both_to_the_tiyn(played)
        assert not played.seen.troubles


def is_told_of_operations(played: Played) -> None:
    played.tab("alerts/")
    seen = len(played.messages())
    played.press("Switch on for", exact=False)
    played.confirm(seen)
    expect(played.page.locator("main")).to_contain_text("Paid for this month.")


def opens_the_internet(played: Played) -> None:
    played.use("online", BOUGHT)
    played.says("Declined", "such operations are closed", "57")
    played.tab("limits/")
    played.page.locator("#internet a").click()
    seen = len(played.messages())
    played.press("Open")
    played.confirm(seen)
    expect(played.page.locator("main")).to_contain_text("then closed")


def buys(played: Played) -> None:
    """The purchase is blocked on the card, with its shop and number, and told by SMS."""
    played.use("online", BOUGHT)
    played.says("Approved")
    rrn = played.machine.locator("#answer dt:text-is('RRN') + dd").inner_text()
    played.tab()
    hold = played.page.locator(".holds")
    for text in ("KAZSHOP.KZ", rrn, "12,500.35"):
        expect(hold).to_contain_text(text)
    wait_for(lambda: any("KAZSHOP.KZ" in text for text in played.messages()), 60)


def freezes(played: Played) -> None:
    """A frozen card pays nothing; what was blocked before is still taken."""
    played.tab("settings/")
    played.press("Freeze")
    expect(played.page.locator("main")).to_contain_text("The card is frozen")
    played.machine.get_by_role("button", name="Take the money").click()
    played.says("Claim of the money", "approved")
    played.use("cash", DRAWN)
    played.says("Declined", "frozen, blocked or closed", "62")
    played.tab("settings/")
    seen = len(played.messages())
    played.press("Unfreeze")
    played.confirm(seen)
    expect(played.page.locator("main")).not_to_contain_text("The card is frozen")


def draws_cash(played: Played) -> None:
    played.use("cash", DRAWN)
    played.says("Approved")
    played.machine.get_by_role("button", name="Take the money").click()
    played.says("Claim of the money", "approved")


def holds_both_to_the_tiyn(played: Played) -> None:
    """The statement has both, and ends with what the book has."""
    played.tab()
    lines = played.page.locator(".moves.account")
    for text in ("KAZSHOP.KZ", "12,500.35", "ATM 0042", "5,000"):
        expect(lines).to_contain_text(text)
    total = played.page.locator(".rows .total dd").inner_text()
    assert int(re.sub(r"\D", "", total)) == LEFT
    rows = played.bank.query(
        "SELECT sum(amount_minor), sum(held_minor) FROM ledger_balance WHERE account_id = %s",
        played.person["account"],
    )
    assert tuple(map(int, rows[0])) == (LEFT, 0)
