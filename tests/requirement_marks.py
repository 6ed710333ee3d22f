"""Which requirement a test proves, and by which door: marks are checked, outcomes are kept.

    @pytest.mark.requirement("PAY-04", "refusing costs nothing")
    @pytest.mark.requirement("PAY-05", "pluggable", kind="socket")

The kind is told by the mark, or found: `url` when the site answered a request while the test ran
or the test walks a running bank; `socket` when it talks to a real peer or worker, or opens one;
`command` when the test or a fixture of it calls a command. A test without a door is kept, and
proves nothing. The root conftest names this module among its plugins.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from homebank.lib.embedded import state_folder
from homebank.requirements import report
from homebank.requirements.catalogue import requirements
from homebank.requirements.report import COMMAND, DOORS, NO_DOOR, SOCKET, URL, Ran

MOST_IDS = 3
RUNNING_BANK = {"live", "mortal", "page", "browser"}
# Real peers and workers, reached over sockets of their own; or a test that opens one.
PEERS = {"workers", "billers", "server"}
SOCKETS = {"socket", "create_connection", "open_connection"}
COMMANDS = {"call_command", "manage.py"}

requests_answered = 0


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: exit code, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def command() -> Callable[..., Done]:
    """Runs a command of the bank with the arguments of a command line, in this process."""
    from django.core.management import CommandError, call_command

    def run(*arguments: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(*arguments, stdout=out, stderr=err)
        except CommandError as refused:
            return Done(refused.returncode, out.getvalue(), err.getvalue() + str(refused))
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
            return Done(code, out.getvalue(), err.getvalue())
        return Done(0, out.getvalue(), err.getvalue())

    return run


def pytest_configure(config: pytest.Config) -> None:
    """Count the site's answers; the run's own process (not a worker of xdist) keeps the report."""
    from django.core.signals import request_started

    request_started.connect(_count_request)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Keeper(config.rootpath), "requirements-keeper")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A mark that names no requirement, no clause of it, or too many, fails the collection."""
    found = yield
    items = [item for item in found.result or [] if isinstance(item, pytest.Item)]
    mistakes = [f"{item.nodeid}: {mistake}" for item in items for mistake in mistakes_of(item)]
    for item in items:
        _digest(item.path)  # now, not when the test has run: the file may change meanwhile
    if mistakes:
        found.outcome, found.result, found.longrepr = "failed", [], "\n".join(mistakes)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Remember how many requests the site had answered before this test."""
    item.stash[BEFORE] = requests_answered
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Each report carries what the test proves, to the process that keeps the report."""
    if call.when == "call" or (call.when == "setup" and call.excinfo):
        item.user_properties.append((PROPERTY, _told(item, passed=call.excinfo is None)))
    return (yield)


class Keeper:
    """Gathers what the tests said and adds it to the report at the end."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ran: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = dict(report.user_properties).get(PROPERTY)
        if isinstance(told, dict):
            known = self.ran.setdefault(told["test"], told)
            known["passed"] = known["passed"] and report.passed

    def pytest_sessionfinish(self) -> None:
        ran = [Ran(**{**told, "proofs": tuple(told["proofs"])}) for told in self.ran.values()]
        if ran:
            report.merge(state_folder(), self.root, ran)


PROPERTY = "requirement"
BEFORE = pytest.StashKey[int]()


def mistakes_of(item: pytest.Item) -> Iterator[str]:
    """Sentences on what is wrong with the test's marks."""
    proofs = _proofs(item)
    known = requirements()
    for each, clause in proofs:
        if each not in known:
            yield f"there is no requirement {each!r} (homebank/requirements/requirements.toml)."
        elif clause not in known[each].clauses:
            clauses = ", ".join(map(repr, known[each].clauses))
            yield f"{each} has no clause {clause!r}, but {clauses}."
    if len({each for each, _ in proofs}) > MOST_IDS:
        yield f"a test proves at most {MOST_IDS} requirements."
    for mark in item.iter_markers("requirement"):
        if mark.kwargs.get("kind", URL) not in DOORS:
            yield f"{mark.kwargs['kind']!r} is no kind: one of {', '.join(DOORS)}."


def _proofs(item: pytest.Item) -> list[tuple[str, str]]:
    """(id, clause) of each mark; a mark may name several clauses of its requirement."""
    marks = [(*mark.args, "", "") for mark in item.iter_markers("requirement")]
    return [(str(each[0]), str(clause)) for each in marks for clause in each[1:-2] or ("",)]


def _told(item: pytest.Item, *, passed: bool) -> dict[str, Any]:
    marks = list(item.iter_markers("requirement"))
    named = next((mark.kwargs["kind"] for mark in marks if "kind" in mark.kwargs), None)
    return asdict(
        Ran(
            test=item.nodeid.rsplit("@", 1)[0] if "xdist_group" in item.keywords else item.nodeid,
            passed=passed,
            kind=named or _kind(item),
            proofs=tuple(_proofs(item)),
            file_digest=_digest(item.path),
        )
    )


def _kind(item: pytest.Item) -> str:
    fixtures = set(getattr(item, "fixturenames", ()))
    if requests_answered > item.stash[BEFORE] or fixtures & RUNNING_BANK:
        return URL
    names = _words_of(item)
    if names & SOCKETS or fixtures & PEERS:
        return SOCKET
    return COMMAND if names & COMMANDS or "command" in fixtures else NO_DOOR


def _words_of(item: pytest.Item) -> set[object]:
    """Names and constants in the code of the test and of the fixtures made for it alone."""
    info = getattr(item, "_fixtureinfo", None)
    definitions = [each for defs in info.name2fixturedefs.values() for each in defs] if info else []
    fixtures = [each.func for each in definitions if each.scope == "function"]
    functions = [getattr(item, "function", None), *fixtures]
    codes = [function.__code__ for function in functions if hasattr(function, "__code__")]
    constants = [each for code in codes for each in code.co_consts]
    inside = [each for tuple_ in constants if isinstance(tuple_, tuple) for each in tuple_]
    return {*constants, *inside, *(name for code in codes for name in code.co_names)}


@cache
def _digest(file: Path) -> str:
    return report.digest(file)


def _count_request(**kwargs: Any) -> None:
    global requests_answered
    requests_answered += 1
