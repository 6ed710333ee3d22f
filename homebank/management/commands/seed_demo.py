"""`seed_demo`: the invented people of the demo bank."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.demo_bank.people import print_people
from homebank.demo_bank.seeding import seed_demo_bank


class Command(BaseCommand):
    help = (
        "Makes the people of homebank/demo_bank/people.toml with their cards and money, and an"
        " operator, then prints what each has to type. Again: only who is missing. Demo only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo has invented people: HOMEBANK_DEMO is not on.")
        made = seed_demo_bank()
        if options["verbosity"]:
            self.stdout.write(f"Made: {made}")
            print_people(self.stdout)
