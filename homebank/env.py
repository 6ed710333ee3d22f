"""Readers of the environment for the settings: each refuses what it cannot use, and names it.

`X_FILE` names a file whose content is X.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str | None = None) -> str:
    """A variable, or the content of the file that `<name>_FILE` names. Required if no default."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as reason:
            raise ImproperlyConfigured(f"{name}_FILE: {reason}") from None
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE (docs/operating.md).")
    return value


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str | None = None) -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_count(name: str, default: int) -> int:
    """A whole number from 1."""
    value = env(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} is no whole number from 1.")
    return int(value)


def env_key(name: str, length: int) -> bytes:
    """A key of `length` bytes, written in hexadecimal."""
    try:
        key = bytes.fromhex(env(name))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not hexadecimal.") from None
    if len(key) != length:
        raise ImproperlyConfigured(f"{name} has {len(key)} bytes, needs {length}.")
    return key


# What may stand behind the `?` of a database's URL: how sure TLS is to be of the server.
DATABASE_TLS = {"sslmode", "sslrootcert", "sslcert", "sslkey"}


def database(url: str) -> dict[str, object]:
    """Django's description of the database behind a postgresql:// URL, its TLS included."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("The database URL begins with postgresql://.")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(asked) - DATABASE_TLS):
        known = ", ".join(sorted(DATABASE_TLS))
        raise ImproperlyConfigured(
            f"The database URL asks for {', '.join(unknown)}; it may ask for {known}."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # After so many times lib/prepared.py has a plan kept; Django's own statements never are.
        "OPTIONS": {"connect_timeout": 5, "application_name": "homebank", "prepare_threshold": 5,
                    **asked},
    }  # fmt: skip
