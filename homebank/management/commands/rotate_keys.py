"""`manage.py rotate_keys`: everything sealed is sealed anew under the newest field key."""

import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.lib import crypto
from homebank.rotation import BATCH, RotationRefused, count_by_key, old_keys, rotate


class Command(BaseCommand):
    help = (
        "Seals every sealed value anew under the first key of HOMEBANK_FIELD_KEYS, in short "
        "transactions, while the bank works. Killed and run again it goes on where it was. With "
        "--check it changes nothing and tells how many values stand under which key. Ends with 1 "
        "while a value stands under an older one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Count only.")
        parser.add_argument("--batch", type=int, default=BATCH,
                            help=f"Rows in one transaction (default: {BATCH}).")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self._rotate(options["batch"])
        counted = count_by_key()
        self._tell(counted)
        left = [key_id or "none" for key_id, _columns in old_keys(counted)]
        if left:
            raise CommandError(
                f"Values stand under other keys than {crypto.newest_key_id()!r}: "
                f"{', '.join(left)}. Keep every key, restart what still runs with an older one "
                "first, and rotate again."
            )

    def _rotate(self, batch: int) -> None:
        began = time.monotonic()
        try:
            changed = rotate(say=self._say, batch=max(batch, 1))
        except RotationRefused as refused:
            raise CommandError(str(refused)) from None
        self._say(f"Sealed anew: {changed:,} rows in {time.monotonic() - began:.1f} s.")

    def _tell(self, counted: dict[str, Counter[str]]) -> None:
        newest = crypto.newest_key_id()
        self._say(f"Key {newest} (the newest): {counted.get(newest, Counter()).total():,} values")
        for key_id, columns in old_keys(counted):
            where = ", ".join(f"{name} {count:,}" for name, count in sorted(columns.items()))
            self._say(f"Key {key_id or 'none'}: {columns.total():,} values: {where}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
