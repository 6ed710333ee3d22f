"""What the tariff knows of a deed: the quote that it was told at."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from homebank.lib.stories import Moment, Teller
from tariffs.models import Quote


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """Each quote with its line, formula and sums."""
    quotes = Quote.objects.filter(pk__in=ids).select_related("version", "tariff_line")
    for quote in quotes:
        yield Moment(quote.made_at, "tariffs", _("Price told"), {
            "version": quote.version.number, "line": quote.line, "formula": quote.formula,
            "amount_minor": quote.amount_minor, "fee_minor": quote.fee_minor,
            "total_minor": quote.total_minor, "currency": quote.currency,
        })  # fmt: skip


TELLER = Teller(tell=tell)
