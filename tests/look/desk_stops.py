"""Stops of the tour at the desk: the index, each list with one of its rows, one customer's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.look.channel_stops import stopped_machine
from tests.look.four_eyes_stops import four_eyes
from tests.look.import_stops import imports_and_books
from tests.look.order_desk_stops import orders_at_the_desk

if TYPE_CHECKING:
    from tests.look.tour import Tour

ENTER_DESK = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_otp import DEVICE_ID_SESSION_KEY, devices_for_user
from accounts.models import User
from accounts.staff.roles import Role
from accounts.staff.accounts import open_staff
# Every role but the auditor's: whoever has that one changes nothing.
roles = [role for role in Role if role is not Role.AUDITOR]
user = User.objects.filter(login_name="{login}").first() or open_staff(
    login_name="{login}", password="saxaul and a samovar", roles=roles, first_name="Ольга")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "accounts.backends.SessionBackend"
session[DEVICE_ID_SESSION_KEY] = next(iter(devices_for_user(user))).persistent_id
session.create()
print(json.dumps([settings.SESSION_COOKIE_NAME, session.session_key]))
"""
ENTER_AS_AUDITOR = ENTER_DESK.replace("role is not Role.AUDITOR", "role is Role.AUDITOR")
SEAL = """
from notifications.audit.sealing import seal_due_events
seal_due_events()
print("sealed")
"""

DECLINED = """
from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.models import Card
from homebank.lib import clock
from homebank.lib.ids import uuid7
card = Card.objects.get(pk="{card}")
for minor in (1_000_00, 900_000_000_00):
    take_operation(card=card, asked=Asked(operation="cash", amount_minor=minor, number=card.number),
                   place=Place(key=uuid7().hex, merchant="ATM 0042"), at=clock.now())
print("asked")
"""


def at_the_desk(tour: Tour) -> Iterator[str]:
    """The index, each list, one of each."""
    _enter(tour, ENTER_DESK, "olga.tour")
    yield tour.see("desk", "/desk/")
    for link in tour.addresses("/desk/", ".apps a"):
        yield from _list_and_row(tour, link)


def deeds(tour: Tour) -> Iterator[str]:
    """The pages where work is done, each with its mistakes."""
    _enter(tour, ENTER_DESK, "olga.tour")
    yield from _a_file(tour)
    yield from orders_at_the_desk(tour)


def books(tour: Tour) -> Iterator[str]:
    """What is no customer's, and what an auditor sees."""
    _enter(tour, ENTER_DESK, "olga.tour")
    yield tour.see("desk-explain", "/desk/explain/?q=no-such-number")
    yield tour.see("desk-trial-balance", "/desk/ledger/account/trial-balance/")
    yield from imports_and_books(tour, "olga.tour")
    yield tour.see("desk-password", "/desk/password_change/")
    yield from stopped_machine(tour)
    for name in ("words", "words/contacts", "words/help/calls"):
        yield tour.see(f"desk-{name.replace('/', '-')}", f"/desk/{name}/")
    yield from _as_an_auditor(tour)


def _enter(tour: Tour, script: str, login: str) -> None:
    cookie, key = json.loads(tour.shell(script.format(login=login)))
    tour.page.context.add_cookies([{"name": cookie, "value": key, "url": tour.bank.url}])


def _list_and_row(tour: Tour, link: str) -> Iterator[str]:
    """The list, and the first of its rows."""
    short = link.strip("/").split("/")[-1]
    yield tour.see(f"desk-{short}-list", link)
    first = tour.page.locator("#result_list tbody tr a").first
    if first.count():
        with tour.page.expect_navigation():
            first.click()
        say_why(tour)
        yield f"desk-{short}"


def _as_an_auditor(tour: Tour) -> Iterator[str]:
    """What only they see: the seals of the trail; and a page of work that offers them none."""
    tour.shell(SEAL)
    _enter(tour, ENTER_AS_AUDITOR, "dinara.tour")
    yield tour.see("desk-as-auditor", "/desk/")
    yield from _list_and_row(tour, "/desk/notifications/auditseal/")
    yield tour.see("desk-words-as-auditor", "/desk/words/contacts/")


def _a_file(tour: Tour) -> Iterator[str]:
    """What staff may do about one customer."""
    # Among many their pages open for a reason; the one who is called was opened by nobody yet.
    customer = tour.person("called")
    yield tour.see("desk-reason", f"/desk/accounts/customer/{customer['customer']}/change/")
    tour.press()
    yield "desk-reason-empty"
    say_why(tour)
    file = tour.page.url.split("change/")[0].removeprefix(tour.bank.url)
    yield tour.see("desk-call", f"{file}call/")
    tour.press()
    yield "desk-call-now"
    yield tour.see("desk-number", f"{file}number/")
    tour.press()
    yield "desk-number-wrong"
    tour.page.locator("[name=document]").first.check()
    tour.fill(phone="+7 701 222 33 44", reason="lost")
    yield "desk-number-waits"
    yield from four_eyes(tour, file.strip("/").split("/")[-1])
    yield from _whole_file(tour, file, customer)
    yield tour.see("desk-sim", f"{file}sim/")
    tour.fill(reason="the mobile operator called")
    yield "desk-sim-marked"


def _whole_file(tour: Tour, file: str, customer: dict[str, str]) -> Iterator[str]:
    """A caller on the line: looked for, compared, told why it was declined, the card stopped."""
    yield tour.see("desk-find", "/desk/find/")
    tour.press()
    yield "desk-find-empty"
    _look_for(tour, "+7 700 999 99 99")
    yield "desk-find-nobody"
    tour.shell(DECLINED.format(card=customer["card"]))
    _look_for(tour, customer["phone"])
    say_why(tour)
    yield "desk-file"
    whole = tour.page.url.removeprefix(tour.bank.url)
    yield tour.see("desk-file-log", f"{whole}log/")
    yield tour.see("desk-codeword", f"{file}codeword-check/")
    tour.fill(codeword="not this one")
    yield "desk-codeword-wrong"
    tour.fill(codeword=customer["codeword"])
    yield "desk-codeword-right"
    yield tour.see("desk-stop", f"/desk/cards/{customer['card']}/stop/")
    tour.press()
    yield "desk-stop-empty"
    yield tour.see("desk-keys", "/desk/shortcuts/")


def _look_for(tour: Tour, said: str) -> None:
    """In the page's own box: the one in the heading has the same name."""
    tour.page.fill("main [name=typed]", said)
    tour.press()


def say_why(tour: Tour) -> None:
    """Whatever is a customer's opens for a reason."""
    if "/reason/" in tour.page.url:
        tour.page.locator("[name=why]").first.check()
        tour.fill(note="the tour")
