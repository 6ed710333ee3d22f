"""Makes a seal that only a demo's own authority vouches for."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.identity import BANK
from homebank.lib import clock
from homebank.lib.certificates import DEMO_AUTHORITY, make_seal


class Command(BaseCommand):
    help = (
        "Makes a key, its certificate and the authority behind it, for trying things out. A bank "
        "in production refuses such a seal; `make demo` makes its own without this command."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="must not be there yet")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists():
            raise CommandError(f"{folder} is there already: nothing is overwritten.")
        make_seal(folder, owner=BANK["legal_name"]["en"], at=clock.now())
        self.stdout.write(
            f"HOMEBANK_SEAL_FILE={folder / 'seal.p12'}\n"
            f"HOMEBANK_SEAL_PASSPHRASE_FILE={folder / 'passphrase'}\n"
            f"{DEMO_AUTHORITY}: {folder / 'authority.pem'}"
        )
