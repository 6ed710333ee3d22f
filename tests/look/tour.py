"""Every page of the bank in one walk: where to look, for whoever looks (axe, pixels, pictures).

`Tour(...).stops()` yields the name of each stop while the browser stands there. What is needed
before a stop (a payment that came back, a bank full of movements) is done beside the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.sync_api import Page

from tests import flows
from tests.accounts.cardless import new_name, new_phone
from tests.browser import go_to
from tests.look import card_stops, desk_stops, order_stops
from tests.look.tour_settings import limits_and_settings, stopping_stops
from tests.system import LiveBank, wait_for
from tests.visitor import Visitor

PUBLIC = {
    "home": "/", "tariffs": "/tariffs/", "calculator": "/tariffs/calculator/",
    "branches": "/branches/", "contacts": "/contacts/", "status": "/status/", "help": "/help/",
    "codeword": "/help/codeword/", "catalogue": "/payments/",
    "category": "/payments/categories/mobile/", "service": "/payments/services/beeline/pay/",
    "verify": "/verify/", "register": "/register/", "recover": "/recover/",
    "new-codeword": "/codeword/",
    "cardless": "/register/without-a-card/", "agreement": "/agreements/portal/",
    "sign-in-id": "/sign-in/?by=id", "sign-in-login": "/sign-in/?by=login",
    "ended": "/sign-in/?ended=idle", "404": "/no-such-page/", "503": "/static/errors/503.html",
    "phones": "/demo/phone/", "write-sms": "/demo/phone/write/", "lost": "/cards/lost/",
    "lost-done": "/cards/lost/done/", "machines": "/demo/shop/",
    "cash-machine": "/demo/cash-machine/", "desk-door": "/desk/login/",
}  # fmt: skip
# A full month, a search that finds nothing, a period before the account was there.
STATEMENTS = {"card-month": "period=month", "card-no-hits": "q=zhezkazgan",
              "card-too-early": "since=2001-01-01&until=2001-02-01"}  # fmt: skip
STATES = {"pay-waits": "0008", "pay-unknown": "0016", "pay-returned": "0005"}
OVER = {"pay-unknown": "unknown", "pay-returned": "returned"}
# Each part can be walked alone; its legs follow each other.
PARTS = {
    "outside": ("outside",),
    "newcomer": ("registering", "signing_in", "without_a_card", "codeword_from_before"),
    "payer": ("paying", "at_home", "leaving"),
    "holder": ("changing_cards",),
    "desk": ("at_the_desk",),
    "desk-deeds": ("deeds_at_the_desk",),
    "desk-books": ("books_at_the_desk",),
}
EXPORT = """
from django.http import QueryDict
from cards.models import Card
from cards.models.exports import FileForm
from cards.statements.asking import request_file, wanted_of
card = Card.objects.get(pk="{card}")
made = request_file(statement=wanted_of(card, QueryDict()), card=card, customer=card.customer,
                    form=FileForm.CSV, language="ru")
print(made.pk)
"""
CALL = """
from accounts.staff.calls import begin_call
from accounts.models import Customer, User, phone_fingerprint
from accounts.staff.accounts import open_staff
staff = User.objects.filter(login_name="{login}").first() or open_staff(
    login_name="{login}", password="saxaul and a samovar", first_name="Ольга")
begin_call(customer=Customer.objects.get(phone_fingerprint=phone_fingerprint("{phone}")), by=staff)
print("calling")
"""


@dataclass
class Tour:
    """A walk of one browser page through one running bank, in one language."""

    bank: LiveBank
    page: Page
    language: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stops(self, *parts: str) -> Iterator[str]:
        """The whole walk, or the named PARTS of it."""
        for part in parts or PARTS:
            for leg in PARTS[part]:
                yield from getattr(self, leg)()

    def outside(self) -> Iterator[str]:
        """Pages for anybody."""
        for name, path in PUBLIC.items():
            yield self.see(name, path)
        for link in self.addresses("/help/", "main a[href^='/help/']"):
            yield self.see(f"help-{link.strip('/').split('/')[-1]}", link)

    def registering(self) -> Iterator[str]:
        """Registration with a card, with its mistakes."""
        person = self.person("newcomer", registered=False, balance=None)
        yield self.see("register", "/register/")
        self.press()
        yield "register-empty"
        self.fill(**_facts(person, cvv="1"), birth_date="31.02.1990")
        yield "register-wrong"
        self.fill(**_facts(person), birth_date=_born(person))
        yield "register-code"
        self.fill(code="12")
        yield "register-code-short"
        self.fill(code=self.bank.code(person["phone"]))
        yield "register-password"
        self.fill(password="1234", again="12345")
        yield "register-password-weak"
        self.fill(password=person["password"], again=person["password"])
        yield "registered"
        yield self.see("handset", f"/demo/phone/?phone=%2B{person['phone'][1:]}")

    def signing_in(self) -> Iterator[str]:
        """The door with its mistakes, then the empty portal of somebody new."""
        person = self.people["newcomer"]
        self.bank.move_clock(31)
        seen = len(self.bank.messages(person["phone"]))
        yield self.see("sign-in", "/sign-in/?by=phone")
        yield from self._by_certificate()
        self.see("", "/sign-in/?by=phone")
        self.fill(typed=person["phone"], password="not this one")
        yield "sign-in-wrong"
        self.fill(typed=person["phone"], password=person["password"])
        yield "code"
        code = self.bank.code(person["phone"], after=seen)
        self.fill(code=f"{(int(code) + 1) % 1_000_000:06}")
        yield "code-wrong"
        self.fill(code=code)
        yield "overview-empty"
        yield self.see("card-empty", f"/cards/{person['card']}/")
        yield self.see("history-empty", "/payments/history/")
        yield self.see("pay-without-money", "/payments/services/beeline/pay/")

    def without_a_card(self) -> Iterator[str]:
        """Registration without a card, with its mistakes, and the overview of who came so."""
        self.page.context.clear_cookies()
        phone, password = new_phone(), "kumis under the birch"
        yield self.see("cardless", "/register/without-a-card/")
        self.press()
        yield "cardless-empty"
        self.page.check("[name=agreed]")
        self.fill(login_name=new_name(), phone=phone, password=password, again=password)
        yield "cardless-code"
        self.fill(code=self.bank.code(phone))
        yield "cardless-done"
        yield from self._first_page(phone, password, "overview-without-card")
        yield from order_stops.ordering(self, phone)

    def codeword_from_before(self) -> Iterator[str]:
        """Whoever used one is led to a page of its own before any other."""
        self.page.context.clear_cookies()
        person = self.person("legacy", codeword_state="spent", language=self.language)
        yield from self._first_page(person["phone"], person["password"], "codeword-new")
        self.press()
        yield "codeword-new-empty"

    def _first_page(self, phone: str, password: str, name: str) -> Iterator[str]:
        self.bank.move_clock(31)
        seen = len(self.bank.messages(phone))
        self.see("", "/sign-in/?by=phone")
        self.fill(typed=phone, password=password)
        self.fill(code=self.bank.code(phone, after=seen))
        yield name

    def paying(self) -> Iterator[str]:
        """One payment on its way, then every end that a payment has."""
        person = self.person("payer", language=self.language)
        self.enter(person)
        yield self.see("pay", "/payments/services/beeline/pay/")
        self.fill(account="77", amount="1.234")
        yield "pay-wrong"
        self.fill(account="+7 700 000 00 03", amount="500")
        yield "pay-checking"
        yield from self._price_and_code(person)
        yield from self._ends(person)
        yield from self._bill()
        yield self.see("overview", "/my/")
        yield self.see("card", f"/cards/{person['card']}/")
        for name, query in STATEMENTS.items():
            yield self.see(name, f"/cards/{person['card']}/?{query}")
        export = self.shell(EXPORT.format(card=person["card"]))
        yield self.see("card-file", f"/cards/{person['card']}/files/{export}/")
        for tab in ("limits", "settings", "about"):
            yield self.see(f"card-{tab}", f"/cards/{person['card']}/{tab}/")
        for name, more in (("three-ds", ""), ("three-ds-set-up", "set-up/")):
            yield self.see(name, f"/cards/{person['card']}/3d-secure/{more}")
        yield from limits_and_settings(self, person)
        yield self.see("history", "/payments/history/")
        yield self.see("pay-again", "/payments/services/beeline/pay/")

    def changing_cards(self) -> Iterator[str]:
        """Papers of an account, and the cards that come and go."""
        person = self.person("holder", language=self.language)
        self.enter(person)
        yield from card_stops.papers(self, f"/cards/{person['card']}/")
        yield from card_stops.other_cards(self, person, f"/cards/{person['card']}/")

    def at_home(self) -> Iterator[str]:
        """What a customer may see and change of the visit."""
        for name in (
            "", "log/", "not-me/", "password/", "app/", "passkeys/", "recovery-codes/",
        ):  # fmt: skip
            yield self.see(f"security-{name.strip('/')}", f"/my/security/{name}")
        yield self.see("data", "/my/data/")
        yield self.see("own-data", "/my/data/file/")
        yield self.see("calls", "/my/calls/")
        self.shell(CALL.format(login="olga.calling", phone=self.people["payer"]["phone"]))
        yield self.see("calls-now", "/my/calls/")
        self.see("", "/my/security/password/")
        self.press()
        yield "security-password-empty"

    def leaving(self) -> Iterator[str]:
        """The last pages of a visit."""
        yield from stopping_stops(self, f"/cards/{self.people['payer']['card']}/")
        yield self.see("404-inside", "/payments/services/nobody/pay/")
        yield self.see("sign-out", "/sign-out/")
        self.press()
        yield "signed-out"

    def at_the_desk(self) -> Iterator[str]:
        """The desk's own pages and Django's lists, as a member of staff with every role."""
        yield from desk_stops.at_the_desk(self)

    def deeds_at_the_desk(self) -> Iterator[str]:
        """What staff do there with a customer's file and with orders."""
        yield from desk_stops.deeds(self)

    def books_at_the_desk(self) -> Iterator[str]:
        """Books, imports, registers, words; then an auditor."""
        yield from desk_stops.books(self)

    # How one gets about ------------------------------------------------------------------

    def addresses(self, path: str, selector: str) -> list[str]:
        """Where the links of a page lead."""
        self.see("", path)
        links = self.page.locator(selector).all()
        return sorted({link.get_attribute("href") or "" for link in links})

    def see(self, name: str, path: str) -> str:
        """Go there; the name of the stop."""
        go_to(self.page, self.bank.url + path)
        return name

    def fill(self, **typed: str) -> None:
        """Type into the page's form and press its one filled button."""
        for name, value in typed.items():
            self.page.fill(f"[name={name}]", value)
        self.press()

    def press(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form button.btn:not(.second)").first.click()

    def person(self, role: str, **wishes: Any) -> dict[str, Any]:
        self.people[role] = self.bank.person(**wishes)
        return self.people[role]

    def enter(self, person: dict[str, Any]) -> None:
        """Sign in beside the browser and hand it the visit."""
        self.visitor = Visitor(self.bank, language=self.language)
        flows.sign_in(self.visitor, person)
        self.page.context.clear_cookies()
        kept = [{"name": c.name, "value": c.value or "", "url": self.bank.url}
                for c in self.visitor.http.cookies.jar]  # fmt: skip
        self.page.context.add_cookies(kept)  # type: ignore[arg-type]

    def _price_and_code(self, person: dict[str, Any]) -> Iterator[str]:
        payment = flows.draft(self.visitor, amount="12500.50")
        yield self.see("price", f"/payments/{payment}/")
        seen = len(self.bank.messages(person["phone"]))
        with self.page.expect_navigation():
            self.page.locator("form[action$='/code/'] button.btn").click()
        yield "pay-code"
        self.fill(code="111")
        yield "pay-code-short"
        self.fill(code=self.bank.code(person["phone"], after=seen))
        yield "pay-sent"
        assert flows.ended(self.bank, payment) == "done"
        yield self.see("receipt", f"/payments/{payment}/receipt/")
        yield self.see("share", f"/payments/{payment}/share/")
        self.press()
        yield "shared"
        self.page.locator(".acts a:not(.btn)").first.click()
        self.page.wait_for_url("**/verify/**")
        yield "paper"
        yield self.see("keep", f"/payments/{payment}/template/")
        self.fill(name="Домашний Beeline")
        yield self.see("templates", "/payments/templates/")
        self.page.locator("main .lines a").first.click()
        yield "template"

    def _by_certificate(self) -> Iterator[str]:
        """The agreement, refused and accepted, and the page that signs."""
        yield self.see("certificate", "/sign-in/certificate/")
        self.press()
        yield "certificate-empty"
        self.page.check("[name=accepted]")
        self.press()
        yield "certificate-signature"
        yield self.see("certificate-agreement", "/agreements/digital-signatures/")

    def _bill(self) -> Iterator[str]:
        """A bill of several lines that the biller makes out."""
        yield self.see("bill-asked", "/payments/services/astana-erc/pay/")
        self.fill(account="104552310")
        self.page.wait_for_selector("table.inv")
        yield "bill"

    def _ends(self, person: dict[str, Any]) -> Iterator[str]:
        failed = flows.draft(self.visitor, account="+7 700 000 00 02")
        yield self.see("pay-failed", f"/payments/{failed}/")
        cancelled = flows.draft(self.visitor, amount="777")
        self.visitor.fill(f"{cancelled}/refusal/")
        yield self.see("pay-cancelled", f"/payments/{cancelled}/")
        made = {}
        for name, number in STATES.items():
            made[name] = flows.pay(self.visitor, person, account=f"+7 700 000 {number}")
        for name, end in OVER.items():
            self._wait(made[name], end)
        for name, payment in made.items():
            yield self.see(name, f"/payments/{payment}/")

    def _wait(self, payment: str, end: str) -> None:
        wait_for(lambda: flows.state_of(self.bank, payment) == end)

    def shell(self, script: str) -> str:
        done = self.bank.manage("shell", "--no-imports", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]


def _facts(person: dict[str, Any], **other: str) -> dict[str, str]:
    names = ("number", "expiry", "cvv", "codeword", "phone")
    return {name: str(person[name]) for name in names} | other


def _born(person: dict[str, Any]) -> str:
    return f"{date.fromisoformat(person['born']):%d.%m.%Y}"
