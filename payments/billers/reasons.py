"""Why a payment was not made: a sentence for the payer, for each final code of OSMP and ours."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_ANSWER, NO_TARIFF, EXPIRED = "no-answer", "no-tariff", "expired"

# Result codes of the protocol by which a biller refuses for good, and our names for them.
FATAL = {
    4: "wrong-account",
    5: "no-account",
    7: "forbidden",
    8: "technical",
    79: "inactive",
    241: "too-small",
    242: "too-large",
    243: "cannot-check",
    251: "cannot-cancel",
    300: "other",
}

SENTENCES: dict[str, Promise] = {
    "wrong-account": _("The biller expects another form of this account. Check the number."),
    "no-account": _("The biller has no such account. Check the number or choose another service."),
    "forbidden": _("The biller does not take payments for this account. Ask the biller why."),
    "technical": _("The biller takes no payments now for technical reasons. Try again later."),
    "inactive": _("This account is not active. Ask the biller how to switch it on."),
    "too-small": _("The amount is too small for this biller. Enter more."),
    "too-large": _("The amount is too large for this biller. Enter less."),
    "cannot-check": _("The biller cannot check this account now. Try again later."),
    "cannot-cancel": _("The biller did not cancel the payment."),
    "other": _("The biller refused without a reason. Ask the biller or try again later."),
    "no-invoice": _("There is no bill for this account now. Ask the biller or try again later."),
    "bill-changed": _("The biller has made a new bill meanwhile. Ask for it and pay that one."),
    NO_ANSWER: _("The biller does not answer now. Try again in 10 minutes."),
    NO_TARIFF: _(
        "The bank has no fee for this service yet, so it does not take the payment. The biller has "
        "nothing to do with it; our staff have been told."
    ),
    EXPIRED: _(
        "The price expired and was not asked for again within 24 hours, so the payment was closed. "
        "To pay, begin anew."
    ),
}


# The same of a phone, which its payer knows as a number, with the operator's name.
OF_PHONES: dict[str, Promise] = {
    "no-account": _("{biller} has no such number. Check the number or choose another service."),
    "inactive": _("{biller}: this number is not active. Ask the operator how to switch it on."),
}


def sentence(code: str, *, phone_of: str = "") -> str:
    """The reason in the reader's language; an unknown code reads as a refusal without reason.

    `phone_of` is the biller's name where the account is a phone.
    """
    if phone_of and code in OF_PHONES:
        return str(OF_PHONES[code]).format(biller=phone_of)
    return str(SENTENCES.get(code, SENTENCES["other"]))
