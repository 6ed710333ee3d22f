"""An operation as it is asked: over the wire, before buying, at the desk. Kept nowhere whole."""

from dataclasses import dataclass, field
from datetime import date

from homebank.lib.currencies import TENGE, Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a card. Amounts are minor units of `currency`; the fee is in tiyn.

    `number`, `cvv`, `proof` are secrets of the card: they are compared, never kept, never shown.
    `expiry` is the last day of the month that was sent. `service_code` says which verification
    value `cvv` is: 000 for the digits on the back. `currency` is None for one nobody knows.
    """

    operation: str
    amount_minor: int
    currency: Currency | None = TENGE
    currency_number: str = TENGE.number
    fee_minor: int = 0
    is_internet: bool = False
    category: str = ""
    merchant_id: str = ""
    number: str = field(default="", repr=False)
    expiry: date | None = field(default=None, repr=False)
    cvv: str = field(default="", repr=False)
    service_code: str = "000"
    proof: str = field(default="", repr=False)

    @property
    def limit(self) -> str:
        """The kind of limit that the operation counts under; nothing for one that is free."""
        if self.operation == "purchase":
            return "internet" if self.is_internet else ""
        return {"cash": "cash", "transfer": "transfers"}.get(self.operation, "")
