"""A caller on the line: found by a key, known by the codeword, told why, and the card frozen."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.desk_stops import DECLINED, ENTER_DESK
from tests.look.tour import Tour
from tests.system import LiveBank

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture
def operator(chromium: Browser, live: LiveBank) -> Iterator[Tour]:
    """The operator's window."""
    context = chromium.new_context(locale="ru-RU")
    tour = Tour(live, context.new_page(), "ru")
    cookie, key = json.loads(tour.shell(ENTER_DESK.format(login="olga.caller")))
    context.add_cookies([{"name": cookie, "value": key, "url": live.url}])
    yield tour
    context.close()


def say(page: Page, said: str) -> None:
    """`/`, what the caller says, Enter."""
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type(said)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.requirement("OPS-02", "one page")
@pytest.mark.requirement("OPS-03", "match or no match")
@pytest.mark.requirement("ACC-15", "which operator and why")
def test_an_operator_serves_a_caller_from_the_first_word_to_the_frozen_card(
    operator: Tour, chromium: Browser, live: LiveBank
) -> None:
    caller = operator.person("caller", language="ru")
    operator.shell(DECLINED.format(card=caller["card"]))
    page = operator.page
    operator.see("", "/desk/")
    say(page, caller["number"])
    assert caller["number"] not in page.url
    page.get_by_label("обращение клиента").check()
    operator.fill(note="не прошла оплата")
    main = page.locator("main")
    expect(main).to_contain_text("Прочесть вслух")
    expect(main).to_contain_text("ATM 0042")
    file = page.url
    _compare(operator, caller["codeword"])
    page.goto(file)
    _freeze(operator)
    expect(main).to_contain_text("приостановлена")
    _reads_it(chromium, live, caller)


def _compare(operator: Tour, word: str) -> None:
    page = operator.page
    with page.expect_navigation():
        page.keyboard.press("w")
    operator.fill(codeword="не то слово")
    expect(page.locator("main")).to_contain_text("Не совпало")
    operator.fill(codeword=word)
    expect(page.locator("main")).to_contain_text("Совпало")
    expect(page.locator("main")).to_contain_text("Осталось попыток на сегодня: 2 из 3.")


def _freeze(operator: Tour) -> None:
    page = operator.page
    page.get_by_role("link", name="Приостановить или заблокировать").first.click()
    page.get_by_label("Приостановить: владелец возобновит её сам в Homebank").check()
    operator.fill(reason="звонок, кодовое слово совпало")


def _reads_it(chromium: Browser, live: LiveBank, caller: dict[str, str]) -> None:
    """All of it stands in the customer's own list."""
    context = chromium.new_context(locale="ru-RU")
    customer = Tour(live, context.new_page(), "ru")
    customer.enter(caller)
    customer.see("", "/my/security/log/")
    log = customer.page.locator("main")
    for said in ("В банке искали вашу карточку клиента: Ольга", "«не прошла оплата»",
                 "смотрели: вся карточка клиента на одной странице", "оно не ваше: Ольга",
                 "и оно ваше: Ольга", "Банк остановил вашу карту: Ольга"):  # fmt: skip
        expect(log).to_contain_text(said)
    context.close()


def test_keys_are_silent_while_something_is_typed_and_told_by_a_question_mark(
    operator: Tour,
) -> None:
    page = operator.page
    operator.see("", "/desk/")
    page.keyboard.press("/")
    page.keyboard.type("g?j/")
    expect(page.locator("#find")).to_have_value("g?j/")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#find").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-rows] a").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-rows] a").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.type("gd")  # both at once: a second key that comes late is another's
    assert page.url.endswith("/desk/cards/dispute/")
