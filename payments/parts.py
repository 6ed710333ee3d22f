"""How a sum that a customer chose lies on the lines of a biller's invoice."""

from collections.abc import Sequence
from typing import TypedDict

from homebank.lib.money import Money
from payments.billers import InvoiceLine


class PaidPart(TypedDict):
    """A line with what is paid for it, as a payment stores it."""

    key: str
    name: str
    minor: int


def lay_out(amount: Money, lines: Sequence[InvoiceLine]) -> list[PaidPart]:
    """Each line gets what it owes, in the biller's order, as far as the amount reaches.

    What is left over is paid ahead on the first line. The parts add up to the amount; a line that
    gets nothing is left out.
    """
    left, paid = amount.minor, []
    for line in lines:
        share = min(left, line.due.minor)
        left -= share
        paid.append(share)
    paid[0] += left
    return [{"key": line.key, "name": line.name, "minor": minor}
            for line, minor in zip(lines, paid, strict=True) if minor]  # fmt: skip
