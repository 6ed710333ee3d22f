"""`demo_key`: chooses with whose key, and with what sort of key, NCALayer's stand-in signs."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.demo_bank.people import demo_people
from homebank.lib import clock
from homebank.lib.demo_authority import (
    EMAIL,
    FOR_DOCUMENTS,
    DemoAuthority,
    DemoKey,
    make_authority,
    read_authority,
)

SORTS = ("good", "expired", "revoked", "documents", "foreign")


class Command(BaseCommand):
    help = "Gives NCALayer's stand-in a new key of somebody in the demo bank. Demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="a name in people.toml, such as marat, or an IIN")
        parser.add_argument("--sort", choices=SORTS, default="good", help="what the key is like")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO and settings.CERTIFICATE_AUTHORITIES):
            raise CommandError("Only a demo has keys of people: HOMEBANK_DEMO is not on.")
        people = {person.key: person for person in demo_people()}
        person = people.get(options["who"])
        iin, name = (person.iin, person.full_name.upper()) if person else (options["who"], "")
        if not person and not (iin.isdigit() and len(iin) == 12):
            raise CommandError(f"{iin}: no IIN, and none of {', '.join(people)}.")
        folder = Path(settings.CERTIFICATE_AUTHORITIES).parent
        _made(options["sort"], read_authority(folder), iin, name).save(folder / "chosen.key")
        self.stdout.write(f"NCALayer's stand-in signs as {name or iin}: {options['sort']} key.")


def _made(sort: str, authority: DemoAuthority, iin: str, name: str) -> DemoKey:
    now = clock.now()
    facts: dict[str, Any] = {"at": now, "iin": iin, "name": name}
    if sort == "expired":
        return authority.issue(**facts, life=-timedelta(hours=12))  # it began a day ago
    if sort == "documents":
        return authority.issue(**facts, uses=FOR_DOCUMENTS, purposes=(EMAIL,))
    if sort == "foreign":
        with TemporaryDirectory() as elsewhere:
            make_authority(Path(elsewhere), at=now - timedelta(days=1))
            return read_authority(Path(elsewhere)).issue(**facts)
    made = authority.issue(**facts)
    if sort == "revoked":
        authority.write_lists(authority.folder, at=now, revoked=[made])
    return made
