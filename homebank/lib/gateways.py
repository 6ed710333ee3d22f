"""Doors to the outside: one verb, one error, its bits; makers chosen by dotted path in settings."""

import traceback
from functools import cache
from typing import Any

from django.utils.module_loading import import_string


class GatewayError(Exception):
    """The outside did not do what was asked.

    `permanent`: the same request would surely fail again. `uncertain`: the outside may have done
    it all the same (no answer came after the request had left); else it certainly did not.
    `operator`: nothing will be done until a person acts (a wrong password, an empty account).
    The text is for logs and operators and must hold no code, card number or secret.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        operator: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.uncertain = uncertain
        self.operator = operator


def fault_of(reason: Exception) -> str:
    """The kind and place of a gateway's own mistake; its words might hold what it was given."""
    place = traceback.extract_tb(reason.__traceback__)[-1]
    return f"{type(reason).__name__} in {place.name} of {place.filename}:{place.lineno}"[-200:]


@cache
def load(dotted_path: str) -> Any:
    """One instance, per process, of the class (or what the function returns) at the path."""
    return import_string(dotted_path)()
