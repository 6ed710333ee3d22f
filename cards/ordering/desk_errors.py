"""Refusals that operators read about an order: what is missing, and who has it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.ordering.errors import OrderRefused


class InOtherHands(OrderRefused):
    """`name` is the login name of who has it, `until` the end of the half hour."""

    message = _("{name} is checking this order until {until}. Take another one.")

    def __init__(self, name: str, until: datetime | None) -> None:
        assert until is not None
        super().__init__(name=name, until=told(until))
        self.until = until


class NotInYourHands(OrderRefused):
    message = _("The order is not in your hands: half an hour is over, or somebody took it. Take "
                "it first.")  # fmt: skip


class NotCalled(OrderRefused):
    message = _("The customer has not been called about this order since it was sent. Call first.")


class CodewordNotMatched(OrderRefused):
    message = _("No right codeword has been said since the order was sent. Compare it during the "
                "call, or return the order for another one.")  # fmt: skip


class PhotosMissing(OrderRefused):
    message = _("The photos are not all ready. Wait for them, or return the order for new ones.")


class FaceDiffers(OrderRefused):
    message = _("Only one and the same face is approved. Return the order for another selfie.")


class DocumentOver(OrderRefused):
    message = _("The document is not in force today. Return the order for one that is.")


class IinOnFile(OrderRefused):
    message = _("This IIN is on file already. Propose to link the order to that file: somebody "
                "else approves it.")  # fmt: skip


class IinDiffers(OrderRefused):
    message = _("The order’s IIN is not that of the customer’s file. Return the order for it.")


class CustomerStopped(OrderRefused):
    message = _("The customer’s access is blocked or was recovered lately. The order waits until "
                "that is over.")  # fmt: skip


class NothingToReturn(OrderRefused):
    message = _("Choose at least one field, and why it is returned.")


class NothingToMake(OrderRefused):
    message = _("No approved order waits to be made.")


class FileDeleted(OrderRefused):
    message = _("The file of this batch is deleted. What was not made of it is made again: reject "
                "the cards, and the next batch has them.")  # fmt: skip


class NoBureau(OrderRefused):
    message = _("No certificate of the card bureau is set, so no file can be made for it. The "
                "administrator sets HOMEBANK_CARD_BUREAU_CERTIFICATE.")  # fmt: skip


class NoSuchHitch(OrderRefused):
    message = _("Choose what went wrong from the list.")


class NoSuchBranch(OrderRefused):
    message = _("Choose a branch from the list.")


class KeptLonger(OrderRefused):
    """`day` is when the card may be destroyed."""

    message = _("The card is kept for its owner until {day}. Destroy it after that.")

    def __init__(self, *, day: datetime) -> None:
        super().__init__(day=f"{timezone.localtime(day):%d.%m.%Y}")


class ChangedByYou(OrderRefused):
    """Whoever had the card go elsewhere, or named it anew, is not who gives it away."""

    message = _("You changed where this card goes or the name on it. Another operator of a branch "
                "has to hand it over.")  # fmt: skip


class NothingToLink(OrderRefused):
    message = _("There is nothing to link: no other file has this IIN, or it is linked already.")
