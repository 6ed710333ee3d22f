"""A call of the bank, in two windows: the operator's and the customer's (ACC-14, ACC-15)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.desk_stops import ENTER_DESK
from tests.look.tour import Tour
from tests.system import LiveBank

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture
def windows(chromium: Browser, live: LiveBank) -> Iterator[tuple[Tour, Tour]]:
    """The customer's window, and the operator's: both work without scripts."""
    contexts = [chromium.new_context(locale="ru-RU", java_script_enabled=False) for _ in range(2)]
    customer, operator = (Tour(live, each.new_page(), "ru") for each in contexts)
    customer.enter(customer.person("called", language="ru"))
    cookie, key = json.loads(operator.shell(ENTER_DESK.format(login="olga.calls")))
    contexts[1].add_cookies([{"name": cookie, "value": key, "url": live.url}])
    yield customer, operator
    for each in contexts:
        each.close()


def open_file(operator: Tour, customer: str) -> str:
    """Go to the customer's file and say why; the address of the file."""
    operator.see("", f"/desk/accounts/customer/{customer}/change/")
    expect(operator.page.locator("h1")).to_have_text("Для чего вы открываете эту карточку клиента?")
    operator.page.get_by_label("банк звонит клиенту").check()
    operator.fill(note="заявка 2611-3307")
    expect(operator.page.locator("h1")).to_have_text("Клиент")
    return operator.page.url.removeprefix(operator.bank.url).split("change/")[0]


def words_on(page: Page) -> str:
    """The two words that the page shows in Russian."""
    shown = page.locator("td[lang=ru] .words, p.words").first.inner_text()
    return " ".join(shown.split())


@pytest.mark.requirement("ACC-14", "the same two words")
@pytest.mark.requirement("ACC-14", "no code is asked by phone")
@pytest.mark.requirement("ACC-15", "which operator and why")
def test_a_customer_checks_a_call_and_reads_afterwards_who_opened_the_file(
    windows: tuple[Tour, Tour],
) -> None:
    customer, operator = windows
    customer.see("", "/my/calls/")
    expect(customer.page.get_by_text("Нет, банк вам не звонит")).to_be_visible()
    file = open_file(operator, customer.people["called"]["customer"])
    operator.see("", f"{file}call/")
    operator.press()
    customer.page.get_by_role("link", name="Посмотреть ещё раз").click()
    expect(customer.page.get_by_text("Да, банк сейчас звонит вам")).to_be_visible()
    expect(customer.page.get_by_text("Сотрудник: Ольга.")).to_be_visible()
    expect(customer.page.get_by_text("по телефону у вас ничего не спросят")).to_be_visible()
    assert words_on(customer.page) == words_on(operator.page)
    assert len(words_on(customer.page).split(" · ")) == 2
    operator.press()
    customer.page.get_by_role("link", name="Посмотреть ещё раз").click()
    expect(customer.page.get_by_text("Нет, банк вам не звонит")).to_be_visible()
    customer.see("", "/my/security/log/")
    log = customer.page.locator("main")
    expect(log).to_contain_text("В банке открыли вашу карточку клиента: Ольга")
    expect(log).to_contain_text("Для чего: банк звонит клиенту. «заявка 2611-3307»")
