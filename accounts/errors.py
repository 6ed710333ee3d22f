"""Refusals of this room: what happened, and what to do."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homebank.identity import BANK
from homebank.lib import clock
from homebank.lib.errors import Refusal


class AccountsRefused(Refusal):
    """The base of this room's refusals."""


class TooManyTries(AccountsRefused):
    """`at` is when the next try is looked at."""

    message = _("Too many tries. Next try: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class CodeRefused(AccountsRefused):
    """A code that confirmed nothing."""


class NoCode(CodeRefused):
    message = _("Enter the code from the SMS.")


class CodeTooShort(CodeRefused):
    message = _("The code has 6 digits, you entered {digits}. Check the SMS.")


class CodeTooLong(CodeRefused):
    message = _("The code has only 6 digits, you entered {digits}. Check the SMS.")


class CodeNotDigits(CodeRefused):
    message = _("The code has digits only. Check the SMS.")


class WrongCode(CodeRefused):
    message = _("That code does not match. Check the SMS and enter it again. Tries left: {left}.")

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class CodeExpired(CodeRefused):
    message = _("This code has expired. Ask for a new one.")


class NoTriesLeft(CodeRefused):
    message = _("No tries are left, and nothing was confirmed. Start again.")


class AlreadyConfirmed(CodeRefused):
    message = _("This is confirmed already. The code is spent.")


class NothingToConfirm(CodeRefused):
    message = _("Nothing waits for this code any more. Start again.")


class PasskeyRefused(AccountsRefused):
    """An answer of a passkey that confirmed nothing."""


class PasskeyUnreadable(PasskeyRefused):
    message = _("What the browser sent is no answer of a passkey. Use the passkey once more.")


class PasskeyExpired(PasskeyRefused):
    message = _("The passkey answered too late, or its answer came twice. Use it once more.")


class WrongPasskey(PasskeyRefused):
    message = _(
        "The answer of the passkey does not belong here. Use the passkey once more, or a code. "
        "Tries left: {left}."
    )

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class PasskeyCopied(PasskeyRefused):
    message = _(
        "This passkey counted backwards: somebody may have a copy of it. Nothing was confirmed. "
        "Use a code, and remove the passkey."
    )


class NoRecoveryCode(CodeRefused):
    message = _("Enter one of your recovery codes.")


class NotARecoveryCode(CodeRefused):
    message = _("A recovery code has 12 Latin letters, such as BCDF-GHJK-LMNP. Check your list.")


class WrongRecoveryCode(CodeRefused):
    message = _(
        "This is none of your unused recovery codes. Check your latest list. Tries left: {left}."
    )

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class NewPasskeyRefused(AccountsRefused):
    """A passkey that was not taken."""


class PasskeyNotMade(NewPasskeyRefused):
    message = _("The browser made no passkey that the bank can use. Try again.")


class PasskeyTooLate(NewPasskeyRefused):
    message = _("The page was open too long, or was sent twice. Try again.")


class PasskeyKnown(NewPasskeyRefused):
    message = _("This device has a passkey here already.")


class TooManyPasskeys(NewPasskeyRefused):
    message = _("There are {count} passkeys already. Remove one first.")


class SendRefused(AccountsRefused):
    """A code that was not sent."""


class SendTooSoon(SendRefused):
    """`at` is when the next code may be asked for."""

    message = _("A new code can be sent after {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class TooManySends(SendRefused):
    message = _("All the codes for this operation were sent. Start again.")


class SmsStopped(SendRefused):
    """Whoever holds the SIM now may be somebody else."""

    message = _(
        "Codes by SMS are stopped: the SIM card of your number was changed. Come to a branch with "
        "your identity document, or call {phone}."
    )

    def __init__(self) -> None:
        super().__init__(phone=BANK["contacts"]["short"])


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


class SignInRefused(AccountsRefused):
    message = _("The login or password does not match. Check the keyboard language and try again.")


class WrongPassword(AccountsRefused):
    message = _("This is not your current password. Check the keyboard language and try again.")


class WrongAppCode(AccountsRefused):
    message = _("The app shows another code now. Wait for the next one and enter it at once.")


class NoTrustedNumber(AccountsRefused):
    message = _("There is no trusted number on file, so no code can be sent. Call {phone}.")


class PasswordRefused(AccountsRefused):
    """A password that the policy does not take; `reasons` has a sentence for each rule broken."""

    message = _("Choose another password.")

    def __init__(self, reasons: list[str]) -> None:
        super().__init__()
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(self.reasons)


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


class NotTheirsAnyMore(AccountsRefused):
    """A way in that began with a number which is no longer the customer's to be reached by."""

    message = _("Your trusted number was changed meanwhile, and nothing was done. Call {phone}.")

    def __init__(self) -> None:
        super().__init__(phone=BANK["contacts"]["short"])


class CustomerRefused(AccountsRefused):
    """A file that was not opened."""


class NotAnIin(CustomerRefused):
    message = _("This is no IIN. It has 12 digits, the last of which checks the others.")


class AlreadyOnFile(CustomerRefused):
    message = _("A customer with this IIN is on file already.")


class AlreadyIdentified(CustomerRefused):
    message = _("The bank knows already who this customer is. Nothing has changed.")


class NotAMobile(CustomerRefused):
    message = _("This is no mobile number of Kazakhstan. Write it as +7 700 000 00 12.")


class PhoneTaken(CustomerRefused):
    message = _("This number is the trusted number of another customer.")


class StaffRefused(AccountsRefused):
    """A deed of staff about a customer that was not done."""


class ReasonMissing(StaffRefused):
    message = _("Say why: the customer and the auditors read it.")


class ReasonHoldsSecret(StaffRefused):
    message = _("The reason holds a card number. Leave it out: this text is kept for ever.")


class NameMissing(StaffRefused):
    message = _(
        "Customers are told your first name, and the bank has none of yours on file. Ask an "
        "administrator."
    )


class OtherOperatorCalls(StaffRefused):
    message = _("{name} is calling this customer until {time}. Two calls at once would confuse.")

    def __init__(self, *, name: str, until: datetime) -> None:
        super().__init__(name=name, time=told(until))


class SameNumber(StaffRefused):
    message = _("This is the trusted number already.")


class SimNotMarked(StaffRefused):
    message = _("Codes by SMS are not stopped for this customer.")


class CodewordRefused(CustomerRefused):
    """A codeword that others could guess."""


class CodewordLength(CodewordRefused):
    message = _("A codeword has {shortest} to {longest} characters.")


class CodewordTrivial(CodewordRefused):
    message = _("This codeword is among the first that others try. Choose another one.")


class CodewordSame(CodewordRefused):
    message = _("This is the codeword that you have now. Choose another one.")


class CodewordOwnData(CodewordRefused):
    message = _("A codeword holds no name, birth date, IIN or phone of its owner.")


class CodewordNotSaid(AccountsRefused):
    message = _("Type the codeword as the caller says it.")


def told(at: datetime) -> str:
    """`14:05`, with seconds when they matter, with the date when it is another day. Almaty."""
    local = timezone.localtime(at)
    if local.date() != clock.today():
        return local.strftime("%d.%m.%Y %H:%M")
    near = (at - clock.now()).total_seconds() < 120
    return local.strftime("%H:%M:%S" if near else "%H:%M")


class CannotResetCodeword(StaffRefused):
    message = _(
        "No codeword can be chosen on the portal: who has no access, no trusted number or is "
        "blocked gets a new one at a cash machine of the bank."
    )


class SameRoles(StaffRefused):
    message = _("These are the roles already. Choose others.")


class NobodyToDecide(StaffRefused):
    message = _(
        "There is no other administrator to approve this. Add a second one first: "
        "manage.py add_staff."
    )


class LastAdministrator(StaffRefused):
    message = _("Fewer than two administrators would be left. Add another one first.")
