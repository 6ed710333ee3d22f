"""Refusals of disputes: to customers, and to operators."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused


class DisputeRefused(CardRefused):
    """A dispute that was not opened or not moved on."""


class TooManyDisputes(DisputeRefused):
    message = _(
        "These are too many disputes for one day. Nothing was sent. The next can be opened: {time}."
    )

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class TooManyOpen(DisputeRefused):
    message = _("You have {count} open disputes. Withdraw one, or wait until one has ended.")


class AlreadyDisputed(DisputeRefused):
    """`dispute_id` is the open one of the same operation."""

    message = _("You have disputed this operation already. Here is how it goes.")

    def __init__(self, *, dispute_id: UUID) -> None:
        super().__init__()
        self.dispute_id = dispute_id


class MoneyIsFree(DisputeRefused):
    message = _("This money is back on the account already: there is nothing to dispute.")


class FullCardNumber(DisputeRefused):
    message = _(
        "This looks like a whole card number. It was not kept. Nobody needs it: leave it out."
    )


class DisputeOver(DisputeRefused):
    message = _("This dispute has ended meanwhile. Nothing has changed.")


class NotTaken(DisputeRefused):
    message = _("Somebody else has this dispute, or nobody. Take it first.")


class NoOperation(DisputeRefused):
    message = _("No operation was found for this dispute yet. Find it first.")


class NotTheirOperation(DisputeRefused):
    message = _("This is no operation of this customer’s cards. Choose one of the list.")


class AnotherDispute(DisputeRefused):
    message = _("Another open dispute of this customer stands for this operation.")


class NothingCameBack(DisputeRefused):
    message = _("The book shows no money that came back. Choose the refund, or wait for it.")
