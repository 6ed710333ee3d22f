"""Refusals of recovery: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused
from homebank.identity import BANK


class ProofDoesNotMatch(AccountsRefused):
    """The second proof of a recovery; `left` tries here today."""

    message = _(
        "This does not match what the bank has. Tries left: {left}. Check every field, or call "
        "{phone}."
    )

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left, phone=BANK["contacts"]["short"])
        self.left = left


class RecoveryOver(AccountsRefused):
    message = _("This recovery is over, and nothing was changed. Start again, or call {phone}.")

    def __init__(self) -> None:
        super().__init__(phone=BANK["contacts"]["short"])
