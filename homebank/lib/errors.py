"""The base of every named refusal: what happened and what to do, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A deed that was not done, with a sentence for the person who asked for it.

    Subclasses set `message` (a lazy translation with named placeholders) and may take the
    placeholders' values as keyword arguments. Views catch this class and no other.
    """

    message: str | Promise = _("This could not be done. Nothing has changed.")

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values

    def __str__(self) -> str:
        """The sentence in the language that is active when it is read."""
        return str(self.message).format(**self.values)
