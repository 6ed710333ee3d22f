"""What a backup says of itself: by whom made, of what, with which keys, and each file's digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homebank.backups.errors import BackupRefused

FORMAT = 1
FILE = "manifest.json"
DUMP = "dump"


@dataclass(frozen=True)
class Manifest:
    """The content of manifest.json. Digests are SHA-256 in hexadecimal, sums are minor units.

    `keys` maps each key that the data needs (`HOMEBANK_FIELD_KEYS k1`, `HOMEBANK_INDEX_KEY` …) to
    a check value that tells the right key from a wrong one, and tells nothing of the key.
    """

    made_at: str
    program: dict[str, str]
    postgres: int
    web_role: str
    migrations: list[list[str]]
    rows: dict[str, int]
    book: dict[str, dict[str, int]]
    sealed: dict[str, dict[str, int]]
    keys: dict[str, str]
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> str:
        """Write the file; its digest, by which its owner knows it again."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        (folder / FILE).write_text(text)
        return digest_of(folder / FILE)

    @property
    def lines(self) -> int:
        """Entries of the book."""
        return self.rows.get("ledger_entry", 0)


def read(folder: Path, *, digest: str = "") -> Manifest:
    """The manifest of a backup whose every file is whole. BackupRefused names what is not.

    `digest`, if given, is what the manifest itself must have: who can change the files could have
    changed the manifest too.
    """
    file = folder / FILE
    if not file.is_file():
        raise BackupRefused(f"{folder} is no whole backup: it has no {FILE}.")
    if digest and digest_of(file) != digest.lower():
        raise BackupRefused(f"{FILE} has another digest than the one given: it was changed.")
    manifest = _parse(file)
    faults = list(_faults(folder, manifest))
    if faults:
        raise BackupRefused(*faults)
    return manifest


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file of the dump, by its path within the backup."""
    files = sorted(path for path in (folder / DUMP).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): digest_of(path) for path in files}


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parse(file: Path) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(file.read_text())
        if told["format"] != FORMAT:
            raise BackupRefused(f"{FILE} has format {told['format']}; this program reads {FORMAT}.")
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as reason:
        raise BackupRefused(f"{FILE} cannot be read: {reason}") from None


def _faults(folder: Path, manifest: Manifest) -> list[str]:
    found = digests(folder)
    told = manifest.files
    return [
        *(f"{name} is missing." for name in sorted(told.keys() - found.keys())),
        *(f"{name} is not of this backup." for name in sorted(found.keys() - told.keys())),
        *(f"{name} was changed: its digest differs from the manifest's."
          for name in sorted(told.keys() & found.keys()) if told[name] != found[name]),
    ]  # fmt: skip
