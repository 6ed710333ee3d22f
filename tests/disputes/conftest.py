"""Anna with a card, and her browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.payments.conftest import billers, simulator
from tests.payments.payer import browser
from tests.people import Person, new_person

__all__ = ["billers", "simulator"]


@pytest.fixture
def anna(db: None) -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Client:
    return browser(anna)
