"""`manage.py import_cards FILE`: customers and cards that branches issued, from CSV."""

import os
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from desk.csv_files import csv_pieces
from desk.imports.errors import ImportRefused
from desk.imports.keeping import known_import
from desk.imports.reporting import counts_of, report_rows
from desk.imports.working import begin_importing, run
from desk.models import CardImport, ImportState

UPLOADED = "This file was uploaded at the desk: it is approved there."


class Command(BaseCommand):
    help = (
        "Checks a file of customers and cards (docs/imports.md) and writes nothing; with --commit "
        "imports the lines without faults. Killed, it goes on where it stopped. Exit code 1 if "
        "the file cannot be read, or if lines were left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--commit", action="store_true", help="import what was checked")
        parser.add_argument("--report", type=Path, help="write the faults, line by line, as CSV")
        parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--language", default="en", choices=["kk", "ru", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override(options["language"]), options["file"].open("rb") as file:
                of = self._work(file, options)
        except OSError as reason:
            raise CommandError(f"{options['file']}: {reason.strerror}") from None
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from None
        self._tell(of, options)

    def _work(self, file: BinaryIO, options: dict[str, Any]) -> CardImport:
        """Whatever the file still needs of what was asked for."""
        of, _made = known_import(file=file, name=options["file"].name, by=None)
        if hasattr(of, "file"):
            raise CommandError(UPLOADED)
        if of.state == ImportState.CHECKING:
            self._run(of, file, 1)
        if options["commit"] and of.state in (ImportState.CHECKED, ImportState.IMPORTING):
            self._begin(of)
            self._run(of, file, max(1, options["threads"]))
        return of

    def _run(self, of: CardImport, file: BinaryIO, threads: int) -> None:
        run(of=of, file=file, threads=threads, progress=self._progress)
        of.refresh_from_db()

    @transaction.atomic
    def _begin(self, of: CardImport) -> None:
        now = CardImport.objects.select_for_update().get(pk=of.pk)
        if hasattr(now, "file"):  # uploaded since the check
            raise CommandError(UPLOADED)
        if now.state == ImportState.CHECKED:
            begin_importing(of=now)
        of.refresh_from_db()

    def _progress(self, of: CardImport) -> None:
        self.stderr.write(f"\r{of.state}: line {of.place}, {of.percent} %", ending="")

    def _tell(self, of: CardImport, options: dict[str, Any]) -> None:
        if options["report"]:
            with translation.override(options["language"]), options["report"].open("wb") as report:
                report.writelines(csv_pieces(report_rows(of)))
        counts = counts_of(of)
        self.stderr.write("")
        if of.state == ImportState.DONE:
            told = "{cards} cards, {customers} new customers, {before} stood already, {faulty} "
            told += "left out."
        else:
            told = "{lines} lines: {right} right, {faulty} with faults. Nothing is imported yet "
            told += "(--commit)."
        self.stdout.write(told.format(**asdict(counts), before=counts.before))
        if counts.faulty:
            raise CommandError("Lines have faults: --report FILE tells each.")
