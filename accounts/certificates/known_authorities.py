"""Whose certificates the bank recognises: a folder that its settings name, or nobody's."""

from pathlib import Path

from django.conf import settings

from homebank.lib.authorities import Authority, read_authorities


def is_offered() -> bool:
    """Whether the bank recognises any authority at all."""
    return bool(settings.CERTIFICATE_AUTHORITIES)


def recognised_authorities() -> tuple[Authority, ...]:
    """Those whose certificates the bank recognises. Raises Unreadable."""
    folder = Path(settings.CERTIFICATE_AUTHORITIES)
    return read_authorities(folder, Path(settings.CERTIFICATE_LISTS or folder))
