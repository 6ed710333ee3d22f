"""Refusals of this room: each says what happened and what to do."""

from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal


class DocumentRefused(Refusal):
    """A paper that was not made or not looked up. Nothing has changed."""


class NoSealNow(DocumentRefused):
    message = _(
        "The bank cannot seal papers at the moment. What happened with the money is not touched "
        "by it: come back for the paper later."
    )


class NoSuchPaper(DocumentRefused):
    message = _(
        "The bank has no paper with this number and this code. Compare both with the paper, sign "
        "by sign. If they are the same, the paper is not ours: do not rely on it."
    )


class TooManyLooks(DocumentRefused):
    message = _(
        "Too many wrong numbers or codes came from your network. The next try is possible "
        "after {time}."
    )


class AlreadyWithdrawn(DocumentRefused):
    message = _("This paper was withdrawn already.")
