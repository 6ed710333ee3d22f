"""Why an operation was declined, for whom it happened to: what, who decides, what to do.

A shop shows one of three messages for all of them: restrictions of the bank, not enough money, or
a general error, which has five causes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cards.authorization.rules import rules
from homebank.identity import BANK

Words = str | Promise


class Shop(StrEnum):
    """What a shop shows."""

    RESTRICTED = "restricted"
    GENERAL = "general"
    MONEY = "money"


SHOP_SAYS: Mapping[Shop, Words] = {
    Shop.RESTRICTED: _("The issuer has placed restrictions: contact the bank that issued the card"),
    Shop.GENERAL: _("General error"),
    Shop.MONEY: _("Not enough money on the card: top it up by one of the bank’s ways"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One decline in plain words. `cause` is which of the five general causes it is, or 0."""

    what: Words
    who: Words
    todo: Words
    shop: Shop = Shop.RESTRICTED
    cause: int = 0

    def said(self) -> "Explained":
        """The same in the reader's language, with the bank's own numbers."""
        own = rules()
        bound = f"{own.unsecured_minor // 10**own.unsecured_currency.exponent}"
        values = {"phone": BANK["contacts"]["short"], "tries": own.wrong_cvv_a_day,
                  "bound": f"{bound} {own.unsecured_currency.code}"}  # fmt: skip
        what, who, todo = (str(each).format(**values) for each in (self.what, self.who, self.todo))
        return Explained(what, who, todo, self.shop, self.cause)

    @property
    def shop_says(self) -> Words:
        return SHOP_SAYS[self.shop]


YOU, SHOP, BRANCH = _("You"), _("The shop"), _("A branch of the bank")
THE_BANK, SOMEBODY = _("The bank"), _("The payment system")
BLOCKED_TODO = _("Bring your identity card to a branch. Pay with another card meanwhile.")
OTHER_CARD = _("Pay with another card.")
ASK_SHOP = _("Ask the shop to charge you once more. If it happens again, call {phone}.")
OPEN_IT = _("Open them in Limits, for a day or for longer.")
DECLINES: Mapping[str, Explained] = {
    "unknown-card": Explained(
        _("The bank has no card with this number."), SHOP,
        _("Enter the number once more. If it is right, call {phone}."), Shop.GENERAL, 5,
    ),
    "waits": Explained(
        _("The card is not handed over yet: it works from then on."), BRANCH, OTHER_CARD,
    ),
    "closed": Explained(
        _("The card is closed and will not be opened again."), THE_BANK, OTHER_CARD,
    ),
    "blocked": Explained(_("The card is blocked."), BRANCH, BLOCKED_TODO),
    "lost": Explained(_("The card is blocked: it was reported lost."), BRANCH, BLOCKED_TODO),
    "stolen": Explained(_("The card is blocked: it was reported stolen."), BRANCH, BLOCKED_TODO),
    "kept-by-atm": Explained(
        _("The card is blocked: a cash machine kept it."), BRANCH, BLOCKED_TODO,
    ),
    "unauthorised": Explained(
        _("The card is blocked: somebody else had used it."), BRANCH, BLOCKED_TODO,
    ),
    "frozen": Explained(_("The card is frozen."), YOU, _("Unfreeze it in Settings, then pay.")),
    "expired": Explained(
        _("The card has expired."), THE_BANK,
        _("Pay with another card, or order one in place of this."),
    ),
    "expiry": Explained(
        _("The expiry date that was entered is not the card’s."), YOU,
        _("Look at the card and enter month and year again."),
    ),
    "cvv": Explained(
        _("The three digits from the back that were entered are not the card’s."), YOU,
        _("Look at the back of the card and enter the digits again."),
    ),
    "cvv-tries": Explained(
        _("Wrong digits from the back were entered too often today: {tries} times is the most."),
        THE_BANK,
        _("Pay tomorrow, or in a shop with the card in hand. Was it not you? Freeze the card."),
    ),
    "cvv-missing": Explained(
        _("The shop sent no digits from the back of the card."), SHOP,
        _("Enter them when you pay. If the shop does not ask for them, pay elsewhere."),
    ),
    "duplicate": Explained(
        _("The shop sent the same message for two purchases."), SHOP, ASK_SHOP, Shop.GENERAL, 4,
    ),
    "reversed-before": Explained(
        _("The shop had cancelled the purchase before it was asked about."), SHOP, ASK_SHOP,
        Shop.GENERAL, 4,
    ),
    "operation": Explained(
        _("The shop asked for an operation that the bank’s cards do not have."), SHOP,
        _("The shop may be wrongly registered: tell it so, or pay elsewhere."), Shop.GENERAL, 4,
    ),
    "amount": Explained(
        _("The shop asked for an amount that does not exist."), SHOP, ASK_SHOP, Shop.GENERAL, 4,
    ),
    "currency": Explained(
        _("The bank has no exchange rate for the shop’s currency."), THE_BANK,
        _("Pay in another currency if the shop offers one."), Shop.GENERAL, 4,
    ),
    "category": Explained(
        _("The bank’s cards pay no shops of this kind."), THE_BANK, _("Pay elsewhere."),
    ),
    "internet-closed": Explained(
        _("Operations on the internet are closed on this card."), YOU, OPEN_IT,
    ),
    "cash-closed": Explained(_("Cash at ATMs is closed on this card."), YOU, OPEN_IT),
    "transfers-closed": Explained(_("Transfers by this card are closed."), YOU, OPEN_IT),
    "authentication": Explained(
        _("The purchase was not confirmed in 3-D Secure: the password or the code was wrong."), YOU,
        _("Begin the purchase anew and enter the code from the newest SMS, or your password."),
        Shop.GENERAL, 1,
    ),
    "unsecured": Explained(
        _("Above {bound} on the internet the bank asks for 3-D Secure, and there was none."), YOU,
        _("Turn 3-D Secure on for this card and pay again. Does the shop not support it? Pay "
          "elsewhere, or {bound} at most."),
        Shop.GENERAL, 2,
    ),
    "limit": Explained(
        _("The amount is above what is left of the limit for the day."), YOU,
        _("Raise the limit, or pay tomorrow."),
    ),
    "balance": Explained(
        _("There is not enough money on the account of the card."), YOU,
        _("Top up the card, or pay with another one."), Shop.MONEY,
    ),
    # Decided without us: an advice tells of it afterwards.
    "": Explained(
        _("The payment system declined it without asking the bank: the line was down."), SOMEBODY,
        _("Try again in some minutes."), Shop.GENERAL, 3,
    ),
}  # fmt: skip
# What may lie behind "General error", in the order in which the bank has always told them.
CAUSES: tuple[tuple[Words, Words], ...] = (
    (_("A wrong 3-D Secure password or code was entered."),
     _("Begin the purchase anew and enter the newest code.")),
    (_("3-D Secure is not set on the card."), _("Set it in this portal.")),
    (_("The server of the bank that issued the card does not answer."),
     _("Try again in some minutes.")),
    (_("The shop is wrongly registered in the payment system."), _("Tell the shop.")),
    (_("The card is wrongly registered in the payment system."), _("Call {phone}.")),
)  # fmt: skip


def explain(reason: str) -> Explained:
    """The decline in the reader's language. A reason that nobody has worded reads as unknown."""
    return DECLINES.get(reason, UNKNOWN).said()


def causes() -> list[tuple[str, str]]:
    """The five general causes, each with what to do."""
    phone = BANK["contacts"]["short"]
    return [(str(cause), str(todo).format(phone=phone)) for cause, todo in CAUSES]


UNKNOWN = Explained(
    _("The bank declined the operation."), THE_BANK, _("Call {phone} and tell the number."),
    Shop.GENERAL,
)  # fmt: skip
