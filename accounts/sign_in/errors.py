"""Refusals of sign-in and of passwords: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused


class SignInRefused(AccountsRefused):
    message = _("The login or password does not match. Check the keyboard language and try again.")


class WrongPassword(AccountsRefused):
    message = _("This is not your current password. Check the keyboard language and try again.")


class PasswordRefused(AccountsRefused):
    """A password that the policy does not take; `reasons` has a sentence for each rule broken."""

    message = _("Choose another password.")

    def __init__(self, reasons: list[str]) -> None:
        super().__init__()
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(self.reasons)
