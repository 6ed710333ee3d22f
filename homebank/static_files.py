"""Gathers static files when they changed: packing them takes seconds, looking at them does not."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MANIFEST = "staticfiles.json"


def collect_if_changed() -> bool:
    """`collectstatic`, unless each file is as it was the last time; whether it was needed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.stamp")
    now = hashlib.sha256("\n".join(_files()).encode()).hexdigest()
    if (root / MANIFEST).exists() and stamp.exists() and stamp.read_text() == now:
        return False
    stamp.unlink(missing_ok=True)
    # From nothing: by itself it overlooks a file that changed twice within a second.
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def _files() -> Iterator[str]:
    """Every file that would be gathered, with what tells a changed one."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            prefix = getattr(storage, "prefix", "") or ""
            found = Path(storage.path(name)).stat()
            yield f"{prefix}/{name} {found.st_size} {found.st_mtime_ns}"
