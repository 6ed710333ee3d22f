"""Refusals about files of statements."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused


class FileRefused(CardRefused):
    """A file that is not made."""


class TooLongForPaper(FileRefused):
    message = _(
        "A PDF has room for {most} movements. Choose a shorter period, or take Excel or CSV: they "
        "have room for more."
    )


class TooLongForFile(FileRefused):
    message = _("A file has room for {most} movements. Choose a shorter period.")


class TooManyFiles(FileRefused):
    message = _("So many files were taken in a row that the next one is possible at {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class FilesWait(FileRefused):
    message = _("{count} files are being made already. Wait until one of them is ready.")
