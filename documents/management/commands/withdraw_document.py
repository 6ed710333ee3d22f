"""Withdraws a paper: whoever checks it is told so from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.errors import AlreadyWithdrawn
from documents.models import Document, Reason
from documents.numbers import read_number
from documents.withdrawal import withdraw


class Command(BaseCommand):
    help = (
        "Withdraws the paper with this number. The file that people hold stays as it is; the page "
        "that verifies it says that it is withdrawn, and why. It cannot be taken back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="as printed: D-2611-0000-0411")
        parser.add_argument("--reason", required=True, choices=Reason.values)

    def handle(self, *args: Any, number: str, reason: str, **options: Any) -> None:
        paper = Document.objects.defer("pdf").filter(number=read_number(number) or 0).first()
        if paper is None:
            raise CommandError(f"There is no paper {number}: compare it with the paper.")
        try:
            withdraw(paper=paper, reason=Reason(reason))
        except AlreadyWithdrawn:
            raise CommandError(f"{paper} was withdrawn already.") from None
        self.stdout.write(f"{paper} is withdrawn.")
