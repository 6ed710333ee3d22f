"""What tests of disputes share: a purchase, what is typed, an operator who has said why."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.models import Authorization, Dispute
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.ids import uuid7
from notifications.models import Sms
from tests.doors.cast import enter_desk, member_of
from tests.people import Person

_serials = itertools.count(1)


def bought(person: Person, minor: int = 2_500_00, **place: str) -> Authorization:
    """A purchase that a shop holds."""
    rrn = f"7325170{next(_serials):05d}"
    where = {"key": uuid7().hex, "merchant": "KAZSHOP.KZ, ALMATY", "rrn": rrn, **place}
    asked = Asked(operation="purchase", amount_minor=minor, number=person.number, cvv=person.cvv)
    return take_operation(card=person.card, asked=asked, place=Place(**where), at=clock.now())


def typed(**other: str) -> dict[str, str]:
    """What a customer types about a movement; `other` replaces some."""
    usual = {"cause": "blocked", "order_number": "KZ-2611/48", "session_number": "s3f9a",
             "email": "anna@example.kz", "note": "I paid once more in cash."}  # fmt: skip
    return {**usual, **other}


def typed_in_form(person: Person, **other: str) -> dict[str, str]:
    """What a customer types into the form, an hour after the operation."""
    at = (clock.now() - timedelta(hours=1)).astimezone(ALMATY)
    usual = {"card": str(person.card.pk), "day": f"{at:%d.%m.%Y}", "time": f"{at:%H:%M}",
             "rrn": "732517099999"}  # fmt: skip
    return typed(**{**usual, **other})


def dispute_it(client: Client, row: Authorization, **other: str) -> Any:
    """Send the form of a movement; the answer."""
    return client.post(reverse("disputes:of-movement", args=[row.pk]), typed(**other))


def disputed(client: Client, row: Authorization, **other: str) -> Dispute:
    """The dispute that the form opened."""
    answer = dispute_it(client, row, **other)
    assert answer.status_code == 302, words(answer)
    return Dispute.objects.get(pk=answer["Location"].rstrip("/").split("/")[-1])


def operator(person: Person, role: Role = Role.CONTACT_CENTRE) -> Client:
    """Somebody of staff at the desk who has said why this file is opened."""
    client, user = Client(headers={"accept-language": "en"}), member_of(role.value)
    enter_desk(client, user)
    open_file(customer=person.customer, by=user, why="check", note="a dispute")
    return client


def act(desk: Client, dispute: Dispute, deed: str, **said: str) -> Any:
    """Press a button of the dispute's page at the desk; the page afterwards."""
    page = reverse("admin:cards_dispute_work", args=[dispute.pk])
    answer = desk.post(page, {"deed": deed, **said}, follow=True)
    dispute.refresh_from_db()
    return answer


def approve_release(person: Person) -> Any:
    """A second member of staff agrees to the release that waits; the page afterwards."""
    waits = person.customer.proposals.get(kind="release-for-dispute", state="waits")
    approver = operator(person, Role.APPROVER)
    return approver.post(reverse("desk:proposal", args=[waits.pk]), {"approve": "1"}, follow=True)


def told_by_sms(person: Person) -> list[str]:
    """What was sent about disputes, the newest last."""
    sent = Sms.objects.filter(customer=person.customer, purpose__startswith="dispute-")
    return list(sent.order_by("queued_at", "pk").values_list("purpose", flat=True))


def words(answer: Any) -> str:
    """A page as text, blanks made plain."""
    main = answer.content.decode().split("<main", 1)[-1].split("<footer", 1)[0]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"</?span[^>]*>", "", main))
    return " ".join(unescape(text).replace("\u00a0", " ").split())
