"""Refusals of codes, passkeys and recovery codes: what happened, and what to do."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsRefused, told
from homebank.identity import BANK


class CodeRefused(AccountsRefused):
    """A code that confirmed nothing."""


class NoCode(CodeRefused):
    message = _("Enter the code: 6 digits.")


class CodeTooShort(CodeRefused):
    message = _("The code has 6 digits, you entered {digits}.")


class CodeTooLong(CodeRefused):
    message = _("The code has only 6 digits, you entered {digits}.")


class CodeNotDigits(CodeRefused):
    message = _("The code has digits only.")


class WrongCode(CodeRefused):
    message = _("That code does not match. Check the SMS and enter it again. Tries left: {left}.")

    def __init__(self, *, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class WrongCodeOfApp(WrongCode):
    """No SMS was sent for the operation: there is none to look at."""

    message = _("That code does not match. Enter what the app shows now. Tries left: {left}.")


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


class WrongAppCode(AccountsRefused):
    message = _("The app shows another code now. Wait for the next one and enter it at once.")
