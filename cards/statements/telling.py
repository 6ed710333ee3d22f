"""What this room holds of the files that a customer's statements were taken as."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from cards.models import StatementExport
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell_exports(customer: Customer) -> Iterator[Section]:
    """One section: which files were asked for and are still kept."""
    made = StatementExport.objects.of(customer).iterator(chunk_size=CHUNK)
    yield Section("statement_files", _("Files of statements"), map(_export, made))


def _export(row: StatementExport) -> Record:
    return [
        Fact("card", _("Card"), row.card.truncated),
        Fact("form", _("Form of the file"), row.form, row.get_form_display()),
        Fact("first_day", _("First day"), row.first_day),
        Fact("last_day", _("Last day"), row.last_day),
        Fact("state", _("State"), row.state, row.get_state_display()),
        Fact("asked_at", _("Asked for"), row.asked_at),
        Fact("kept_until", _("Kept until"), row.expires_at),
    ]
