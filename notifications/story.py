"""What is known of a deed from its events and messages. Never a text: it may hold a code."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from homebank.lib import desk_words
from homebank.lib.phone import masked
from homebank.lib.stories import Moment, Teller
from notifications.models import Event, Sms, SmsAttempt


def owners(ids: set[UUID]) -> set[UUID]:
    """Customers whom the events are about."""
    about = Event.objects.filter(subject__in=ids, customer__isnull=False)
    return set(about.values_list("customer", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """Events, messages as they were queued, and every attempt to send them."""
    for event in Event.objects.filter(subject__in=ids):
        yield Moment(event.at, "notifications", desk_words.word("event", event.kind), event.facts)
    for sms in Sms.objects.filter(subject__in=ids):
        facts = {"purpose": desk_words.word("sms", sms.purpose), "phone": masked(sms.phone),
                 "state": sms.get_state_display()}  # fmt: skip
        yield Moment(sms.queued_at, "notifications", _("SMS queued"), facts)
    for attempt in SmsAttempt.objects.filter(sms__subject__in=ids).select_related("sms"):
        facts = {"purpose": desk_words.word("sms", attempt.sms.purpose),
                 "outcome": attempt.get_outcome_display(), "gateway": attempt.gateway,
                 "error": attempt.error}  # fmt: skip
        yield Moment(attempt.ended_at, "notifications", _("SMS given to the gateway"), facts)


TELLER = Teller(tell=tell, owners=owners)
