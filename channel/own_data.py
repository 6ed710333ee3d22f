"""What this room holds on a customer: what was done for them at machines and in branches."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from channel.models import TerminalDeed
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell(customer: Customer) -> Iterator[Section]:
    """Deeds at terminals, the oldest first."""
    rows = TerminalDeed.objects.filter(customer=customer).select_related("terminal", "card")
    deeds = rows.order_by("at").iterator(chunk_size=CHUNK)
    yield Section("terminals", _("At cash machines and branches"), map(_deed, deeds))


def _deed(row: TerminalDeed) -> Record:
    return [
        Fact("what", _("What"), row.what, row.get_what_display()),
        Fact("at", _("When"), row.at),
        Fact("terminal", _("Cash machine or branch"), row.terminal.name),
        Fact("place", _("Place"), row.terminal.place),
        Fact("card", _("Card"), row.card.truncated),
        Fact("reference", _("Reference"), str(row.pk)),
    ]
