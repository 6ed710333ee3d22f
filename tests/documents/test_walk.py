"""A receipt goes to somebody else, who checks it in another browser without signing in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import flows
from tests.documents.tools import VALID, WHOLE, qr_of, signature_of
from tests.system import LiveBank
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture(scope="module")
def receipt(live: LiveBank) -> bytes:
    """The PDF of a payment that somebody has just made."""
    anna, person = Visitor(live, language="kk"), live.person()
    flows.sign_in(anna, person)
    payment = flows.pay(anna, person)
    assert flows.ended(live, payment) == "done"
    answer = anna.open(f"/payments/{payment}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


@pytest.fixture
def elsewhere(chromium: Browser) -> Page:
    """Another browser, in English, on a phone, that knows nobody."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 720})
    return context.new_page()


def test_the_seal_of_a_running_bank_is_valid(receipt: bytes, tmp_path: object) -> None:
    from pathlib import Path

    said = signature_of(receipt, Path(str(tmp_path)), trusting=False)
    assert VALID in said
    assert WHOLE in said


@pytest.mark.requirement("PAY-06", "PDF with verification code")
def test_the_qr_is_read_and_the_bank_says_that_it_is_valid(
    receipt: bytes, elsewhere: Page, live: LiveBank
) -> None:
    address = qr_of(receipt)
    assert address.startswith(f"{live.url}/verify/D-")
    elsewhere.goto(address)
    expect(elsewhere.locator("h1")).to_contain_text("Paper")
    expect(elsewhere.get_by_text("valid", exact=True)).to_be_visible()
    expect(elsewhere.get_by_text("Beeline")).to_be_visible()
    assert elsewhere.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_number_and_code_are_typed_by_hand(receipt: bytes, elsewhere: Page, live: LiveBank) -> None:
    found = re.search(r"/verify/([^/]+)/([^/]+)/", qr_of(receipt))
    assert found is not None
    elsewhere.goto(f"{live.url}/verify/")
    elsewhere.get_by_label("Number of the paper").fill(found[1])
    elsewhere.get_by_label("Verification code").fill(found[2].lower())
    elsewhere.get_by_role("button", name="Check").click()
    expect(elsewhere.get_by_text("SHA-256")).to_be_visible()
    expect(elsewhere.get_by_text("Homebank JSC")).to_be_visible()


def test_a_wrong_code_is_told_at_once(receipt: bytes, elsewhere: Page, live: LiveBank) -> None:
    elsewhere.goto(f"{live.url}/verify/")
    elsewhere.get_by_label("Number of the paper").fill("D-2611-0000-0411")
    elsewhere.get_by_label("Verification code").fill("7K4M-92QX-3F")
    elsewhere.get_by_role("button", name="Check").click()
    expect(elsewhere.get_by_role("main")).to_contain_text("The bank has no paper")
    expect(elsewhere.get_by_label("Number of the paper")).to_have_value("D-2611-0000-0411")
