"""Money: whole minor units and a currency. A float never becomes money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

KZT = "KZT"

# ISO 4217: minor units of the currencies that the book may hold.
EXPONENTS = {"KZT": 2, "USD": 2, "EUR": 2, "RUB": 2}


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (tiyn for tenge) of one ISO 4217 currency.

    Raises TypeError for anything but a whole number, ValueError for an unknown currency or for
    arithmetic between two currencies.
    """

    minor: int
    currency: str = KZT

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is whole minor units, not {type(self.minor).__name__}")
        if self.currency not in EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")

    @classmethod
    def of(cls, amount: Decimal, currency: str = KZT) -> Money:
        """Money from a Decimal in major units. ValueError if it has too many decimals."""
        if not isinstance(amount, Decimal):
            raise TypeError(f"money comes from Decimal, not {type(amount).__name__}")
        scaled = amount.scaleb(EXPONENTS[currency])
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValueError("more decimals than the currency has")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The same amount in major units, with all the decimals of its currency."""
        exponent = EXPONENTS[self.currency]
        return Decimal(self.minor).scaleb(-exponent).quantize(Decimal(1).scaleb(-exponent))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor
