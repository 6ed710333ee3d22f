"""Refusals about imports: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from desk.imports.faults import words_of
from homebank.lib.errors import Refusal


class ImportRefused(Refusal):
    """A file that was not taken, or an import that does not go on."""


class CannotRead(ImportRefused):
    """The file as a whole; `code` is one of desk.imports.faults."""

    message = "{wrong} {remedy}"  # both are translated where they stand

    def __init__(self, code: str) -> None:
        words = words_of(code)
        super().__init__(wrong=words.wrong, remedy=words.remedy)
        self.code = code


class NotChecked(ImportRefused):
    message = _("The file is not checked to its end yet. Wait until it is, and read the report.")


class NothingToImport(ImportRefused):
    message = _("No line of the file is right. Mend it as the report says, and upload it again.")


class NotWaiting(ImportRefused):
    message = _("This import is over, or is being done. Nothing has changed.")


class FileChanged(ImportRefused):
    message = _(
        "The file that was checked is not here any more, or is another one. Discard the import "
        "and upload the file again."
    )


class OwnFile(ImportRefused):
    message = _("You uploaded this file: somebody else has to approve or reject its import.")


class TooManyUploads(ImportRefused):
    message = _("Too many files were uploaded today. Go on tomorrow, or use the command.")
