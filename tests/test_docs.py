"""What the documents name is there: files, modules, commands, targets, pages and their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")),
             ROOT / "docs" / "asvs.csv"]  # fmt: skip
TOPS = sorted(
    path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
)
SKIPPED = {"__pycache__", "node_modules", "staticfiles"}
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
PATH = re.compile(r"(?<![\w./:…-])(?:[\w*-]+/)*[\w*.-]+\.(?:py|md|toml|yaml|html|css|js|sql)\b")
FOLDER = re.compile(rf"(?<![\w./:-])(?:{'|'.join(TOPS)})/(?:[\w*-]+/)*[\w*-]*(?![\w.{{…-])")
# Two words with a point may be a task, a permission or an event as well.
MODULE = re.compile(rf"(?<![\w./-])(?:{'|'.join(TOPS)})(?:\.[a-z_0-9]+){{2,}}")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]{3,})")
TARGET = re.compile(r"`make ([a-z-]+)")
# Packages that are the same in each room.
IN_EACH_ROOM = {"management", "commands", "migrations", "models", "data", "sql"}
# In the packages of others, or made by a command.
ELSEWHERE = ("site-packages/", "deploy/secrets", "`widgets.css`", "`ledger.sql.FILES`")


@cache
def files() -> frozenset[str]:
    """Every file of the project by its path from the root, and every folder."""
    found = [path for path in ROOT.glob("*") if path.is_file()]
    for top in (*TOPS, ".ci"):
        found += [p for p in (ROOT / top).rglob("*") if not SKIPPED & set(p.parts)]
    return frozenset(str(path.relative_to(ROOT)) for path in found) | frozenset(TOPS)


@cache
def tails() -> frozenset[str]:
    """The same without their first folders: what a page of one room calls them."""
    return frozenset(
        "/".join(parts[start:])
        for parts in (name.split("/") for name in files())
        for start in range(len(parts))
    )


def is_there(name: str) -> bool:
    return name in tails() or ("*" in name and any(fnmatch(file, name) for file in tails()))


def named(text: str) -> Iterator[str]:
    """The paths that stand as code."""
    for code in CODE.findall(text):
        if any(other in code for other in ELSEWHERE):
            continue
        yield from PATH.findall(code)
        yield from (folder.rstrip("/") for folder in FOLDER.findall(code))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_no_file_that_is_gone(document: Path) -> None:
    text = document.read_text()
    if document.suffix == ".csv":
        text = re.sub(r"(\S+)", r"`\1`", text)
    assert [name for name in dict.fromkeys(named(text)) if not is_there(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_no_module_that_is_gone(document: Path) -> None:
    gone = []
    for code in CODE.findall(document.read_text()):
        for dotted in MODULE.findall(code):
            first, second = "/".join(dotted.split(".")[:2]), "/".join(dotted.split(".")[:3])
            if not any(is_there(f"{each}{end}") for each in (first, second) for end in ("", ".py")):
                gone.append(dotted)
    assert gone == []


@pytest.mark.parametrize("document", DOCUMENTS[:-1], ids=lambda path: path.name)
def test_a_link_leads_to_a_page_and_a_heading_that_are_there(document: Path) -> None:
    for page, heading in LINK.findall(document.read_text()):
        target = document.parent / page if page else document
        assert target.exists(), page
        assert not heading or heading in headings(target), f"{page}#{heading}"


def headings(page: Path) -> set[str]:
    """The anchors that a forge makes of its headings."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_a_document_names_no_command_and_no_target_that_is_gone() -> None:
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(COMMAND.findall(text)) - set(get_commands()) == set()
    assert set(TARGET.findall(text)) - targets == set()


def test_the_architecture_names_each_package() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text()
    packages = {name.rsplit("/", 1)[0] for name in files() if name.endswith("/__init__.py")}
    ours = {p for p in packages if "/" in p and p.split("/")[0] not in {"tests", "benchmarks"}}
    shown = {p: p.split("/")[-1] for p in ours if not IN_EACH_ROOM & set(p.split("/"))}
    languages = {p for p in shown if p.startswith("homebank/formats/")}
    assert [
        p for p, own in sorted(shown.items()) if p not in languages and f"{own}/`" not in told
    ] == []


def test_the_readme_leads_to_each_page() -> None:
    text = (ROOT / "README.md").read_text()
    pages = [path.name for path in DOCUMENTS if path.parent.name == "docs" and path.suffix == ".md"]
    assert [page for page in pages if f"](docs/{page})" not in text] == []
