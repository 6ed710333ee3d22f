"""What of cards needs four eyes: a block that is lifted, a blocked amount that is set free."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.four_eyes import Kind
from accounts.four_eyes.kinds import Rows
from accounts.models import HowKnown, Proposal, User
from cards.authorization.undoing import release_operation
from cards.blocking import CAUSES
from cards.disputes.steps import Kind as Step
from cards.disputes.steps import lock_dispute, take_step
from cards.errors import NothingBlocked
from cards.models import Authorization, Card, Dispute, Outcome
from cards.switch_errors import SwitchRefused
from cards.unblocking import check_unblockable, unblock_card
from homebank.lib.amounts import show
from homebank.lib.desk_values import NOTHING, plain_time
from homebank.lib.money import Money


class UnblockCard(Kind):
    """A blocked card works again (D-26): the customer came to a branch."""

    slug = "unblock-card"
    label = _("Lift the block of a card")
    proposes, decides = "cards.propose_unblocking", "cards.decide_unblocking"
    model = "cards.Card"
    follows = _("The card works at once, and the customer is told by SMS.")

    def offers(self, row: Card) -> bool:
        try:
            check_unblockable(row)
        except SwitchRefused:
            return False
        return True

    def before(self, proposal: Proposal) -> Rows:
        card = self._card(proposal)
        return [(_("Card"), card.truncated), (_("State"), card.standing.label),
                (_("Why it was blocked"), str(CAUSES.get(card.blocked_for, NOTHING)))]  # fmt: skip

    def after(self, proposal: Proposal) -> Rows:
        card = self._card(proposal)
        rows: Rows = [(_("Card"), card.truncated), (_("State"), Card.State.ACTIVE.label),
                      (_("Why it was blocked"), NOTHING)]  # fmt: skip
        known = proposal.given.get("document")  # a branch's program tells it (channel/)
        return [*rows, (_("How the customer was known"), HowKnown(known).label)] if known else rows

    def check(self, proposal: Proposal) -> None:
        check_unblockable(self._card(proposal))

    def apply(self, proposal: Proposal, by: User) -> None:
        unblock_card(card=self._card(proposal), by=by, reason=proposal.reason,
                     proposer=proposal.proposed_by.login_name or "")  # fmt: skip

    def _card(self, proposal: Proposal) -> Card:
        return Card.objects.select_related("customer").get(pk=proposal.subject)


class ReleaseHold(Kind):
    """A blocked amount is free before its time: the shop says that it takes nothing."""

    slug = "release-hold"
    label = _("Release a blocked amount")
    proposes, decides = "cards.release_hold", "cards.decide_release"
    model = "cards.Authorization"
    follows = _(
        "The amount is free at once, and this cannot be taken back. Should the shop claim the "
        "money all the same, it is taken from what the account has then."
    )

    def offers(self, row: Authorization) -> bool:
        return row.outcome == Outcome.HELD and row.card_id is not None

    def before(self, proposal: Proposal) -> Rows:
        row = self._operation(proposal)
        state = Outcome(row.outcome).label
        return [*self._about(row), (_("State"), state), (_("Blocked"), show(row.held)),
                (_("Free by itself"), plain_time(row.lapses_at))]  # fmt: skip

    def after(self, proposal: Proposal) -> Rows:
        row = self._operation(proposal)
        return [*self._about(row), (_("State"), Outcome.RELEASED.label),
                (_("Blocked"), show(Money(0))), (_("Free by itself"), NOTHING)]  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        if not self.offers(self._operation(proposal)):
            raise NothingBlocked

    def apply(self, proposal: Proposal, by: User) -> None:
        names = f"{proposal.proposed_by.login_name}, {by.login_name}"
        row = self._operation(proposal)
        release_operation(row=row, by=names, reason=proposal.reason)

    def _operation(self, proposal: Proposal) -> Authorization:
        rows = Authorization.objects.select_related("card")
        return rows.get(pk=proposal.subject)

    def _about(self, row: Authorization) -> Rows:
        assert row.card is not None
        return [(_("Card"), row.card.truncated), (_("Shop"), row.merchant or NOTHING),
                ("RRN", row.rrn or NOTHING), (_("Asked"), plain_time(row.at)),
                (_("Amount"), row.amount_text)]  # fmt: skip


class ReleaseForDispute(ReleaseHold):
    """The same on a dispute's page, by whoever works on disputes; it ends the dispute."""

    slug = "release-for-dispute"
    label = _("Release a disputed amount")
    proposes = "cards.work_dispute"
    has_own_page = True

    def offers(self, row: Authorization) -> bool:
        """The dispute has a page of its own for it."""
        return False

    def after(self, proposal: Proposal) -> Rows:
        return [*super().after(proposal), (_("Dispute"), _("ends: blocked amount released"))]

    def check(self, proposal: Proposal) -> None:
        if not super().offers(self._operation(proposal)):
            raise NothingBlocked

    def apply(self, proposal: Proposal, by: User) -> None:
        dispute = lock_dispute(self._dispute(proposal))
        super().apply(proposal, by)
        take_step(dispute, Step.RELEASED, by=proposal.proposed_by, note=proposal.reason)

    def _dispute(self, proposal: Proposal) -> Dispute:
        return Dispute.objects.get(pk=UUID(proposal.given["dispute"]))

    def told(self, proposal: Proposal) -> dict[str, Any]:
        return {"dispute": proposal.given["dispute"]}
