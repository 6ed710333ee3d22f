"""What bodies hold: one list of fields reads a request, and is printed in the OpenAPI document."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.views.decorators.debug import sensitive_variables

from channel.errors import NotRead

Body = dict[str, Any]
UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body. A text fits `pattern`, or is one of `choices`, and is visible."""

    name: str
    about: str
    kind: str = "string"
    pattern: str = ""
    longest: int = 200
    choices: Sequence[str] = ()
    is_needed: bool = True
    example: Any = None

    def fits(self, value: Any) -> bool:
        """Whether the value of a request may stand here."""
        if self.kind == "boolean":
            return isinstance(value, bool)
        if not isinstance(value, str) or not 0 < len(value) <= self.longest:
            return False
        if not value.isprintable() or (self.choices and value not in self.choices):
            return False
        return not self.pattern or re.search(self.pattern, value, re.ASCII) is not None

    def schema(self) -> dict[str, Any]:
        """The same as a JSON schema."""
        told: dict[str, Any] = {"type": self.kind, "description": self.about}
        if self.kind == "string":
            told |= {"minLength": 1, "maxLength": self.longest}
        told |= {"pattern": self.pattern} if self.pattern else {}
        told |= {"enum": list(self.choices)} if self.choices else {}
        return told | ({} if self.example is None else {"examples": [self.example]})


Shape = Sequence[Field]


@sensitive_variables()
def read_body(body: bytes, shape: Shape) -> Body:
    """The fields of a JSON object that is just of this shape. NotRead(field)."""
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NotRead from None
    if not isinstance(found, dict):
        raise NotRead
    known = {field.name: field for field in shape}
    if set(found) - set(known):
        raise NotRead
    for name, field in known.items():
        if name in found and not field.fits(found[name]):
            raise NotRead(name)
        if name not in found and field.is_needed:
            raise NotRead(name)
    return found


def schema_of(shape: Shape) -> dict[str, Any]:
    """The shape as a JSON schema of an object."""
    return {
        "type": "object",
        "properties": {field.name: field.schema() for field in shape},
        "required": [field.name for field in shape if field.is_needed],
        "additionalProperties": False,
    }


def _once(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands there twice")
    return found
