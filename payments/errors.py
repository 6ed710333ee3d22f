"""Refusals of this room: each says what happened and what to do."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from homebank.identity import BANK
from homebank.lib.amounts import show
from homebank.lib.errors import Refusal
from homebank.lib.money import Money


class PaymentRefused(Refusal):
    """A step of a payment that was not taken. Nothing has changed."""

    # The payment whose page says more, where there is one already.
    payment_id: UUID | None = None


class FormExpired(PaymentRefused):
    message = _("This form was open too long. Check what is written and send it again.")


class NotThisForm(PaymentRefused):
    message = _("This form was made for another page. Check what is written and send it again.")


class OtherDetails(PaymentRefused):
    """The id was used for another payment; `payment_id` names it."""

    message = _(
        "This form was already sent with other details. Here is the payment that it made; "
        "for another one, begin anew."
    )

    def __init__(self, *, payment_id: UUID | None) -> None:
        super().__init__()
        self.payment_id = payment_id


class TooManyPayments(PaymentRefused):
    message = _("Too many payments were begun. Next try: {time}.")


class CannotPayNow(PaymentRefused):
    message = _("The payment has moved on. This is how it stands now.")


class QuoteExpired(PaymentRefused):
    message = _("The price was held for 15 minutes and has expired. Ask for it again.")


class NewPayeesWait(PaymentRefused):
    """`at` is when the wait ends."""

    message = _(
        "For your safety new payees wait after access was changed. Until: {time}. Pay whom you "
        "paid before, or call {phone}."
    )

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at), phone=BANK["contacts"]["short"])


class LargePaymentsWait(PaymentRefused):
    """`limit` is what may be paid in all until `at`."""

    message = _(
        "For your safety payments are limited to {limit} in all after access was changed. "
        "Until: {time}. Pay less, or call {phone}."
    )

    def __init__(self, *, limit: Money, at: datetime) -> None:
        super().__init__(limit=show(limit), time=told(at), phone=BANK["contacts"]["short"])


class NoCodeYet(PaymentRefused):
    message = _("No code has been sent for this payment. Press the button to pay.")


class CardDoesNotPay(PaymentRefused):
    message = _("This card cannot pay now. Begin anew with another card. No money was taken.")


class NoReceiptYet(PaymentRefused):
    message = _("There is a receipt once the payment is over. This is how it stands now.")


class NotEnough(PaymentRefused):
    message = _(
        "Not enough money: needed {total}, available {left}. Top up the card or choose another."
    )


class AmountTooSmall(PaymentRefused):
    message = _("The smallest payment here is {minimum}.")


class AmountTooLarge(PaymentRefused):
    message = _("The largest payment here is {maximum}.")


class NothingToKeep(PaymentRefused):
    message = _("Only a payment that was sent can be kept as a template.")


class TemplateNameMissing(PaymentRefused):
    message = _("Give the template a name, for example “Home internet”.")


class TemplateNameTaken(PaymentRefused):
    message = _("You have a template with the name “{name}” already. Choose another name.")


class TooManyTemplates(PaymentRefused):
    message = _("There can be {most} templates at most. Delete one that you no longer need.")


class NotDone(PaymentRefused):
    message = _(
        "Only a payment that is done, with a card of this bank, is taken back here. Nothing was "
        "done."
    )


class NotUnknown(PaymentRefused):
    message = _("The outcome of this payment is known now. There is nothing to resolve.")


class ProposalWaits(PaymentRefused):
    message = _("A proposal for this payment waits for approval already.")


class AlreadyDecided(PaymentRefused):
    message = _("Somebody has decided this proposal already. This is how it stands now.")


class OwnProposal(PaymentRefused):
    message = _("This is your own proposal: somebody else has to approve or reject it.")


class ReasonMissing(PaymentRefused):
    message = _("Give the reason: where you know it from, with date and number of the paper.")


class ReasonHoldsSecret(PaymentRefused):
    message = _("The reason holds what looks like a card number. Write it without.")


class BillerNumberMissing(PaymentRefused):
    message = _("Enter the biller’s number of the payment, as its register has it.")
