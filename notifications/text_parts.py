"""What a text of a code is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeText:
    """A code's line after `{code}: `, and what stands there too while it has room.

    One that is not typed on our own pages (3-D Secure, a cash machine) is not bound to them.
    """

    line: str
    warning: str = ""
    bound: bool = True
