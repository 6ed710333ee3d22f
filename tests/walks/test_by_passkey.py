"""Passkeys in Chromium, whose virtual device makes and signs them: added, at the door, paying."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows import ended
from tests.system import LiveBank
from tests.walks.test_in_chromium import Watched, looks_right, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
          "hasUserVerification": True, "isUserVerified": True,
          "automaticPresenceSimulation": True}  # fmt: skip
PASSKEY = "form[data-passkey='get'] button"


def with_device(page: Page) -> None:
    """The page's browser has a fingerprint reader that lets its owner in."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def codes(bank: LiveBank, person: dict[str, Any]) -> int:
    """How many codes lie on the phone; alerts come when they come."""
    return sum(m["text"][:6].isdigit() for m in bank.messages(person["phone"]))


def give_password(seen: Watched, person: dict[str, Any]) -> None:
    seen.open("/sign-in/?by=phone")
    seen.page.fill("[name=typed]", person["phone"])
    seen.page.fill("[name=password]", person["password"])
    seen.press()
    seen.page.wait_for_url("**/sign-in/code/")


def enter_by_sms(seen: Watched, person: dict[str, Any]) -> None:
    before = len(seen.bank.messages(person["phone"]))
    give_password(seen, person)
    seen.page.fill("[name=code]", seen.bank.code(person["phone"], after=before))
    seen.press()
    seen.page.wait_for_url("**/my/")


def add_passkey(seen: Watched, person: dict[str, Any]) -> None:
    before, page = len(seen.bank.messages(person["phone"])), seen.open("/my/security/passkeys/")
    looks_right(page, "en")
    page.fill("[name=name]", "This laptop")
    page.locator("form[data-passkey='create'] button").click()
    page.wait_for_url("**/my/confirm/**")
    page.fill("[name=code]", seen.bank.code(person["phone"], after=before))
    seen.press()
    expect(page.locator(".name", has_text="This laptop")).to_be_visible()


def recovery_codes(seen: Watched, folder: Path) -> list[str]:
    """A set confirmed by the passkey, kept as a file."""
    page = seen.open("/my/security/recovery-codes/")
    seen.press()
    page.wait_for_url("**/my/confirm/**")
    page.locator(PASSKEY).click()
    page.wait_for_url("**/recovery-codes/")
    looks_right(page, "en")
    with page.expect_download() as kept:
        page.locator("a[download]").click()
    kept.value.save_as(folder / "codes.txt")
    assert page.locator("ol li").all_inner_texts() == (folder / "codes.txt").read_text().split()
    return (folder / "codes.txt").read_text().split()


def pay(seen: Watched) -> str:
    """A bill signed by the passkey; its id."""
    page = seen.open("/payments/services/beeline/pay/")
    page.fill("[name=account]", "+7 777 123 45 67")
    page.fill("[name=amount]", "1500")
    seen.press()
    button = page.locator("form[action$='/code/'] button.btn")
    expect(button).to_be_visible()
    payment = page.url.rstrip("/").split("/")[-1]
    button.click()
    page.wait_for_url("**/confirmation/")
    looks_right(page, "en")
    page.locator(PASSKEY).click()
    page.wait_for_url(f"**/payments/{payment}/**")
    return payment


@pytest.mark.requirement("ACC-16", "passkeys")
@pytest.mark.requirement("ACC-16", "recovery codes")
def test_a_passkey_is_added_opens_the_door_and_pays(
    live: LiveBank, chromium: Browser, tmp_path: Path
) -> None:
    person = live.person(language="en")
    with visit(chromium, "en", scripts=True) as context:
        seen = Watched(context, live)
        with_device(seen.page)
        enter_by_sms(seen, person)
        add_passkey(seen, person)
        sent = codes(live, person)
        letters = recovery_codes(seen, tmp_path)
        context.clear_cookies()
        give_password(seen, person)
        looks_right(seen.page, "en")
        seen.page.locator(PASSKEY).click()
        seen.page.wait_for_url("**/my/")
        assert ended(live, pay(seen)) == "done"
        assert codes(live, person) == sent
        context.clear_cookies()
        give_password(seen, person)
        seen.open("/sign-in/recovery-code/")
        seen.page.fill("[name=recovery_code]", letters[0])
        seen.press()
        seen.page.wait_for_url("**/my/")
        assert not seen.troubles
