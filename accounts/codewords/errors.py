"""Refusals about codewords: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused, CustomerRefused
from accounts.staff.errors import StaffRefused


class CodewordRefused(CustomerRefused):
    """A codeword that others could guess."""


class CodewordLength(CodewordRefused):
    message = _("A codeword has {shortest} to {longest} characters.")


class CodewordTrivial(CodewordRefused):
    message = _("This codeword is among the first that others try. Choose another one.")


class CodewordDate(CodewordTrivial):
    message = _(
        "A date, a holiday or a number is easy to guess, in words too. Choose a word that says "
        "nothing of a day."
    )


class CodewordDigits(CodewordTrivial):
    message = _(
        "A codeword is a word, no date and no number: it has at least three letters, and no card "
        "number in it."
    )


class CodewordSame(CodewordRefused):
    message = _("This is the codeword that you have now. Choose another one.")


class CodewordOwnData(CodewordRefused):
    message = _("A codeword holds no name, birth date, IIN or phone of its owner.")


class CodewordNotSaid(AccountsRefused):
    message = _("Type the codeword as the caller says it.")


class CannotResetCodeword(StaffRefused):
    message = _(
        "No codeword can be chosen on the site: who has no trusted number or is blocked gets a "
        "new one at a cash machine of the bank."
    )
