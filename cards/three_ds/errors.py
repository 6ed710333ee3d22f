"""Refusals of 3-D Secure: its settings, and the challenge page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused


class ThreeDsRefused(CardRefused):
    """A setting of 3-D Secure that was not changed."""


class NoNumberForCodes(ThreeDsRefused):
    """`phone` is the call centre's."""

    message = _("Codes go to a trusted number, and the bank knows none of yours. Call {phone}.")


class PasswordInForce(ThreeDsRefused):
    message = _("A password is set for this card. A code confirms that it is forgotten.")


class CoolingPeriod(ThreeDsRefused):
    """`at` is when it ends."""

    message = _("Access was recovered not long ago: this waits until {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class SetupRefused(ThreeDsRefused):
    """A step of the static set-up that was not passed."""


class WrongNumber(SetupRefused):
    message = _("This is not the number of the card that you chose. Tries left: {left}.")


class WrongProof(SetupRefused):
    message = _(
        "The expiry date, the three digits or the master key is not right. Tries left: {left}."
    )


class SetupOver(SetupRefused):
    message = _("This set-up is over. Begin again: no password was set.")


class TooManySetups(SetupRefused):
    """`at` is when the next may begin."""

    message = _("Too many wrong entries for this card. Begin again after {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class NameNotOnCard(SetupRefused):
    message = _("Write the name as it stands on the card, in Latin letters.")


class SignInPassword(SetupRefused):
    message = _("This is the password that you sign in with. Choose another one for purchases.")


class ChallengeRefused(ThreeDsRefused):
    """Something entered at the challenge page that confirmed nothing."""


class NoPassword(ChallengeRefused):
    message = _("Enter your 3-D Secure password.")


class WrongOwnPassword(ChallengeRefused):
    message = _("This is not the password that you set for this card. Tries left: {left}.")


class PasswordLocked(ChallengeRefused):
    message = _("Too many wrong passwords for this card today. Ask for a code by SMS.")
