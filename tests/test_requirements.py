"""The requirements report: what counts as proof, what fails a collection, what the command says."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from homebank.lib.embedded import CHECKOUT
from homebank.requirements import report
from homebank.requirements.catalogue import Requirement, requirements
from homebank.requirements.report import Ran
from tests.requirement_marks import Done

HEAD = "import pytest, socket\nrequirement = pytest.mark.requirement\n"
REFUSING = (
    '@requirement("PAY-04", "refusing costs nothing"{kind})\ndef test_it({fixture}): {body}\n'
)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A run of pytest over one file, with the plugin, and with a state folder of its own."""

    def run(body: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requirement\n")
        (tmp_path / "test_some.py").write_text(HEAD + body)
        env = {**os.environ, "HOMEBANK_STATE": str(tmp_path), "PYTHONPATH": str(CHECKOUT),
               "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "tests.requirement_marks", *options,
             "test_some.py"],
            cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def kept_in(folder: Path) -> Ran:
    """The only test that the report in the folder knows."""
    rows = report.read(folder, folder)
    assert rows is not None
    assert len(rows) == 1
    return rows[0]


def test_every_row_has_a_sentence_and_clauses_of_its_own() -> None:
    assert len(requirements()) == 95
    for row in requirements().values():
        assert row.text.endswith(".")
        assert row.clauses
        assert len(set(row.clauses)) == len(row.clauses)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [(', kind="socket"', "pass", "socket"), ("", "socket.socket().close()", "socket"),
     ("", "pass", "")],
)  # fmt: skip
def test_a_run_keeps_what_each_test_proves(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, kind: str, body: str,
    expected: str,
) -> None:  # fmt: skip
    done = run(REFUSING.format(kind=kind, fixture="", body=body))
    assert done.returncode == 0, done.stdout
    kept = kept_in(tmp_path)
    assert (kept.test, kept.passed, kept.kind) == ("test_some.py::test_it", True, expected)
    assert kept.proofs == (("PAY-04", "refusing costs nothing"),)


def test_workers_tell_the_one_who_keeps_the_report(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    grouped = '@pytest.mark.xdist_group("g")\n' + REFUSING.format(kind="", fixture="", body="pass")
    done = run(grouped, "-p", "xdist.plugin", "-n", "1", "--dist", "loadgroup")
    assert done.returncode == 0, done.stdout
    kept = kept_in(tmp_path)
    assert kept.test == "test_some.py::test_it"


def test_a_test_that_fails_or_cannot_start_proves_nothing_any_more(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    for fixture, body in (("", "pass"), ("", "assert 0"), ("missing", "pass")):
        run(REFUSING.format(kind=', kind="url"', fixture=fixture, body=body))
        kept = kept_in(tmp_path)
        assert kept.passed is (fixture == "" and body == "pass")


def test_a_test_whose_file_has_changed_must_run_again(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    run(REFUSING.format(kind="", fixture="", body="pass"))
    (tmp_path / "test_some.py").write_text("")
    assert report.read(tmp_path, tmp_path) == []


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [('@requirement("PAY-99", "x")', "there is no requirement 'PAY-99'"),
     ('@requirement("PAY-04", "x")', "PAY-04 has no clause 'x', but 'fee and total told"),
     ('@requirement("PAY-04", "refusing costs nothing", "y")', "PAY-04 has no clause 'y'"),
     ('@requirement("PAY-04")', "PAY-04 has no clause ''"),
     ('@requirement("TAR-01", "fixed", kind="mail")', "'mail' is no kind"),
     ('@requirement("ACC-01", "tries left")\n@requirement("ACC-04", "login name")\n'
      '@requirement("ACC-06", "modern")\n@requirement("CRD-01", "IBAN")',
      "a test proves at most 3 requirements")],
)  # fmt: skip
def test_a_wrong_mark_fails_the_collection_with_a_sentence(
    run: Callable[..., subprocess.CompletedProcess[str]], marks: str, sentence: str
) -> None:
    done = run(f"{marks}\ndef test_it(): pass\n")
    assert done.returncode == 2
    assert sentence in done.stdout


ROW = Requirement("TAR-01", "Text.", ("fixed", "exclusions"))


def ran(clause: str, *, kind: str = "url", passed: bool = True) -> Ran:
    return Ran(f"tests/a.py::test_{clause}", passed, kind, (("TAR-01", clause),), "")


@pytest.mark.parametrize(
    ("tests", "state"),
    [([], "not"), ([ran("fixed")], "partly"), ([ran("fixed"), ran("exclusions")], "proven"),
     ([ran("fixed"), ran("exclusions", kind="")], "partly"),
     ([ran("fixed", passed=False), ran("exclusions", kind="")], "not")],
)  # fmt: skip
def test_a_row_is_proven_when_every_clause_is(tests: list[Ran], state: str) -> None:
    (verdict,) = report.judge([ROW], tests)
    assert verdict.state == state


def test_the_command_says_what_proves_what(
    command: Callable[..., Done], settings: Settings, tmp_path: Path
) -> None:
    settings.STATE_FOLDER = settings.BASE_DIR = tmp_path
    report.merge(tmp_path, tmp_path, [ran("fixed")])
    told = json.loads(command("requirements", "--json").out)
    assert len(told) == len(requirements())
    assert told["TAR-01"]["proven"] is False
    proof = {"test": "tests/a.py::test_fixed", "kind": "url"}
    assert told["TAR-01"]["clauses"]["fixed"] == [proof]
    text = command("requirements", "TAR-01").out
    assert "TAR-01  partly (1 of 6)" in text
    assert "+ fixed" in text


def test_the_command_refuses_an_unknown_id_and_asks_for_a_first_run(
    command: Callable[..., Done], settings: Settings, tmp_path: Path
) -> None:
    settings.STATE_FOLDER = tmp_path
    assert command("requirements", "PAY-99") == Done(2, "", "There is no requirement PAY-99.")
    nothing = Done(1, "", "No test has reported yet: run `make test`.")
    assert command("requirements") == nothing
