"""A customer with a browser who pays bills, and the worker's turn in this process."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from accounts.models import SmsDevice
from accounts.sign_in.visits import open_visit
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import AccountBalance, balance_of
from notifications.models import Sms
from payments import work
from payments.fetching import fetch_invoice
from payments.models import Invoice, Payment, Service
from tests.people import Person, new_person

FIFTY_THOUSAND = Money(5_000_000)
_accounts = itertools.count(100)


@dataclass
class Payer:
    """Fills in forms over HTTP; `typed` overrides what the forms are sent with."""

    person: Person
    client: Client

    @property
    def balance(self) -> AccountBalance:
        return balance_of(self.person.card.account_id)

    def form(self, service: str = "beeline", **query: str) -> dict[str, str]:
        """The values of a fresh form of the service, ready to be sent."""
        page = self.client.get(f"/payments/services/{service}/pay/", query)
        return {"form": _hidden(page), "account": ordinary_account(), "amount": "1500",
                "card": str(self.person.card.pk)}  # fmt: skip

    def send(self, service: str = "beeline", **typed: str) -> Any:
        """Fill in a fresh form (or the `form` given) and send it; the answer."""
        values = {**self.form(service), **typed}
        return self.client.post(f"/payments/services/{service}/pay/", values)

    def started(self, **typed: str) -> Payment:
        """A payment whose biller is to be asked; by its bill, where the biller tells one."""
        service = typed.get("service", "beeline")
        if not Service.objects.get(key=service).has_invoice:
            return payment_of(self.send(**typed))
        told = self.told(service, typed["account"])
        typed = {name: typed[name] for name in ("amount", "card") if name in typed}
        return payment_of(self.send_sum(told, **typed))

    def asked(self, service: str, account: str) -> Invoice:
        """The bill of an account, asked for and not told yet."""
        answer = self.send(service, account=account)
        assert answer.status_code == 302, words(answer.content.decode())
        return Invoice.objects.get(pk=answer.url.strip("/").split("/")[2])

    def told(self, service: str, account: str) -> Invoice:
        """The bill of an account after a worker asked the biller."""
        asked = self.asked(service, account)
        fetch_invoice(invoice_id=asked.pk)
        return Invoice.objects.of(self.person.customer).get(pk=asked.pk)

    def send_sum(self, invoice: Invoice, **typed: str) -> Any:
        """Fill in how much of the bill is paid; the answer."""
        address = f"/payments/invoices/{invoice.pk}/"
        values = {"form": _hidden(self.client.get(address)), "amount": "1500",
                  "card": str(self.person.card.pk)}  # fmt: skip
        return self.client.post(address, {**values, **typed})

    def drafted(self, **typed: str) -> Payment:
        """A payment with its price, after the worker asked the biller."""
        started = self.started(**typed)
        work.work_on_payment(payment_id=started.pk)
        return Payment.objects.of(self.person.customer).get(pk=started.pk)

    def sent(self, **typed: str) -> Payment:
        """A payment whose code was entered: the money is held."""
        draft = self.drafted(**typed)
        self.client.post(f"/payments/{draft.pk}/code/")
        self.confirm(draft, self.code())
        return now(draft)

    def done(self, **typed: str) -> Payment:
        """A payment after the worker's first try at the biller."""
        sent = self.sent(**typed)
        work.work_on_payment(payment_id=sent.pk)
        return now(sent)

    def ask_code(self, payment: Payment) -> str:
        """Press the button to pay; the code that came."""
        self.client.post(f"/payments/{payment.pk}/code/")
        return self.code()

    def code(self) -> str:
        """The newest code on the phone."""
        return self.messages("payment")[0].text[:6]

    def messages(self, purpose: str) -> list[Sms]:
        """What was sent to the phone for a purpose, newest first."""
        sent = Sms.objects.filter(customer_id=self.person.customer.pk, purpose=purpose)
        return list(sent.order_by("-queued_at", "-pk"))

    def confirm(self, payment: Payment, code: str) -> Any:
        return self.client.post(f"/payments/{payment.pk}/confirmation/", {"code": code})

    def page(self, payment: Payment) -> Any:
        return self.client.get(f"/payments/{payment.pk}/")

    def text(self, payment: Payment, part: str = "") -> str:
        """A page of the payment as words."""
        page = self.client.get(f"/payments/{payment.pk}/{part}", follow=True)
        return words(page.content.decode())


def new_payer(*, balance: Money = FIFTY_THOUSAND, language: str = "en") -> Payer:
    """A fresh customer with a card and an open visit."""
    person = new_person(balance=balance, language=language)
    return Payer(person, browser(person, language=language))


def browser(person: Person, *, language: str = "en") -> Client:
    """A client whose visit has passed password and code."""
    user = person.user
    assert user is not None
    user.otp_device = SmsDevice.objects.get_or_create(user=user)[0]
    request = HttpRequest()
    request.session, request.user = SessionStore(), user
    open_visit(request, user)
    request.session.save()
    client = Client(headers={"accept-language": language})
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def ordinary_account() -> str:
    """A number that the simulator has no mood for."""
    return f"8701123{next(_accounts):04d}"


def ending(digits: str) -> str:
    """A number that the simulator treats by its last four digits."""
    return f"8700000{digits}"


def worked(payment: Payment, *, after: timedelta = timedelta()) -> Payment:
    """The payment after a worker took it up, so long after now."""
    with clock.moved(after):
        work.work_on_payment(payment_id=payment.pk)
    return now(payment)


def payment_of(answer: Any) -> Payment:
    """The payment whose page the answer leads to."""
    assert answer.status_code == 302, words(answer.content.decode())
    return Payment.objects.get(pk=answer.url.strip("/").split("/")[1])


def now(payment: Payment) -> Payment:
    """The payment as the database has it."""
    return Payment.objects.select_related("quote", "service__biller").get(pk=payment.pk)


def kinds(payment: Payment) -> list[str]:
    """The timeline in short."""
    return list(payment.steps.values_list("kind", flat=True))


def words(html: str) -> str:
    """The page's text, blanks made plain."""
    main = html.split("<main", 1)[-1].split("<footer", 1)[0]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"</?span[^>]*>", "", main))
    return " ".join(unescape(text).replace("\u00a0", " ").split())


def _hidden(page: Any) -> str:
    found = re.search(r'name="form" value="([^"]*)"', page.content.decode())
    return found[1] if found else ""
