"""How registers and differences are shown: whose they are, both sides beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.models import Difference, Register
from desk.registers.forms import titled
from homebank.lib.currencies import BY_NUMBER

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Listed:
    """A register in a list, with how many differences of its day nobody has explained."""

    register: Register
    title: str
    unexplained: int


@dataclass(frozen=True, slots=True)
class Both:
    """One fact as the register has it and as the bank has it."""

    name: str
    theirs: str
    ours: str

    @property
    def differs(self) -> bool:
        return self.theirs != self.ours


def listed(registers: Iterable[Register]) -> list[Listed]:
    """The registers with what is left of their days."""
    return [
        Listed(each, titled(each.source), _unexplained(each.source, each)) for each in registers
    ]


def facts_of(found: Difference) -> list[Both]:
    """Amount and state of both sides, in the reader's words."""
    return [
        Both(_("Amount"), _amount(found.their_minor, found.their_currency),
             _amount(found.our_minor, found.our_currency)),
        Both(_("State"), _state(found.their_state), _state(found.our_state)),
    ]  # fmt: skip


def _unexplained(source: str, register: Register) -> int:
    of_day = Difference.objects.filter(source=source, day=register.day)
    return of_day.unexplained().count()


def _amount(minor: int | None, currency: str) -> str:
    """`20.00 USD`; nothing where the side has nothing."""
    if minor is None:
        return NOTHING
    known = BY_NUMBER[currency]
    major = Decimal(minor).scaleb(-known.exponent)
    return f"{major:.{known.exponent}f} {known.code}"


def _state(state: str) -> str:
    words = {
        "approved": pgettext("register", "approved"),
        "reversed": pgettext("register", "reversed"),
        "cleared": pgettext("register", "cleared"),
        "credited": pgettext("register", "credited"),
        "returned": pgettext("register", "returned to the customer"),
        "unknown": pgettext("register", "outcome unknown"),
    }
    return words.get(state, state) or NOTHING
