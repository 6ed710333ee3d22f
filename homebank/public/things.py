"""What a visitor may ask the price of, read out of the tariff: a thing, and what it depends on.

A thing is a category of the tariff or a company that it names. Where several lines price one
thing, what tells them apart becomes a question: what kind of payment, from where, to where.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from tariffs.lines import STANDALONE, Line
from tariffs.models import in_readers_language
from tariffs.printed import part_of
from tariffs.subjects import Subject
from tariffs.tables import Table

OPERATION = "operation"
QUESTIONS: dict[str, StrOrPromise] = {
    OPERATION: _("What kind of payment"),
    "source": _("From"),
    "destination": _("To"),
    "beneficiary_bank": _("The payee’s bank"),
}
# Words of the tariff in words for people. A new word shows as itself until it stands here.
ANSWERS: dict[tuple[str, str], StrOrPromise] = {
    (OPERATION, ""): _("a payment for the service"),
    (OPERATION, "own_accounts"): _("between my own accounts"),
    (OPERATION, "universal_transfer"): _("a universal transfer from a current account"),
    ("source", "card"): _("a card"),
    ("source", "current_account"): _("a current account"),
    ("destination", "card"): _("a card"),
    ("destination", "current_account"): _("a current account"),
    ("beneficiary_bank", "own"): _("this bank"),
    ("beneficiary_bank", "other"): _("another bank"),
}
# The usual operation where it is no payment for a service.
USUAL: dict[str, StrOrPromise] = {"transfers": _("to another person")}


@dataclass(frozen=True, slots=True)
class Question:
    """What the price also depends on: its name in an address, and the answers by their words."""

    name: str
    label: StrOrPromise
    answers: tuple[tuple[str, StrOrPromise], ...]

    def told(self, word: str) -> StrOrPromise:
        """The answer in words for people."""
        return dict(self.answers)[word]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a price. `lines` are those that may price it; `asks` is False for a service,
    which is what it is."""

    key: str
    label: str
    part: StrOrPromise
    subject: Subject
    lines: tuple[Line, ...]
    asks: bool = True
    service: str = ""

    @property
    def stands_alone(self) -> bool:
        """There is no payment beneath: the price is all."""
        return all(line.basis == STANDALONE for line in self.lines)

    def with_answers(self, answers: Mapping[str, str]) -> Subject:
        """The subject of the tariff that the answers make of the thing."""
        operation = answers.get(OPERATION, self.subject.operation)
        facts = {name: word for name, word in answers.items() if name != OPERATION}
        return Subject(self.subject.category, self.subject.biller, operation, facts)


@dataclass(slots=True)
class _Family:
    """Lines that price one thing, as they are gathered."""

    subject: Subject
    lines: list[Line] = field(default_factory=list)


def things(table: Table) -> list[Thing]:
    """Everything that the version prices, in printed order."""
    found: dict[str, _Family] = {}
    for line in table.lines:
        for key, subject in _priced_by(line):
            found.setdefault(key, _Family(subject)).lines.append(line)
    return [
        Thing(key, _label(family.lines, table), part_of(family.lines[0], table), family.subject,
              tuple(family.lines))
        for key, family in found.items()
    ]  # fmt: skip


def questions(thing: Thing, answers: Mapping[str, str]) -> list[Question]:
    """What the price of the thing depends on, given what was answered already."""
    if not thing.asks:
        return []
    kinds = operations(thing)
    operation = answers.get(OPERATION, kinds[0])
    asked = [_question(thing, OPERATION, kinds)] if len(kinds) > 1 else []
    words = facts(thing, operation if operation in kinds else kinds[0])
    return [*asked, *(_question(thing, name, each) for name, each in words.items())]


def operations(thing: Thing) -> list[str]:
    """The operations that the lines of the thing tell apart; the usual one, "", first."""
    named = [word for line in thing.lines for word in line.scope.operations]
    usual = [""] if any(not line.scope.operations for line in thing.lines) else []
    return usual + list(dict.fromkeys(named)) if not thing.subject.biller else usual or named[:1]


def facts(thing: Thing, operation: str) -> dict[str, list[str]]:
    """The facts that the lines ask of this operation, with every word that a line knows."""
    words: dict[str, list[str]] = {}
    for line in thing.lines:
        if _is_for(line, operation):
            for name, allowed in line.scope.when.items():
                known = words.setdefault(name, [])
                known += [word for word in allowed if word not in known]
    return words


def in_words(name: str, word: str, category: str = "") -> StrOrPromise:
    """An answer in words for people."""
    if name == OPERATION and not word and category in USUAL:
        return USUAL[category]
    return ANSWERS.get((name, word), word)


def _priced_by(line: Line) -> Iterator[tuple[str, Subject]]:
    if not line.has_price:
        return
    scope = line.scope
    if scope.billers:
        operation = scope.operations[0] if scope.operations else ""
        yield line.key, Subject("", scope.billers[0], operation)
        return
    for category in scope.categories:
        yield category, Subject(category)


def _is_for(line: Line, operation: str) -> bool:
    scope = line.scope
    if operation in scope.excluded_operations:
        return False
    return operation in scope.operations if scope.operations else not operation


def _question(thing: Thing, name: str, words: Iterable[str]) -> Question:
    category = thing.subject.category
    told = tuple((word, in_words(name, word, category)) for word in words)
    return Question(name, QUESTIONS.get(name, name), told)


def _label(lines: list[Line], table: Table) -> str:
    """The name of the one line, of the heading that has these lines only, or of the plainest."""
    heading = _heading(lines, table) if len(lines) > 1 else None
    plainest = min(lines, key=lambda line: line.scope.precision)
    return in_readers_language(dict((heading or plainest).names))


def _heading(lines: list[Line], table: Table) -> Line | None:
    item = lines[0].number.split(".")[0]
    below = [line for line in table.lines if line.number.startswith(f"{item}.")]
    if {line.number for line in lines} != {line.number for line in below if line.has_price}:
        return None
    return next((line for line in table.lines if line.number == item), None)
