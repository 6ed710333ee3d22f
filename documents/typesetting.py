"""Paper out of facts: typst sets the template, the facts go in as JSON and come out as text.

The compiler sees the folder of templates and nothing else: no system fonts, no other files.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any, Literal

import typst

from documents.folders import FONTS, TEMPLATES

# PDF/A-2, basic: what is promised. The tags for screen readers come besides.
ARCHIVAL: Literal["a-2b"] = "a-2b"
_one_at_a_time = Lock()  # a compiler may not be shared at the same moment, and takes milliseconds


def typeset(template: str, data: Mapping[str, Any], *, at: datetime, tagged: bool = True) -> bytes:
    """The PDF/A of a template (`receipt.typ`) with the data, dated `at`.

    The data's texts must be printable (`letters.clean`): a letter without a glyph is a TypstError,
    as PDF/A wants it.
    """
    with _one_at_a_time:
        made = _compiler().compile(
            input=str(TEMPLATES / template), format="pdf", pdf_standards=[ARCHIVAL],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=at.replace(microsecond=0), pdf_tags=tagged,
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
