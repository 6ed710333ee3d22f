"""An order whose IIN is on file already goes to that file: by four eyes, never as a second file."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.four_eyes.kinds import Kind, Rows
from accounts.four_eyes.proposing import propose
from accounts.models import Customer, Proposal, User
from cards.models import CardOrder, OrderLink
from cards.ordering.checking import other_file
from cards.ordering.claiming import is_held_by
from cards.ordering.desk_errors import NothingToLink, NotInYourHands
from cards.ordering.states import State
from cards.ordering.steps import lock_order
from homebank.lib import clock

SLUG = "link-order"


def propose_link(*, order: CardOrder, reason: str, by: User) -> Proposal:
    """Ask that the order's card goes to the file that has its IIN. NotInYourHands, NothingToLink,
    and what `accounts.four_eyes.propose` refuses.
    """
    if not is_held_by(order, by):
        raise NotInYourHands
    file = other_file(order)
    if file is None:
        raise NothingToLink
    return propose(kind=SLUG, subject=order.pk, customer=order.customer,
                   facts={"file": str(file.pk)}, reason=reason, by=by)  # fmt: skip


class LinkOrder(Kind):
    """The card goes to the file of the same IIN. The access of whoever ordered opens nothing there:
    another trusted number is another proposal, with a document.
    """

    slug = SLUG
    label = gettext_lazy("Link an order of a card to a file")
    proposes = "cards.propose_link"
    decides = "cards.decide_link"
    life = timedelta(days=3)
    follows = gettext_lazy(
        "The card is issued in the file, and its trusted number is told. Who ordered sees how the "
        "order goes, and nothing of the file."
    )

    def before(self, proposal: Proposal) -> Rows:
        """What was ordered, and by whom."""
        order, file = _order(proposal), _file(proposal)
        return [
            (_("Order"), order.shown_number),
            (_("Name"), order.full_name),
            (_("Birth date"), _day(order.birth_date)),
            (_("IIN"), order.iin),
            (_("Number"), order.customer.masked_phone),
            (_("The card goes to"), _("a new file")),
            (_("Name on file"), file.full_name),
        ]

    def after(self, proposal: Proposal) -> Rows:
        """The file that gets the card."""
        order, file = _order(proposal), _file(proposal)
        return [
            (_("Order"), order.shown_number),
            (_("Name"), file.full_name),
            (_("Birth date"), _day(file.birth_date)),
            (_("IIN"), file.iin),
            (_("Number"), file.masked_phone or _("none on file")),
            (_("The card goes to"), _("the file that has this IIN")),
            (_("Name on file"), file.full_name),
        ]

    def check(self, proposal: Proposal) -> None:
        """The order is still being checked, and the file still has its IIN."""
        order, file = _order(proposal), other_file(_order(proposal))
        is_same = file is not None and str(file.pk) == proposal.given["file"]
        if order.state != State.CHECKED or hasattr(order, "link") or not is_same:
            raise NothingToLink

    def apply(self, proposal: Proposal, by: User) -> None:
        """The order's card goes there once it is approved."""
        order = lock_order(proposal.subject)
        OrderLink.objects.create(order=order, file=_file(proposal), linked_at=clock.now())

    def beside(self, proposal: Proposal) -> list[UUID]:
        """Whose file it would be."""
        return [UUID(proposal.given["file"])]

    def row(self, subject: UUID) -> Model:
        """The order."""
        return CardOrder.objects.get(pk=subject)


def _order(proposal: Proposal) -> CardOrder:
    return CardOrder.objects.select_related("customer").get(pk=proposal.subject)


def _file(proposal: Proposal) -> Customer:
    return Customer.objects.get(pk=proposal.given["file"])


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
