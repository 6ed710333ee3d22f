"""The whole story of a card, in two windows of Chromium: a visitor's, and an operator's.

A new visitor registers without a card, orders a virtual one with photos; an operator calls,
verifies and issues it; the customer sees it and pays with it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from tests.accounts.cardless import new_name, new_phone
from tests.flows import ended
from tests.look.desk_stops import ENTER_DESK
from tests.look.kazakh import assert_only_kazakh, catalogue_names
from tests.people import some_iin
from tests.system import LiveBank, wait_for
from tests.walks.test_in_chromium import DESK, PHONE, Watched, has_no_axe_violation
from tests.walks.test_in_chromium import visit as visiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
PASSWORD, WORD = "kumis under the birch", "тихая заводь"
NAME = "Жұмабаева Айгерім Серікқызы"
LATIN = ("AIGERIM", "ZHUMABAEVA", "ZHUMABAYEVA")  # by the rules of spelling, on the check
PAPERS = ("personal-data", "card-service", "tariffs", "card-rules")
# What is typed on each page that asks for something of one's own; the IIN tells another birth date.
TYPED = {
    "name": {"full_name": NAME}, "birth-date": {"birth_date": "07.03.1991"},
    "codeword": {"codeword": WORD},
    "document": {"document_number": "034512789"},
}  # fmt: skip
PICKED = {
    "type": {"brand": "Visa"}, "residence": {"is_resident": "yes"},
    "document": {"document_kind": "id-card"},
}  # fmt: skip
TICKED = {"consent": ("consent", "selfie"), "documents": ("agreed",)}
SIDES = ("front", "back", "selfie")
CASH = """
from tests.people import give
from cards.models import Card
from homebank.lib.money import Money
give(Card.objects.get(pk="{card}"), Money(2_000_000))
"""


@pytest.fixture
def customer(live: LiveBank, chromium: Browser) -> Iterator[Watched]:
    """A visitor's telephone, in Kazakh."""
    with visiting(chromium, "kk", scripts=True, size=PHONE) as context:
        yield Watched(context, live)


@pytest.fixture
def operator(live: LiveBank, chromium: Browser) -> Iterator[Watched]:
    """An operator's window, in Russian."""
    with visiting(chromium, "ru", scripts=True, size=DESK) as context:
        made = live.manage("shell", "--no-imports", "-c", ENTER_DESK.format(login="olga.orders"))
        assert made.returncode == 0, made.stderr
        cookie, key = json.loads(made.stdout.strip().splitlines()[-1])
        context.add_cookies([{"name": cookie, "value": key, "url": live.url}])
        yield Watched(context, live)


def photo_of(side: str) -> bytes:
    """A picture as a telephone makes it."""
    picture = Image.new("RGB", (1200, 800), "#dfe7ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 1140, 740), outline="#22465c", width=8)
    draw.text((120, 120), f"SPECIMEN {side}", fill="#22465c", font_size=64)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def register(seen: Watched, phone: str) -> None:
    """Without a card, from the first page to My bank."""
    page, bank, name = seen.page, seen.bank, new_name()
    seen.open("/register/without-a-card/")
    for field, value in {"login_name": name, "phone": phone, "password": PASSWORD,
                         "again": PASSWORD}.items():  # fmt: skip
        page.fill(f"[name={field}]", value)
    page.check("[name=agreed]")
    seen.press()
    page.fill("[name=code]", bank.code(phone))
    seen.press()
    bank.move_clock(31)
    before = len(bank.messages(phone))
    seen.open("/sign-in/")
    page.fill("[name=typed]", phone)
    page.fill("[name=password]", PASSWORD)
    seen.press()
    page.fill("[name=code]", bank.code(phone, after=before))
    seen.press()
    expect(page).to_have_url(f"{bank.url}/my/")


def order(seen: Watched, phone: str) -> None:
    """Choose the virtual card, fill in page by page, and send it with the code."""
    page = seen.page
    seen.press("main a.btn[href='/my/orders/']")
    with page.expect_navigation():
        page.locator("form:has(input[value=online]) button").click()
    for _page in range(20):
        slug = page.url.rstrip("/").split("/")[-1]
        in_kazakh(page)
        if slug == "check":
            break
        answer(seen, slug)
    assert page.url.endswith("/check/")
    has_no_axe_violation(page)
    seen.bank.move_clock(31)  # between two codes to a phone
    before = len(seen.bank.messages(phone))
    seen.press()
    in_kazakh(page)
    page.fill("[name=code]", seen.bank.code(phone, after=before))
    seen.press()
    in_kazakh(page)


def in_kazakh(page: Page) -> None:
    """Every page of the order speaks the customer's language; names of cards are names."""
    assert_only_kazakh(page.content(), allow=(*catalogue_names(), "Visa", "Mastercard", *LATIN))


def answer(seen: Watched, slug: str) -> None:
    """One page of the order."""
    page = seen.page
    if "/photos/of/" in page.url:
        send_photos(seen)
        return
    if slug in TICKED and not page.locator("main .tag.ok").count():
        read_papers(seen)
    if slug == "iin":
        page.fill("[name=iin]", some_iin())
    for name, value in TYPED.get(slug, {}).items():
        page.fill(f"[name={name}]", value)
    for name, value in PICKED.get(slug, {}).items():
        page.check(f"[name={name}][value={value}]")
    for name in TICKED.get(slug, ()):
        page.check(f"[name={name}]")
    seen.press("main form[method=post] button.btn:not(.second)")


def read_papers(seen: Watched) -> None:
    """Open each document that is agreed to, and come back."""
    page, here = seen.page, seen.page.url
    order_page = here.rsplit("/", 2)[0]
    for paper in PAPERS:
        page.goto(f"{order_page}/papers/{paper}/")
    page.goto(here)


def send_photos(seen: Watched) -> None:
    """All three, one by one; a worker makes them anew meanwhile."""
    page = seen.page
    for side in SIDES:
        form = page.locator(f"form:has(input[name=side][value={side}])")
        file = {"name": f"{side}.jpg", "mimeType": "image/jpeg", "buffer": photo_of(side)}
        with page.expect_navigation():
            form.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    onward = page.locator("main a.btn:not(.second)")
    expect(onward).to_be_visible()  # the page refreshes itself until all are accepted
    with page.expect_navigation():
        onward.click()


def work(seen: Watched, number: str) -> None:
    """Find the order in the queue, say why, and take it."""
    page = seen.page
    seen.open("/desk/cards/cardorder/")
    seen.press(f"#result_list a:text-is('{number}')")
    if "/reason/" in page.url:
        page.locator("[name=why]").first.check()
        page.fill("[name=note]", "заявка на карту")
        seen.press()
    expect(page.locator("h1")).to_have_text(f"Заявка {number}")
    seen.press("button[value=claim]")


def call(operator: Watched, customer: Watched) -> None:
    """Both windows show the same two words; then the codeword is said."""
    operator.press("button[value=call]")
    customer.open("/my/calls/")
    shown = customer.page.locator("p.words").inner_text()
    said = operator.page.locator("td[lang=kk] .words").inner_text()
    assert shown.split() == said.split()
    operator.page.fill("[name=codeword]", "не то слово")
    operator.press("button[value=codeword]")
    expect(operator.page.locator("main")).to_contain_text("Осталось попыток сегодня: 2")
    operator.page.fill("[name=codeword]", WORD.upper())
    operator.press("button[value=codeword]")
    expect(operator.page.locator(".verdict.ok").last).to_be_visible()


def look_at_photos(page: Page) -> None:
    """Larger and turned without leaving the page."""
    front = page.locator("#front")
    expect(front.locator("img")).to_be_visible()
    assert front.locator("img").evaluate("image => image.naturalWidth") > 0
    front.locator(".turns a").last.click()
    expect(front.locator(".shot")).to_have_attribute("data-turned", "90")
    front.locator(".turns a").first.click()
    expect(front).to_have_class("large")
    front.locator(".turns a").first.click()


def issue(seen: Watched) -> None:
    """What the document says, and the filled button."""
    page = seen.page
    page.check("[name=face][value=same]")
    page.check("[name=compared]")
    for name, value in {"issued_by": "МВД РК", "issued_on": "12.04.2021",
                        "valid_until": "31.12.2099"}.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    seen.press("button[value=approve]")
    expect(page.locator("main")).to_contain_text("Виртуальная карта выпущена и работает")


def pay(seen: Watched, phone: str) -> str:
    """Beeline, with the card that was issued; the payment's id."""
    page = seen.page
    seen.open("/payments/services/beeline/pay/")
    page.fill("[name=account]", "+7 777 123 45 67")
    page.fill("[name=amount]", "2 500")
    seen.bank.move_clock(31)
    before = len(seen.bank.messages(phone))
    seen.press()
    expect(page.locator("form[action$='/code/'] button.btn")).to_be_visible()
    payment = page.url.rstrip("/").split("/")[-1]
    seen.press("form[action$='/code/'] button.btn")
    page.fill("[name=code]", seen.bank.code(phone, after=before))
    seen.press()
    return payment


@pytest.mark.requirement("ORD-07", "virtual card at once")
@pytest.mark.requirement("ORD-03", "seen with cause")
@pytest.mark.requirement("OPS-03", "match or no match")
def test_a_visitor_without_a_card_orders_one_and_pays_with_it(
    live: LiveBank, customer: Watched, operator: Watched
) -> None:
    phone = new_phone()
    register(customer, phone)
    order(customer, phone)
    number = int("".join(filter(str.isdigit, customer.page.locator("h1").inner_text())))
    work(operator, f"{number:,}".replace(",", "\u00a0"))
    call(operator, customer)
    look_at_photos(operator.page)
    issue(operator)
    [[card]] = live.query("SELECT card_id::text FROM cards_cardorder WHERE number = %s", number)
    assert wait_for(lambda: any(str(number) in m["text"] for m in live.messages(phone)))
    given = live.manage("shell", "--no-imports", "-c", CASH.format(card=card))
    assert given.returncode == 0, given.stderr
    customer.open("/my/")
    expect(customer.page.locator(f"a[href='/cards/{card}/']").first).to_be_visible()
    payment = pay(customer, phone)
    assert ended(live, payment) == "done"
    [[source]] = live.query("SELECT card_id::text FROM payments_payment WHERE id = %s", payment)
    assert source == card
    customer.open("/my/security/log/")
    expect(customer.page.locator("main")).to_contain_text("заявка на карту")
    assert not customer.troubles
    assert not operator.troubles
