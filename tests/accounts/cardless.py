"""Steps of registering without a card that several tests share."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

from accounts.agreements import PORTAL, agreement
from accounts.models import Customer
from accounts.registration.cardless import Newcomer, confirm_number, start_registration
from tests.accounts.pages import Browser, newest_code

DOOR = "/register/without-a-card/"
PASSWORD = "kumis under the birch"
_draw = random.SystemRandom()
_numbers, _names = count(_draw.randrange(10**7)), count()
RUN = f"{_draw.randrange(10**9):09d}"


def new_phone() -> str:
    """A number of nobody."""
    return f"+7701{next(_numbers) * 7_919_317 % 10**7:07d}"


def new_name() -> str:
    """A login name of nobody."""
    return f"guest.{RUN}.{next(_names)}"


def typed(phone: str, **other: str) -> dict[str, str]:
    """What a newcomer types on the first page; `other` replaces some."""
    usual = {"login_name": new_name(), "phone": phone, "password": PASSWORD, "again": PASSWORD,
             "agreed": "on", "agreement": str(agreement(PORTAL).version)}  # fmt: skip
    return usual | other


def first_page(client: Browser, phone: str, **other: str) -> Any:
    return client.post(DOOR, typed(phone, **other))


def walk(client: Browser, phone: str, **other: str) -> Any:
    """Both pages: the second is sent the code that came."""
    first_page(client, phone, **other)
    return client.post(f"{DOOR}code/", {"code": newest_code(phone)})


def newcomer(phone: str = "", login_name: str = "") -> Customer:
    """Somebody who has registered without a card, by the services."""
    number = phone or new_phone()
    told = Newcomer(login_name=login_name or new_name(), phone=number, password=PASSWORD,
                    agreement=agreement(PORTAL).version)  # fmt: skip
    attempt = start_registration(newcomer=told, network="198.51.250.0/24", language="en")
    confirm_number(attempt=attempt, code=newest_code(number))
    attempt.refresh_from_db()
    assert attempt.customer is not None
    return attempt.customer
