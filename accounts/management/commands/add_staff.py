"""`manage.py add_staff`: the only way in which a member of staff comes to be."""

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import AccountsRefused
from accounts.staff.accounts import authenticator_url, open_staff
from accounts.staff.roles import Role


class Command(BaseCommand):
    help = (
        "Makes a member of staff and prints, once, the address for their authenticator app. "
        "The password is asked for, or read from a file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", required=True, help="a letter, then letters and digits")
        parser.add_argument(
            "--role", action="append", required=True, choices=Role.values,
            help="a role; repeat for several",
        )  # fmt: skip
        parser.add_argument("--name", default="", help="the name that colleagues see")
        parser.add_argument("--password-file", type=Path, help="a file with the password")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = open_staff(
                login_name=options["login"], roles=options["role"], first_name=options["name"],
                password=self._password(options["password_file"]),
            )  # fmt: skip
        except AccountsRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user.login_name} may sign in to the desk with this authenticator:")
        self.stdout.write(authenticator_url(user))
        self.stdout.write("It is not shown again.")

    def _password(self, file: Path | None) -> str:
        if file is not None:
            try:
                return file.read_text().rstrip("\n")
            except OSError as reason:
                raise CommandError(f"The password file cannot be read: {reason}") from None
        if not sys.stdin.isatty():
            raise CommandError("There is nobody to ask for the password: give --password-file.")
        first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
        if first != second:
            raise CommandError("The two passwords differ.")
        return first
