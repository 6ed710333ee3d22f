"""`build_maintenance_page`: writes the page that the proxy shows when the site does not answer."""

from typing import Any

from django.core.management.base import BaseCommand

from homebank.works_page import FILE, STYLE_SOURCE, works_page


class Command(BaseCommand):
    help = (
        "Writes homebank/public/maintenance/index.html out of its template, sheet and words; "
        "collectstatic puts it at maintenance/index.html. A test fails when the file is stale."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(works_page())
        self.stdout.write(f"Written: {FILE}. A proxy's policy lets its sheet in by {STYLE_SOURCE}.")
