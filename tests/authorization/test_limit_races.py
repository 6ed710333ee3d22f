"""Two windows at once, with real commits: one limit is set, the others are told."""

import pytest

from tests.authorization.test_limits import settle_at_once
from tests.people import new_person


@pytest.mark.usefixtures("committed")
def test_of_eight_windows_at_once_one_sets_the_limit() -> None:
    anna = new_person(registered=False)
    assert settle_at_once(anna, [minor * 100 for minor in range(1, 9)]) == 1
