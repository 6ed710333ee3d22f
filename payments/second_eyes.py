"""What of money needs four eyes: a payment taken back, a transfer of the book reversed."""

from django.utils.translation import gettext_lazy as _

from accounts.four_eyes import Kind
from accounts.four_eyes.kinds import Rows
from accounts.models import Proposal, User
from homebank.lib import desk_words
from homebank.lib.amounts import show
from homebank.lib.desk_values import NOTHING, plain_time
from ledger.errors import NotReversible
from ledger.models import Entry, Transfer
from payments.errors import NotDone
from payments.models import Payment
from payments.outcomes import take_back
from payments.reversing import check_reversible, reverse_transfer
from payments.states import State


class TakeBackPayment(Kind):
    """A payment that was done goes back: paid twice, to a wrong account, not credited."""

    slug = "payment-reversal"
    label = _("Take a payment back")
    proposes, decides = "payments.propose_reversal", "payments.decide_reversal"
    model = "payments.Payment"
    follows = _(
        "The amount and the fee are on the card again, the receipt is withdrawn, and the customer "
        "is told by SMS. The bank asks the biller for the money itself."
    )

    def offers(self, row: Payment) -> bool:
        return row.state == State.DONE and row.card_id is not None

    def before(self, proposal: Proposal) -> Rows:
        payment = self._payment(proposal)
        return [*self._about(payment), (_("State"), State(payment.state).label)]

    def after(self, proposal: Proposal) -> Rows:
        payment = self._payment(proposal)
        return [*self._about(payment), (_("State"), State.RETURNED.label),
                (_("Back on the card"), show(payment.total))]  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        if not self.offers(self._payment(proposal)):
            raise NotDone

    def apply(self, proposal: Proposal, by: User) -> None:
        names = f"{proposal.proposed_by.login_name}, {by.login_name}"
        take_back(payment_id=proposal.subject, reason=proposal.reason,
                  note=f"{names}: {proposal.reason}")  # fmt: skip

    def _payment(self, proposal: Proposal) -> Payment:
        return Payment.objects.select_related("service", "card").get(pk=proposal.subject)

    def _about(self, payment: Payment) -> Rows:
        return [
            (_("Receipt"), payment.receipt_number),
            (_("Service"), payment.service.name),
            (_("Card"), payment.source.truncated),
            (_("Amount"), show(payment.amount)),
            (_("Fee"), show(payment.fee)),
            (_("Number with the biller"), payment.biller_number or NOTHING),
        ]


class ReverseTransfer(Kind):
    """A transfer of the book that no deed of its own stands behind."""

    slug = "transfer-reversal"
    label = _("Reverse a transfer")
    proposes, decides = "payments.propose_reversal", "payments.decide_reversal"
    model = "ledger.Transfer"
    follows = _("The book gets the opposite of each entry; nothing of it is changed or deleted.")

    def offers(self, row: Transfer) -> bool:
        try:
            check_reversible(row)
        except NotReversible:
            return False
        return True

    def before(self, proposal: Proposal) -> Rows:
        transfer = self._transfer(proposal)
        done = transfer.reversals.exists()
        return [*self._about(transfer), (_("Reversed"), _("yes") if done else _("no"))]

    def after(self, proposal: Proposal) -> Rows:
        return [*self._about(self._transfer(proposal)), (_("Reversed"), _("yes"))]

    def check(self, proposal: Proposal) -> None:
        check_reversible(self._transfer(proposal))

    def apply(self, proposal: Proposal, by: User) -> None:
        reverse_transfer(transfer=self._transfer(proposal), by=by, reason=proposal.reason,
                         proposer=proposal.proposed_by)  # fmt: skip

    def _transfer(self, proposal: Proposal) -> Transfer:
        return Transfer.objects.get(pk=proposal.subject)

    def _about(self, transfer: Transfer) -> Rows:
        legs = Entry.objects.filter(transfer=transfer).select_related("account").order_by("id")
        told = [(self._account(leg), show(leg.amount)) for leg in legs]
        return [(_("Time"), plain_time(transfer.at)), *told]

    def _account(self, leg: Entry) -> str:
        account = leg.account
        return account.iban or desk_words.own_account(account.name)
