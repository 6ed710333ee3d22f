"""`migrate` as the owner of the tables; the web role gets its rights first."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate

from homebank.database import as_owner, prepare


class Command(Migrate):
    help = "Makes and changes the tables as their owner (DATABASE_OWNER_URL), and loads the data."

    def handle(self, *args: Any, **options: Any) -> None:
        web_role = str(settings.DATABASES["default"]["USER"])
        with as_owner() as connection:
            prepare(connection, web_role)
            super().handle(*args, **options)
