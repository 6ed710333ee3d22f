"""Another trusted number: asked for at a branch, approved by a second, seen by the customer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from homebank.lib.ids import uuid7
from homebank.lib.phone import spaced
from tests.look.desk_stops import ENTER_DESK
from tests.look.tour import Tour
from tests.system import LiveBank, wait_for
from tests.walks.test_calling import open_file

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
Windows = tuple[Tour, Tour, Tour]


@pytest.fixture
def windows(chromium: Browser, live: LiveBank) -> Iterator[Windows]:
    """The customer's window, a branch's and an approver's: all work without scripts."""
    contexts = [chromium.new_context(locale="ru-RU", java_script_enabled=False) for _ in range(3)]
    customer, branch, approver = (Tour(live, each.new_page(), "ru") for each in contexts)
    customer.enter(customer.person("moved", language="ru"))
    for tour, login in ((branch, "olga.number"), (approver, "maria.number")):
        cookie, key = json.loads(tour.shell(ENTER_DESK.format(login=login)))
        tour.page.context.add_cookies([{"name": cookie, "value": key, "url": live.url}])
    yield customer, branch, approver
    for each in contexts:
        each.close()


def propose(branch: Tour, customer: str, new: str) -> str:
    """The branch asks for another number; the address of the proposal."""
    file = open_file(branch, customer)
    branch.see("", f"{file}number/")
    branch.page.get_by_label("удостоверение личности, лично").check()
    branch.fill(phone=new, reason="Потерян телефон")
    expect(branch.page.locator("main")).to_contain_text("Номер ещё не действует")
    branch.page.get_by_role("link", name="К предложению").click()
    expect(branch.page.locator(".eyes")).to_contain_text("Это ваше предложение")
    expect(branch.page.get_by_role("button", name="Утвердить")).to_have_count(0)
    return branch.page.url.removeprefix(branch.bank.url)


def approve(approver: Tour, proposal: str, new: str) -> None:
    """Somebody else says why they open the file, compares, and agrees."""
    approver.see("", "/desk/proposals/")
    approver.page.locator(f"a[href='{proposal}']").click()
    approver.page.get_by_label("проверка по закону").check()
    approver.fill(note="проверка предложения")
    expect(approver.page.locator("tr.diff").first).to_contain_text("Доверенный номер")
    expect(approver.page.locator("main")).to_contain_text("Потерян телефон")
    expect(approver.page.locator("main")).to_contain_text(spaced(new))
    approver.page.get_by_role("button", name="Утвердить").click()
    expect(approver.page.locator("main")).to_contain_text("Утверждено: теперь действует")


@pytest.mark.requirement("OPS-04", "trusted number")
@pytest.mark.requirement("ACC-08", "old and new number told")
def test_a_number_changes_with_four_eyes_and_its_customer_sees_it(windows: Windows) -> None:
    customer, branch, approver = windows
    person = customer.people["moved"]
    old, new = str(person["phone"]), f"+7701{uuid7().int % 10**7:07d}"
    approve(approver, propose(branch, person["customer"], new), new)
    wait_for(lambda: "Доверенный номер изменён" in told(customer, old))
    wait_for(lambda: "Доверенный номер изменён" in told(customer, new))
    customer.see("", "/my/")
    assert "/sign-in/" in customer.page.url, "whoever was in is out"
    customer.enter({**person, "phone": new})
    customer.see("", "/my/security/log/")
    log = customer.page.locator("main")
    expect(log).to_contain_text("Доверенный номер изменён: Ольга")
    expect(log).to_contain_text("Запрошена смена доверенного номера: Ольга")


def told(customer: Tour, phone: str) -> str:
    """What came to the number, as one text."""
    return " ".join(str(message) for message in customer.bank.messages(phone))
