"""Compiled message catalogues: made from the .po files where the bank starts, not committed."""

import polib
from django.conf import settings


def compile_catalogues() -> None:
    """Write each .mo that is missing or older than its .po."""
    for folder in settings.LOCALE_PATHS:
        for source in folder.glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
                polib.pofile(str(source)).save_as_mofile(str(compiled))
