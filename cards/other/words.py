"""Why another bank said no, in words: what happened, who decides, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SILENT = "other-silent"
REASONS: dict[str, Promise] = {
    "issuer": _("The card’s bank refused and does not say why. Ask that bank."),
    "no-money": _("There is not enough money on the card. Top it up or choose another card."),
    "wrong-card": _("The card’s bank knows no such card. Check number, expiry date and CVV."),
    "expired-card": _("The card has expired. Attach the new one."),
    "authentication": _("The card’s bank did not confirm that it was you (3-D Secure)."),
    "internet-closed": _("The card’s bank has closed it to the internet. Open it there."),
    "card-limit": _("The limit that the card’s bank set is used up. Raise it there or pay less."),
    "card-gone": _("The acquirer no longer knows the card. Detach it and attach it again."),
    SILENT: _("The card’s bank does not answer now. Nothing is debited. Try again in 10 minutes."),
}  # fmt: skip


def sentence(code: str) -> str:
    """The reason in the reader's language; an unknown one reads as a refusal without reason."""
    return str(REASONS.get(code, REASONS["issuer"]))
