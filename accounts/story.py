"""What is known of how a deed was confirmed, by codes or by four eyes. Never a code."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Confirmation, Proposal
from homebank.lib.stories import Moment, Teller


def related(ids: set[UUID]) -> set[UUID]:
    """Confirmations of these deeds."""
    found = Confirmation.objects.filter(Q(pk__in=ids) | Q(subject__in=ids))
    return set(found.values_list("pk", flat=True))


def owners(ids: set[UUID]) -> set[UUID]:
    """Customers who were asked for a code, or about whom something was proposed."""
    asked = Confirmation.objects.filter(pk__in=ids, customer__isnull=False)
    about = Proposal.objects.filter(Q(pk__in=ids) | Q(subject__in=ids), customer__isnull=False)
    found = (rows.values_list("customer", flat=True) for rows in (asked, about))
    return set().union(*found)


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """When a code was asked for and sent, how the confirmation ended; what two of staff decided."""
    yield from _proposals(ids)
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


def _proposals(ids: set[UUID]) -> Iterator[Moment]:
    found = Proposal.objects.filter(Q(pk__in=ids) | Q(subject__in=ids))
    for each in found.select_related("proposed_by", "decided_by"):
        about = {"operator": str(each.proposed_by), "proposal": each.kind, "reason": each.reason}
        yield Moment(each.proposed_at, "accounts", _("Proposed to a second pair of eyes"), about)
        if each.decided_at is not None:
            by = {"operator": str(each.decided_by)} if each.decided_by else {}
            said = {"reason": each.decision} if each.decision else {}
            yield Moment(each.decided_at, "accounts", each.get_state_display(),
                         {**by, "proposal": each.kind, **said})  # fmt: skip


TELLER = Teller(tell=tell, related=related, owners=owners)
