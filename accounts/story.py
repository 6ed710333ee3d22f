"""What is known of how a deed was confirmed: codes, guesses, the end. Never a code."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Confirmation
from homebank.lib.stories import Moment, Teller


def related(ids: set[UUID]) -> set[UUID]:
    """Confirmations of these deeds."""
    found = Confirmation.objects.filter(Q(pk__in=ids) | Q(subject__in=ids))
    return set(found.values_list("pk", flat=True))


def owners(ids: set[UUID]) -> set[UUID]:
    """Customers who were asked for a code."""
    asked = Confirmation.objects.filter(pk__in=ids, customer__isnull=False)
    return set(asked.values_list("customer", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """When a code was asked for and sent, and how the confirmation ended."""
    for asked in Confirmation.objects.filter(pk__in=ids).prefetch_related("codes"):
        yield Moment(asked.opened_at, "accounts", _("A confirmation was asked for"),
                     {"tries": f"{asked.guesses}/{asked.guesses_allowed}"})  # fmt: skip
        for code in asked.codes.all():
            yield Moment(code.sent_at, "accounts", _("A code was made"))
        for at, what in (
            (asked.proven_at, _("The code was right")),
            (asked.consumed_at, _("The confirmation was used")),
            (asked.voided_at, _("The codes were made void")),
        ):
            if at:
                yield Moment(at, "accounts", what)


TELLER = Teller(tell=tell, related=related, owners=owners)
