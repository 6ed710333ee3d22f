"""`manage.py restore`: a backup into the empty database of the settings, and the proof of it."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.backups.errors import BackupRefused
from homebank.backups.proving import prove
from homebank.backups.restoring import read_backup, restore_backup
from homebank.backups.resuming import resume


class Command(BaseCommand):
    help = (
        "Restores a backup into the database of DATABASE_OWNER_URL, which must be empty, and "
        "proves it: rows, sums, check_ledger, every sealed value. Refuses a changed file, a newer "
        "program's backup and missing keys before anything is written, naming each."
    )
    requires_system_checks = []  # the database is empty at this moment

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", required=True, type=Path, metavar="FOLDER", dest="folder",
                            help="The backup: the folder that `backup` printed.")  # fmt: skip
        parser.add_argument("--manifest", default="", metavar="DIGEST",
                            help="The manifest's digest that `backup` printed.")  # fmt: skip
        parser.add_argument("--jobs", type=int, default=2, help="Tables at once (default: 2).")
        parser.add_argument("--check", action="store_true",
                            help="Only say whether files, program and keys fit.")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            self._restore(options)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{time.monotonic() - began:.1f} s.")

    def _restore(self, options: dict[str, Any]) -> None:
        folder, say = options["folder"], self.stdout.write
        made = read_backup(folder=folder, digest=options["manifest"])
        say(
            f"Backup of {made.made_at} by Homebank {made.program['version']}: every file is whole, "
            f"its migrations are known, {len(made.keys)} keys are here."
        )
        if not options["check"]:
            restore_backup(folder=folder, made=made, jobs=options["jobs"], say=say)
            prove(made=made, say=say)
            resume(say=say)
