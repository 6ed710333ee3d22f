"""Refusals about what the bank holds on a person: documents, and the file of one's own data."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused, CustomerRefused, told


class NotADocumentNumber(CustomerRefused):
    message = _("A document of this kind has no such number. Compare it sign by sign.")


class NotDocumentDays(CustomerRefused):
    message = _("The days of the document do not fit: it is issued today at the latest, and ends"
                " later than it begins.")  # fmt: skip


class NotReleased(AccountsRefused):
    message = _("Confirm with a code first: the file may be taken for 15 minutes after it.")


class NoMoreFiles(AccountsRefused):
    """`at` is when the next file may be taken."""

    message = _("The file was taken too often today. The next one: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
