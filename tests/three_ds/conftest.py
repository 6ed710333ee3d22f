"""A shop that may ask, and a dollar of 500 tenge."""

from collections.abc import Iterator

import pytest

from tests.people import Person, new_person
from tests.three_ds.peers import PeerServer
from tests.three_ds.shops import Shop, dollar_is_500, new_shop


@pytest.fixture
def shop(db: None) -> Shop:
    dollar_is_500()
    return new_shop()


@pytest.fixture
def anna(db: None) -> Person:
    return new_person()


@pytest.fixture
def server() -> Iterator[PeerServer]:
    running = PeerServer()
    yield running
    running.stop()


@pytest.fixture
def heard_shop(db: None, server: PeerServer) -> Shop:
    """A shop whose server hears results."""
    dollar_is_500()
    return new_shop(results_url=server.address)
