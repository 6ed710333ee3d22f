"""`manage.py backup`: the whole bank of one moment, in a folder, while the bank works."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.backups.errors import BackupRefused
from homebank.backups.taking import take_backup


class Command(BaseCommand):
    help = (
        "Takes a backup of one moment while the bank works: PostgreSQL's dump and a manifest with "
        "the counts, the sums, the migrations, the keys' names and each file's digest. Keys are "
        "not in it, nor who is signed in. The last line names the folder."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER",
                            help="Where the backup's own new folder is made.")  # fmt: skip
        parser.add_argument("--jobs", type=int, default=2, help="Tables at once (default: 2).")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            folder, made, digest = take_backup(
                into=options["to"], jobs=options["jobs"], say=self.stderr.write
            )
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        needed = ", ".join(sorted(made.keys))
        self.stdout.write(
            f"{sum(made.rows.values()):,} rows, {made.lines:,} lines of the book, "
            f"{time.monotonic() - began:.1f} s. To be read it needs {needed}."
        )
        self.stdout.write(f"Keep this apart from the backup: manifest {digest}")
        self.stdout.write(str(folder))
