"""Members of staff at the desk, for tests of what they do about a customer."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Customer, Proposal, User
from accounts.staff.accounts import open_staff
from homebank.lib.ids import uuid7
from tests.accounts.pages import Browser
from tests.people import Person

Staff = TypeVar("Staff", bound=Client)
DESK = f"/{settings.ADMIN_PATH}/"
PASSWORD = "saxaul and a samovar"
WHY = {"why": "customer-asks", "note": "request 48213"}


def at_the_desk(*roles: str, first_name: str = "Olga") -> tuple[Browser, User]:
    """A browser of somebody in these roles whom password and authenticator have let in."""
    login = f"staff.{uuid7().hex[-20:]}"
    user = open_staff(login_name=login, password=PASSWORD, roles=roles, first_name=first_name)
    return enter(user), user


def enter(user: User) -> Browser:
    """A fresh browser of somebody of staff, inside."""
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


def page(of: Person | Customer, name: str = "change") -> str:
    """The address of a page of the customer's file."""
    customer = of.customer if isinstance(of, Person) else of
    return f"{DESK}accounts/customer/{customer.pk}/{name}/"


def opened(client: Staff, of: Person | Customer) -> Staff:
    """The same browser, which has said why it opens the file."""
    assert client.post(page(of, "reason"), WHY).status_code == 302
    return client


def propose(client: Browser, person: Person, phone: str, **other: str) -> Any:
    """Post a proposal of another trusted number."""
    typed = {"phone": phone, "document": "id-card", "reason": "lost", **other}
    return client.post(page(person, "number"), typed)


def waiting_number(person: Person) -> Proposal:
    """The other trusted number that waits for its second pair of eyes."""
    return Proposal.objects.get(customer=person.customer, kind="trusted-number", state="waits")


def proposal_page(proposal: Proposal) -> str:
    """The desk's page where a proposal is decided."""
    return f"{DESK}proposals/{proposal.pk}/"


def change_number(person: Person, phone: str) -> None:
    """Two members of staff give the customer another trusted number."""
    branch, _petr = at_the_desk("branch")
    propose(opened(branch, person), person, phone)
    approver, _maria = at_the_desk("approver")
    opened(approver, person)
    waits = waiting_number(person)
    approver.post(proposal_page(waits), {"approve": "1"})
    waits.refresh_from_db()
    assert waits.state == "approved"
