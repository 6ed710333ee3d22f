"""Refusals about registers and their differences: what happened, and what to do."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal


class RegisterRefused(Refusal):
    """A register that was not compared. Nothing of it was kept."""


class UnknownSource(RegisterRefused):
    message = _("The bank has no registers of “{source}”. Write cards, or biller: and its key.")


class NotARegister(RegisterRefused):
    message = _("The first line is not {heading}. Choose the register of this sender.")


class RegisterCut(RegisterRefused):
    message = _("The last line is not the end of the register: it was cut. Ask for it again.")


class TooManyRegisters(RegisterRefused):
    message = _("Too many files were uploaded today. Go on tomorrow, or use the command.")


class LineCount(RegisterRefused):
    message = _("The register names {said} lines and has {found}. Ask for it again.")


class WrongLine(RegisterRefused):
    message = _("Line {line} is wrong: column {column}. Ask for the register again.")


class DayNotOver(RegisterRefused):
    message = _("{day} is not over in Almaty. A register is compared when its day is over.")

    def __init__(self, day: date) -> None:
        super().__init__(day=f"{day:%d.%m.%Y}")


class DifferenceRefused(Refusal):
    """A difference that stays as it is."""


class OverAlready(DifferenceRefused):
    message = _("This difference is explained already. Nothing has changed.")


class NoteMissing(DifferenceRefused):
    message = _("Say what you found out: others decide by it.")


class NoteHoldsSecret(DifferenceRefused):
    message = _("The note holds a card number. Leave it out: this text is kept for ever.")


class NoMoney(DifferenceRefused):
    message = _("No money of the book differs here, so nothing is posted. Explain it instead.")


class TakenByOther(DifferenceRefused):
    message = _("{name} is looking into it. Take it over first.")
