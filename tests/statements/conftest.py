"""Each test begins at noon of Almaty: no midnight passes between a movement and its page."""

from collections.abc import Iterator

import pytest

from homebank.lib import clock
from homebank.lib.clock import ALMATY


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The day is today's, the hour is not."""
    now = clock.now()
    at_noon = now.astimezone(ALMATY).replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.moved(at_noon - now):
        yield
