"""What is priced: the facts about a payment or a transfer that choose its line of the tariff."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """A deed that has a price. The words of each field are those of docs/tariffs.md.

    `biller` is the tariff's name of the company, or nothing; `operation` what is done where the
    tariff tells deeds apart (`own_accounts`, `universal_transfer`); `facts` the rest that it asks:
    `source`, `destination` (card, current_account), `beneficiary_bank` (own, other).
    """

    category: str
    biller: str = ""
    operation: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
