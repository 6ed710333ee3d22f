"""Refusals of registration: what happened, and what to do."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused, told
from homebank.identity import BANK


class RegistrationRefused(AccountsRefused):
    """A registration that does not go on."""


class DetailsDoNotMatch(RegistrationRefused):
    message = _(
        "These details do not match what the bank has. Tries left: {left}. Check every field. "
        "New number? Call {phone} or come to a branch with your document."
    )

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left, phone=BANK["contacts"]["short"])
        self.left = left


class AgreementChanged(RegistrationRefused):
    message = _("The agreement has a new version meanwhile. Read it and accept it again.")


class AlreadyRegistered(RegistrationRefused):
    message = _("You already have access. Sign in.")


class LoginNameRefused(AccountsRefused):
    """A login name that was not given; access can be had without one."""


class LoginNameLength(LoginNameRefused):
    message = _("A login name has {shortest} to {longest} characters, this one has {length}.")


class LoginNameSigns(LoginNameRefused):
    message = _("Use only Latin letters, digits, dots, dashes and underscores, without blanks.")


class LoginNameNeedsLetter(LoginNameRefused):
    message = _("Add a Latin letter: digits alone could be a phone or a Homebank ID.")


class LoginNameReserved(LoginNameRefused):
    message = _("This name could be taken for the bank’s own. Choose another one.")


class LoginNameTaken(LoginNameRefused):
    message = _("This login name is taken. Choose another one.")


class TooManyLoginNames(LoginNameRefused):
    """`at` is when the next name may be asked for."""

    message = _("Too many login names were tried. Leave the box empty, or try again after {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at
