"""The world that all doors lead into."""

import logging
from collections.abc import Iterator

import pytest

from tests.doors.cast import World, make_world
from tests.payments.conftest import Billers, billers, simulator
from tests.payments.payer import new_payer

__all__ = ["billers", "simulator"]


@pytest.fixture
def world(db: None, billers: Billers) -> World:
    return make_world(new_payer(), new_payer())


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals need no log: writing it would cost more than they do."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
