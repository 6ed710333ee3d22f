"""A purchase in a shop on another site, in Chromium: the challenge in its frame, both methods."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from homebank.lib.embedded import CHECKOUT
from homebank.lib.ports import free_port, listens
from tests.browser import chromium
from tests.system import LiveBank, wait_for
from tests.visitor import forms

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
OWN = "saxaul at dawn 7"
PREPARE = """
import json
from django.contrib.auth.hashers import make_password
from cards.limits import set_limit, open_access
from cards.three_ds.schemes import keep_password, turn_on_codes
from homebank.lib.money import Money
from tests.people import give, new_person
def made(scheme):
    person = new_person(registered=False)
    give(person.card, Money(50_000_000))
    open_access(card=person.card, kind="internet")
    set_limit(card=person.card, kind="internet", amount=Money(20_000_000))
    if scheme == "dynamic":
        turn_on_codes(card=person.card)
    if scheme == "static":
        keep_password(card=person.card, hashed=make_password("{own}"), greeting="Көктем келді",
                      email="a@example.kz", phone=person.phone)
    return dict(phone=person.phone, number=person.number, expiry=person.expiry, cvv=person.cvv)
print(json.dumps({{scheme: made(scheme) for scheme in ("off", "dynamic", "static")}}))
"""


@pytest.fixture(scope="module")
def people(live: LiveBank) -> dict[str, dict[str, str]]:
    """Three people with half a million tenge each, by their scheme."""
    made = live.manage("shell", "--no-imports", "-c", PREPARE.format(own=OWN))
    assert made.returncode == 0, made.stderr
    return dict(json.loads(made.stdout.strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def shop(live: LiveBank) -> Iterator[str]:
    """The shop's address, on a site of its own."""
    port = free_port()
    command = [sys.executable, "manage.py", "demo_shop", f"--port={port}", f"--site={live.url}",
               f"--cardhost={live.system.cardhost_port}"]  # fmt: skip
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=live.environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert b"a shop on" in process.stdout.readline()
        wait_for(lambda: listens(port))
        yield f"http://127.0.0.1:{port}"
        process.kill()


def visit(browser: Browser, live: LiveBank, **how: Any) -> BrowserContext:
    """A browser that is signed in at the bank: its cookie is Lax, as the bank's is."""
    context = browser.new_context(locale="ru-RU", **how)
    context.add_cookies([{"name": "homebank-session", "value": "x" * 32, "url": live.url,
                          "sameSite": "Lax", "httpOnly": True}])  # fmt: skip
    return context


def buy(page: Page, shop: str, person: dict[str, str], amount: str, currency: str = "KZT",
        window: str = "05") -> FrameLocator:  # fmt: skip
    """Fill the counter's form; the bank's frame."""
    page.goto(shop)
    for name in ("number", "expiry", "cvv"):
        page.fill(f"[name={name}]", person[name])
    page.fill("[name=amount]", amount)
    page.select_option("[name=currency]", currency)
    page.select_option("[name=window]", window)
    page.click("form[action='/buy'] button")
    return page.frame_locator("iframe[name=bank]")


def outcome(page: Page) -> tuple[str, str]:
    """3-D Secure's outcome, and the card host's answer."""
    return page.locator("#status").inner_text(), page.locator("#code").inner_text()


@pytest.mark.requirement("TDS-05", "outcome in seconds")
@pytest.mark.requirement("TDS-04", "frameable by merchants only here")
def test_a_code_confirms_above_a_hundred_dollars_and_below(
    chromium: Browser, live: LiveBank, shop: str, people: dict[str, dict[str, str]]
) -> None:
    context, person = visit(chromium, live), people["dynamic"]
    page, cookies = context.new_page(), []
    page.on("request", lambda asked: cookies.append(asked.all_headers().get("cookie"))
            if "/3ds/" in asked.url and asked.url.startswith(live.url) else None)  # fmt: skip
    for amount in ("150", "20"):
        seen = len(live.messages(person["phone"]))
        frame = buy(page, shop, person, amount, "USD")
        expect(frame.locator("main")).to_contain_text("KAZSHOP.KZ")
        frame.locator("[name=code]").fill(live.code(person["phone"], after=seen))
        frame.locator("[value=code]").click()
        page.wait_for_url("**/order/*")
        expect(page.locator("#code")).to_be_visible()
        assert outcome(page) == ("Y", "00"), amount
    assert cookies
    assert not any(cookies)
    context.close()


@pytest.mark.requirement("TDS-04", "what the page names")
def test_the_own_password_confirms_below_it_and_above_without_a_script(
    chromium: Browser, live: LiveBank, shop: str, people: dict[str, dict[str, str]]
) -> None:
    context = visit(chromium, live, java_script_enabled=False)
    page = context.new_page()
    for amount in ("20", "150"):
        frame = buy(page, shop, people["static"], amount, "USD")
        page.click("form[target=bank] button")
        expect(frame.locator("main")).to_contain_text("Көктем келді")
        frame.locator("[name=password]").fill(OWN)
        frame.locator("[value=password]").click()
        go_back(live, frame)
        frame.locator("a").click()
        expect(page.locator("#code")).to_be_visible()
        assert outcome(page) == ("Y", "00"), amount
    context.close()


def go_back(live: LiveBank, frame: FrameLocator) -> None:
    """Press what the page offers until the shop's own page stands in the frame."""
    button, link = frame.locator("button.btn"), frame.locator("a[data-follows-itself]")
    expect(button).to_have_count(1)  # the page before, which has more of them, is gone
    expect(button).to_be_visible()

    def is_back() -> bool:
        if link.count():
            return True
        button.click()
        expect(button.or_(link).first).to_be_visible()
        return bool(link.count())

    wait_for(is_back)


def test_what_was_cancelled_or_is_off_is_declined_by_the_card_host(
    chromium: Browser, live: LiveBank, shop: str, people: dict[str, dict[str, str]]
) -> None:
    context = visit(chromium, live)
    page = context.new_page()
    frame = buy(page, shop, people["dynamic"], "3000")
    frame.locator("[value=cancel]").click()
    page.wait_for_url("**/order/*")
    expect(page.locator("#code")).to_be_visible()
    assert outcome(page) == ("N01", "05")
    for amount, said in (("20", ("A", "00")), ("150", ("N13", "05"))):
        buy(page, shop, people["off"], amount, "USD")
        assert outcome(page) == said
    context.close()


def test_a_challenge_fits_every_window(
    chromium: Browser, live: LiveBank, shop: str, people: dict[str, dict[str, str]]
) -> None:
    context = visit(chromium, live, viewport={"width": 900, "height": 900})
    page = context.new_page()
    for window, width in (("01", 250), ("02", 390), ("03", 500), ("04", 600)):
        frame = buy(page, shop, people["static"], "2500", window=window)
        expect(frame.locator("main")).to_be_visible()
        wide = frame.locator("html").evaluate("each => each.scrollWidth")
        assert wide <= width, window
    context.close()


@pytest.mark.requirement("TDS-04", "frameable by merchants only here")
def test_home_stands_in_no_frame_and_a_thief_frames_nothing(
    chromium: Browser, live: LiveBank, shop: str, people: dict[str, dict[str, str]]
) -> None:
    context, person = visit(chromium, live), people["dynamic"]
    bought = httpx.post(f"{shop}/buy", data={**person, "amount": "2500", "currency": "KZT"})
    [told] = [form for form in forms(bought) if "creq" in form.values]
    page, thief = context.new_page(), "http://127.0.0.1:9"
    hidden = f'<input type="hidden" name="creq" value="{told.values["creq"]}">'
    body = (f'<form method="post" action="{live.url}/3ds/challenge" target="bank">{hidden}'
            f'<button>go</button></form><iframe name="bank"></iframe>'
            f'<iframe name="home" src="{live.url}/"></iframe>')  # fmt: skip
    page.route(f"{thief}/**", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(thief)
    page.click("text=go")
    for name in ("home", "bank"):
        wait_for(partial(is_refused, page, name))
        assert page.frame_locator(f"iframe[name={name}]").locator("main").count() == 0
    context.close()


def is_refused(page: Page, name: str) -> bool:
    """Whether the browser put its own page of a fault into the frame."""
    frame = page.frame(name=name)
    return frame is not None and frame.url.startswith("chrome-error:")
