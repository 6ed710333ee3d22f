"""What the figures were taken on."""

import os
import platform
import re
import socket
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TOLD = ("django", "psycopg", "django-hordak", "django-ledger")


def describe() -> dict[str, str]:
    """Processor, cores, memory, system, Python, packages, the day and how busy it was."""
    return {
        "name": re.sub(r"[^a-z0-9-]", "", socket.gethostname().lower()) or "machine",
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: _version(name) for name in TOLD},
        "day": time.strftime("%Y-%m-%d"),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def _line(file: str, name: str) -> str:
    try:
        found = re.search(rf"^{name}\s*:\s*(.+)$", Path(file).read_text(), re.MULTILINE)
    except FileNotFoundError:
        return ""
    return found[1].strip() if found else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
