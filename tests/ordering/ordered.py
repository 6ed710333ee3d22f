"""What tests of the customer's half share: somebody without a card, and an order page by page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.codewords.rules import normalised
from accounts.models import Customer, SmsDevice, User
from cards.models import CardOrder, Photo, PhotoSide, PhotoState
from cards.ordering.drafting import begin_order
from cards.ordering.papers import PAPERS as PAPERS_OF
from cards.ordering.papers import newest
from cards.ordering.sending import draw_number
from cards.ordering.steps import take_step
from homebank.lib import clock, iin
from tests.accounts.cardless import newcomer
from tests.accounts.pages import Browser, cookies_of, newest_code
from tests.people import new_iin

HOME = "/my/orders/"
WORD = "тихая заводь"
NAME = "Жумабаева Айгерим Сериковна"
PAPERS = ("personal-data", "card-service", "tariffs", "card-rules")
# What is typed on each page, in the order of the pages; the IIN is drawn by each order.
TYPED: dict[str, dict[str, str]] = {
    "type": {"brand": "Visa"},
    "residence": {"is_resident": "yes"},
    "iin": {},
    "name": {"full_name": NAME},
    "latin-name": {"latin_name": "AIGERIM ZHUMABAEVA"},
    "birth-date": {"birth_date": "07.03.1991"},
    "phone": {},
    "codeword": {"codeword": WORD},
    "document": {"document_kind": "id-card", "document_number": "034512789"},
    "photos": {},
    "delivery": {"delivery": "hand"},
    "address": {"city": "astana", "address": "Кабанбай батыра 53, кв. 8"},
    "consent": {"consent": "on", "selfie": "on"},
    "documents": {"agreed": "on"},
}


# What those pages leave in the order that is typed otherwise.
SPOKEN: dict[str, dict[str, Any]] = {
    "residence": {"is_resident": True},
    "birth-date": {"birth_date": "1991-03-07"},
    "codeword": {"codeword_hash": make_password(normalised(WORD))},
    "consent": {},
    "documents": {},
}


class Customers:
    """Somebody with a browser in English who has registered without a card, or another customer."""

    def __init__(self, customer: Customer | None = None) -> None:
        self.customer = customer or newcomer()
        self.browser = Browser(headers={"accept-language": "en"})
        self.browser.cookies = cookies_of(entered(self.customer))

    def come_back(self) -> None:
        """Another visit: the former one is over."""
        self.browser.cookies = cookies_of(entered(self.customer))

    @property
    def phone(self) -> str:
        assert self.customer.phone is not None
        return self.customer.phone

    @property
    def order(self) -> CardOrder:
        """The newest order, as it stands."""
        found = CardOrder.objects.of(self.customer).select_related("customer").first()
        assert found is not None, "nothing was ordered"
        return found

    def at(self, page: str = "") -> str:
        return f"{HOME}{self.order.pk}/{page}/" if page else f"{HOME}{self.order.pk}/"

    def choose(self, product: str = "everyday") -> Any:
        return self.browser.post(HOME, {"product": product})

    def look(self, page: str = "", **asked: str) -> Any:
        return self.browser.get(self.at(page), asked)

    def answer(self, page: str, **typed: str) -> Any:
        """Post one page with what is usual, `typed` in place of some."""
        return self.browser.post(self.at(page), {**self.usual(page), **typed})

    def usual(self, page: str) -> dict[str, str]:
        typed = dict(TYPED.get(page, {}))
        if page == "iin":
            typed["iin"] = new_iin()
        if page == "phone":
            typed["phone"] = self.phone
        return typed

    def read_papers(self) -> None:
        for paper in PAPERS:
            self.browser.get(self.at(f"papers/{paper}"))

    def fill_in(self, product: str = "everyday", *, until: str = "") -> None:
        """A draft as the pages before `until`, or all of them, leave it; written at once."""
        order = begin_order(customer=self.customer, product=product, language="en")
        kept = list(TYPED)[: list(TYPED).index(until)] if until else list(TYPED)
        facts = {**TYPED, **SPOKEN, "iin": {"iin": new_iin()}, "phone": {"phone": self.phone}}
        if order.is_virtual:
            facts |= {"delivery": {}, "address": {}}
        for page in kept:
            for name, value in facts[page].items():
                setattr(order, name, value)
        for page in {"consent", "documents"} & set(kept):
            _agree(order, page)
        order.save()
        if "photos" in kept:
            put_photos(order)

    def walk(self, product: str = "everyday", *, until: str = "") -> None:
        """The same through the pages: from the list of cards to the check, or to `until`."""
        self.choose(product)
        for page in TYPED:
            if page == until:
                return
            if page == "photos":
                put_photos(self.order)
            elif page == "consent":
                self.read_papers()
            if page != "photos" and not (product == "online" and page in {"delivery", "address"}):
                answer = self.answer(page)
                assert answer.status_code == 302, f"{page}: {answer.content.decode()}"

    def send(self) -> Any:
        """Ask for the code and enter it; the page that it leads to."""
        asked = self.browser.post(self.at("check"))
        assert asked.status_code == 302, asked.content.decode()
        return self.browser.post(asked.url, {"code": newest_code(self.phone)}, follow=True)


def entered(customer: Customer) -> Client:
    """A visit of the customer's that has passed password and code."""
    user = User.objects.get(customer=customer)
    client = Client()
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = SmsDevice.objects.get(user=user).persistent_id
    session.save()
    return client


def _agree(order: CardOrder, page: str) -> None:
    """The documents of the page are opened and agreed to."""
    now = clock.now().isoformat()
    for slug in PAPERS_OF[page]:
        version = newest(slug)
        order.opened[slug] = {"version": version, "language": "en", "at": now}
        order.agreed[slug] = version


def put_photos(order: CardOrder) -> None:
    """All three photos, as a worker leaves them."""
    for side in PhotoSide:
        Photo.objects.update_or_create(order=order, side=side, defaults={
            "customer": order.customer, "state": PhotoState.READY, "width": 640, "height": 404,
            "size": 1000, "made_at": clock.now(),
        })  # fmt: skip


def sent(product: str = "everyday") -> Customers:
    """Somebody whose order the bank has received."""
    her = Customers()
    her.fill_in(product)
    order = her.order
    order.number, order.sent_at = draw_number(), clock.now()
    with transaction.atomic():
        take_step(order, "received")
    return her


def with_date(six: str, century: str) -> str:
    """An IIN of nobody, born on that day by its digits."""
    for serial in range(9000, 9999):
        eleven = f"{six}{century}{serial}"
        if (check := iin.check_digit(eleven)) is not None:
            return f"{eleven}{check}"
    raise AssertionError


def one_line(text: str) -> str:
    """As `words` has it: blanks that break and those that do not are one."""
    return " ".join(text.split())
