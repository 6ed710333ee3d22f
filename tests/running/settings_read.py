"""Which variables homebank/settings.py reads, and their defaults: from its source."""

from __future__ import annotations

import ast
from functools import cache

from homebank.lib.embedded import CHECKOUT

COMPUTED = object()


@cache
def variables() -> dict[str, object]:
    """Name to default: a text, None where it is required, COMPUTED where the code computes it."""
    tree = ast.parse((CHECKOUT / "homebank/settings.py").read_text())
    found: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.args[0] if node.args else None
            if node.func.id.startswith("env") and isinstance(name, ast.Constant):
                found[str(name.value)] = _default(node)
    return found


def _default(call: ast.Call) -> object:
    assert isinstance(call.func, ast.Name)
    if call.func.id == "env_bool":
        return "0"
    if len(call.args) < 2 or call.func.id == "env_key":
        return None
    given = call.args[1]
    if not isinstance(given, ast.Constant):
        return COMPUTED
    return None if given.value is None else str(given.value)
