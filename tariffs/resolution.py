"""Which line prices a subject. Pure: the same lines and subject always give the same answer.

A named biller comes before a category (Astana-ERC is 21, not 7; Miras University 20, not 9.1);
then the line that names the operation; then the one that asks more facts. What fits no sub-row of
item 29 falls to 29.2, the transfer to third parties. A biller that no line names and a category
that no line has are priced by nothing: there is no "other services".
"""

from collections.abc import Iterable

from tariffs.errors import NoTariff
from tariffs.lines import Line
from tariffs.subjects import Subject


def find_line(subject: Subject, lines: Iterable[Line]) -> Line:
    """The line that prices the subject. NoTariff if none does."""
    fitting = [line for line in lines if line.has_price and line.scope.covers(subject)]
    if not fitting:
        raise NoTariff
    # Of equals the first printed: max() keeps the earliest.
    return max(fitting, key=lambda line: line.scope.precision)


def line_by_number(number: str, lines: Iterable[Line]) -> Line:
    """The line with the printed number. LookupError says which numbers have a price instead."""
    every = list(lines)
    found = next((line for line in every if line.number == number), None)
    if found is None:
        raise LookupError(_no_such(number, every))
    if not found.has_price:
        below = [line.number for line in every if line.has_price and _is_below(line, number)]
        instead = f" Name one of {', '.join(below)}." if below else ""
        raise LookupError(f"Line {number} of the tariff has no price of its own.{instead}")
    return found


def _no_such(number: str, lines: list[Line]) -> str:
    for line in lines:
        if any(tier.number == number for tier in line.rule.tiers):
            return f"{number} is a tier: name line {line.number}, the amount finds its tier."
    return f"The tariff has no line {number!r}. Lines are 1 to 30, for example 3, 9.1 or 29.2.a."


def _is_below(line: Line, number: str) -> bool:
    return line.number.startswith(f"{number}.")
