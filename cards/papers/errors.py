"""Refusals of papers about an account."""

from django.utils.translation import gettext_lazy as _

from cards.errors import CardRefused


class PaperRefused(CardRefused):
    """A paper that was not issued or not withdrawn."""


class TooManyPapers(PaperRefused):
    message = _(
        "You have had all the papers that the bank makes in a day. Those that you have stand in "
        "the list. The next one is possible after {time}."
    )


class NotTheirsToWithdraw(PaperRefused):
    message = _("A notice of an account tells no sum: only the bank withdraws it. Call the bank.")
