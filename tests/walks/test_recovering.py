"""Lost access in Chromium: recovered, entered by each name, the password changed, an app added."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, expect

from tests.system import LiveBank
from tests.walks.test_in_chromium import PHONE, Watched, looks_right, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
RECOVERED, CHANGED = "samal tau over Almaty", "kokpar by the river Ili"


class Pages(Watched):
    """Pages of one customer, each looked at before it is filled in."""

    person: dict[str, Any]

    def fill_in(self, **typed: str | Callable[[], str]) -> None:
        """What is called is read as it is typed: an app's code is right for a minute only."""
        looks_right(self.page, "ru")
        for name, value in typed.items():
            self.page.fill(f"[name={name}]", value if isinstance(value, str) else value())
        self.press()

    def take_code(self, before: int) -> None:
        self.fill_in(code=self.bank.code(self.person["phone"], after=before))

    def sent(self) -> int:
        """How many messages lie on the phone; the next code may go at once."""
        self.bank.move_clock(31)
        return len(self.bank.messages(self.person["phone"]))


def recover(seen: Pages) -> None:
    before = seen.sent()
    seen.open("/recover/")
    seen.fill_in(phone=seen.person["phone"])
    seen.take_code(before)
    seen.fill_in(codeword=seen.person["codeword"])
    seen.fill_in(password=RECOVERED, again=RECOVERED)
    expect(seen.page).to_have_url(f"{seen.bank.url}/recover/done/")
    looks_right(seen.page, "ru")


def enter(
    seen: Pages, by: str, typed: str, password: str, app: Callable[[], str] | None = None
) -> None:
    """Sign in from nothing, by an SMS or by what the app shows when it is asked for."""
    seen.page.context.clear_cookies()
    before = seen.sent()
    seen.open(f"/sign-in/?by={by}")
    seen.fill_in(typed=typed, password=password)
    if app:
        seen.fill_in(code=app)
    else:
        seen.take_code(before)
    expect(seen.page).to_have_url(f"{seen.bank.url}/my/")


def change_password(seen: Pages) -> None:
    before = seen.sent()
    seen.open("/my/security/password/")
    seen.fill_in(current=RECOVERED, password=CHANGED, again=CHANGED)
    seen.take_code(before)
    expect(seen.page).to_have_url(f"{seen.bank.url}/my/security/")


def add_app(seen: Pages) -> str:
    """An app put in force; its secret."""
    before, page = seen.sent(), seen.open("/my/security/app/")
    letters = re.search(r"(?:[A-Z2-7]{4} ?){8}", page.inner_text(".sheet"))
    assert letters is not None
    secret = letters[0]
    seen.fill_in(code=lambda: code_now(seen.bank, secret))
    seen.take_code(before)
    expect(page).to_have_url(f"{seen.bank.url}/my/security/")
    return secret


def code_now(bank: LiveBank, letters: str) -> str:
    """What the app shows by the bank's clock."""
    app = TOTP(b32decode(letters.replace(" ", "")))
    app.time = time.time() + int((bank.state / "clock").read_text())
    return f"{app.token():06d}"


@pytest.mark.requirement("ACC-07", "phone and SMS code", "second proof")
@pytest.mark.requirement("ACC-16", "authenticator app")
def test_access_is_recovered_and_made_stronger(live: LiveBank, chromium: Browser) -> None:
    person = live.person(language="ru")
    with visit(chromium, "ru", scripts=True, size=PHONE) as context:
        seen = Pages(context, live)
        seen.person = person
        recover(seen)
        enter(seen, "id", person["homebank_id"], RECOVERED)
        change_password(seen)
        letters = add_app(seen)
        live.move_clock(60)  # the code that set the app up is right no more
        enter(seen, "phone", person["phone"], CHANGED, lambda: code_now(live, letters))
        looks_right(seen.open("/my/security/"), "ru")
        looks_right(seen.open("/my/security/log/"), "ru")
        assert not seen.troubles
