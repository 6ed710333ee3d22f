"""The pictures of the README, made anew: `make pictures`. Not part of `make test`.

A bank of its own is started; Marat, who is registered in every demo, pays and looks around.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.look.shots import LOCALES, own_bank, photograph

FOLDER = Path(__file__).resolve().parents[2] / "docs/img"
MARAT = {"phone": "+77000000044", "password": "kok-tobe cable car 1967"}


def main() -> None:
    """Write docs/img/*.png."""
    with own_bank() as bank, sync_playwright() as playwright:
        from tests.browser import ARGUMENTS

        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        take_desk_pictures(bank, browser)
        take_phone_picture(bank, browser)


def take_desk_pictures(bank: Any, browser: Browser) -> None:
    """The price, the receipt, the overview and a card, in Russian, by day."""
    from tests import flows

    tour = _enter(bank, browser, "ru")
    waiting = _draft(tour, account="+7 700 000 00 08", amount="1500")
    _confirm(tour, waiting)
    payment = _draft(tour, account="+7 777 123 45 67", amount="12500,50")
    photograph(tour.page, FOLDER / "price.png", width=1280, look="light")
    _confirm(tour, payment)
    flows.ended(bank, payment)
    places = {"receipt": f"/payments/{payment}/receipt/", "overview": "/my/"}
    for name, path in places.items():
        tour.see(name, path)
        photograph(tour.page, FOLDER / f"{name}.png", width=1280, look="light")
    tour.page.locator(".plates a").first.click()
    tour.page.wait_for_url("**/cards/**")
    photograph(tour.page, FOLDER / "card.png", width=1280, look="light")


def take_phone_picture(bank: Any, browser: Browser) -> None:
    """The overview on a phone, in Kazakh, in the dark."""
    tour = _enter(bank, browser, "kk")
    tour.see("phone", "/my/")
    photograph(tour.page, FOLDER / "phone.png", width=360, look="dark")


def _draft(tour: Any, *, account: str, amount: str) -> str:
    """A payment from the first of his two cards, priced, on the page; its id."""
    tour.see("pay", "/payments/services/beeline/pay/")
    tour.page.locator("[name=card]").first.check()
    tour.fill(account=account, amount=amount)
    tour.page.wait_for_selector("form[action$='/code/']")
    return str(tour.page.url.rstrip("/").split("/")[-1])


def _confirm(tour: Any, payment: str) -> None:
    from tests import flows

    tour.visitor.open(f"/payments/{payment}/")
    code = flows.ask_for_code(tour.visitor, MARAT, payment)
    tour.visitor.fill("/confirmation/", code=code)


def _enter(bank: Any, browser: Browser, language: str) -> Any:
    from tests.look.tour import Tour

    context = browser.new_context(
        locale=LOCALES[language], timezone_id="Asia/Almaty", reduced_motion="reduce"
    )
    tour = Tour(bank, context.new_page(), language)
    tour.enter(MARAT)
    return tour


if __name__ == "__main__":
    main()
