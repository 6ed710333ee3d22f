"""Customers with cards for the bank's own contenders, opened by the services that open all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from homebank.lib import iin

if TYPE_CHECKING:
    from cards.models import Card

BORN = date(1990, 1, 1)
BATCH = 100


def open_cards(count: int) -> list[Card]:
    """So many customers, each with a card."""
    from accounts.customers import open_customer
    from cards.issuing import issue_card

    cards, numbers = [], _iins()
    for start in range(0, count, BATCH):
        with transaction.atomic():
            for serial in range(start, min(start + BATCH, count)):
                customer = open_customer(
                    full_name="Ахметова Анна", latin_name="ANNA AKHMETOVA", iin=next(numbers),
                    birth_date=BORN, phone=f"+7700{serial:07d}", codeword="тау самалы",
                )  # fmt: skip
                cards.append(issue_card(customer=customer))
    return cards


def _iins() -> Iterator[str]:
    """Synthetic numbers: serials from 9000 up, no living person's."""
    for month, day, serial in itertools.product(range(1, 13), range(1, 29), range(9000, 10000)):
        eleven = f"90{month:02d}{day:02d}4{serial}"
        check = iin.check_digit(eleven)
        if check is not None:
            yield f"{eleven}{check}"
