"""The house holds: floors, sizes, one clock, one place for ciphers, a purpose for each module."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("house")  # every module is parsed once, by one worker
ROOT = Path(__file__).resolve().parents[1]
FLOORS = {"lib": 0, "ledger": 1, "tariffs": 1, "notifications": 1, "documents": 1, "accounts": 2,
          "cards": 3, "payments": 4, "desk": 5, "channel": 5, "homebank": 6}  # fmt: skip
MAX_FUNCTION, MAX_FILE, MAX_COLUMNS, MAX_NESTING, MAX_VIEW, MAX_TASK = 70, 400, 100, 3, 25, 6
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)


def modules(*, with_tests: bool = False) -> list[Path]:
    folders = [f for f in FLOORS if f != "lib"] + (["tests", "benchmarks"] if with_tests else [])
    found = [p for folder in folders for p in (ROOT / folder).rglob("*.py")]
    return sorted(p for p in found if "migrations" not in p.parts)


@cache
def read(path: Path) -> str:
    return path.read_text()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room(dotted: str) -> str | None:
    """The room that a dotted name lies in, or None for what is not ours."""
    if dotted.startswith("homebank.lib"):
        return "lib"
    first = dotted.split(".")[0]
    return first if first in FLOORS else None


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# What every room may read from the roof: the identity of the bank and its forms.
OPEN_ROOF = ("homebank.identity", "homebank.forms")


def test_no_floor_leans_on_a_higher_one_or_on_a_neighbour() -> None:
    leaning = [f"{name(p)} imports {dotted}" for p in modules() for dotted in leans_on(p)]
    assert leaning == []


def leans_on(path: Path) -> Iterator[str]:
    """What the module imports from above or beside it."""
    own = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert own is not None
    for dotted in imports(path):
        other = room(dotted)
        if other in (None, own) or dotted.startswith(OPEN_ROOF):
            continue
        if FLOORS[other] >= FLOORS[own]:
            yield dotted


def test_a_module_says_its_purpose() -> None:
    silent = [p for p in modules(with_tests=True) if not ast.get_docstring(tree(p))]
    assert [name(p) for p in silent if p.name != "__init__.py" or read(p).strip()] == []


def test_a_file_fits_its_size() -> None:
    lines = {name(p): read(p).splitlines() for p in modules(with_tests=True)}
    assert {path: len(its) for path, its in lines.items() if len(its) > MAX_FILE} == {}
    wide = {path: max(map(len, its), default=0) for path, its in lines.items()}
    assert {path: columns for path, columns in wide.items() if columns > MAX_COLUMNS} == {}


def test_a_function_fits_a_screen() -> None:
    found = [(p, function) for p in modules(with_tests=True) for function in functions(p)]
    assert [f"{name(p)}: {f.name}" for p, f in found if length(f) > MAX_FUNCTION] == []
    deep = [f"{name(p)}: {f.name}" for p, f in found if nesting(f) > MAX_NESTING]
    assert deep == [], "nested too deep"


def test_views_are_short() -> None:
    for path in modules():
        if path.stem == "views" or path.parent.name == "views":
            for function in functions(path):
                assert length(function) <= MAX_VIEW, f"{path}: {function.name}"


def test_tasks_are_doors() -> None:
    for path in modules():
        if path.stem == "tasks" and path.parent.name != "lib":
            for function in functions(path):
                body = [n for n in function.body if not _is_docstring(n)]
                last, first = body[-1].end_lineno or 0, body[0].lineno
                assert last - first + 1 <= MAX_TASK, f"{path}: {function.name}"


# Certificates and their signatures have modules of their own, that hold no cipher.
PRIMITIVES = "cryptography.hazmat.primitives"
MAY_USE = {
    "homebank/lib/crypto.py": ("cryptography",),
    "homebank/lib/certificates.py": (
        "cryptography.x509",
        f"{PRIMITIVES}.asymmetric",
        f"{PRIMITIVES}.hashes",
        f"{PRIMITIVES}.serialization",
    ),
    "homebank/lib/authorities.py": (
        "cryptography.x509",
        "cryptography.exceptions",
        f"{PRIMITIVES}.asymmetric",
    ),
    "homebank/lib/chains.py": ("cryptography.x509", f"{PRIMITIVES}.serialization.Encoding"),
    "homebank/lib/demo_authority.py": (
        "cryptography.x509",
        f"{PRIMITIVES}.asymmetric.rsa",
        f"{PRIMITIVES}.hashes",
        f"{PRIMITIVES}.serialization",
    ),
    "homebank/lib/demo_bureau.py": (
        "cryptography.x509",
        f"{PRIMITIVES}.asymmetric.rsa",
        f"{PRIMITIVES}.hashes",
        f"{PRIMITIVES}.serialization",
    ),
}


def test_only_one_module_uses_ciphers_and_one_other_certificates() -> None:
    for path in modules():
        allowed = MAY_USE.get(str(path.relative_to(ROOT)), ())
        used = [d for d in imports(path) if d.startswith(("cryptography", "Crypto", "nacl"))]
        assert [d for d in used if not (allowed and d.startswith(allowed))] == [], path


def test_only_the_clock_tells_the_time() -> None:
    names = r"timezone\.now|datetime\.now|utcnow|date\.today|CURRENT_DATE"
    told = re.compile(rf"\b({names})\b|\bnow\(\)")
    for path in modules():
        if path == ROOT / "homebank/lib/clock.py":
            continue
        for line in path.read_text().splitlines():
            code = line.split("#")[0].replace("clock.now()", "")
            found = told.search(code)
            assert not found or "`now()`" in line, f"{path}: {line.strip()}"


def test_no_module_is_named_after_nothing() -> None:
    assert not [p for p in modules(with_tests=True) if p.stem in FORBIDDEN_NAMES]


def test_no_file_hides_an_inline_script_or_style() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert "|safe" not in text, path
        assert "autoescape off" not in text, path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def nesting(node: ast.AST, depth: int = 0) -> int:
    deepest = depth
    for child in ast.iter_child_nodes(node):
        is_else_if = isinstance(node, ast.If) and child in node.orelse and isinstance(child, ast.If)
        deeper = isinstance(child, BLOCKS) and not is_else_if
        deepest = max(deepest, nesting(child, depth + deeper))
    return deepest


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
