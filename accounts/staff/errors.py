"""Refusals of what staff do: what happened, and what to do."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused, told


class StaffRefused(AccountsRefused):
    """A deed of staff about a customer that was not done."""


class ReasonMissing(StaffRefused):
    message = _("Say why: the customer and the auditors read it.")


class ReasonHoldsSecret(StaffRefused):
    message = _("The reason holds a card number. Leave it out: this text is kept for ever.")


class NameMissing(StaffRefused):
    message = _(
        "Customers are told your first name, and the bank has none of yours on file. Ask an "
        "administrator."
    )


class OtherOperatorCalls(StaffRefused):
    message = _("{name} is calling this customer until {time}. Two calls at once would confuse.")

    def __init__(self, *, name: str, until: datetime) -> None:
        super().__init__(name=name, time=told(until))


class SameNumber(StaffRefused):
    message = _("This is the trusted number already.")


class PasswordOrCodeWrong(StaffRefused):
    message = _(
        "The current password or the code of the authenticator app is not right. Check the "
        "keyboard language, and wait for the app's next code."
    )


class SamePassword(StaffRefused):
    message = _("This is the password that you have. Choose another one.")


class OperatorNotProven(StaffRefused):
    """An unknown name, a missing right, a wrong code: which, nobody is told."""

    message = _(
        "No member of staff who may do this has this login name and this code. Wait for the next "
        "code of the authenticator and send it at once."
    )


class SimNotMarked(StaffRefused):
    message = _("Codes by SMS are not stopped for this customer.")


class SameRoles(StaffRefused):
    message = _("These are the roles already. Choose others.")


class NobodyToDecide(StaffRefused):
    message = _(
        "There is no other administrator to approve this. Add a second one first: "
        "manage.py add_staff."
    )


class LastAdministrator(StaffRefused):
    message = _("Fewer than two administrators would be left. Add another one first.")
