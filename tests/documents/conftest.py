"""People who paid, and papers of theirs."""

import pytest

from tests.payments.conftest import Billers, billers, simulator
from tests.payments.payer import Payer, new_payer

__all__ = ["billers", "simulator"]


@pytest.fixture
def anna(db: None, billers: Billers) -> Payer:
    return new_payer()
