"""A line of the tariff as a value: its number, its names, what it prices and by which rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tariffs.fees import NONE, Rule
from tariffs.subjects import Subject

# What the amount to be priced is. A standalone price has no payment beneath it: the fee is all.
AMOUNT, TAX, STANDALONE = "amount", "tax_amount", "none"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a line prices. Named billers need no category; both empty: a heading."""

    categories: tuple[str, ...] = ()
    billers: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    excluded_billers: tuple[str, ...] = ()
    excluded_operations: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def covers(self, subject: Subject) -> bool:
        """Whether the line may price the subject."""
        named = (
            subject.biller in self.billers if self.billers else subject.category in self.categories
        )
        return (
            named
            and subject.biller not in self.excluded_billers
            and subject.operation not in self.excluded_operations
            and (not self.operations or subject.operation in self.operations)
            and all(subject.facts.get(fact) in allowed for fact, allowed in self.when.items())
        )

    def _names(self, subject: Subject) -> bool:
        if self.billers:
            return subject.biller in self.billers
        return subject.category in self.categories

    @property
    def precision(self) -> tuple[bool, bool, int]:
        """The more a line says, the earlier it is asked: biller, then operation, then facts."""
        return bool(self.billers), bool(self.operations), len(self.when)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row. `number` is as printed ("9.4.a"), `names` by language code."""

    number: str
    key: str
    names: Mapping[str, str]
    rule: Rule
    scope: Scope = field(default_factory=Scope)
    basis: str = AMOUNT
    per: str = "payment"
    vat: str = "not_stated"

    @property
    def has_price(self) -> bool:
        """False for a heading, and for the one row whose price the published table lost."""
        return self.rule.model != NONE
