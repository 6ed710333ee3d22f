"""Words for what staff did with a customer's file: customers and auditors read them alike."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

# Pages by the name of their row's table, or their own (accounts/staff/desk_guard.py).
LOOKED: Words = {
    "accounts.customer": _("name, IIN, number"),
    "accounts.user": _("access"),
    "accounts.identitydocument": _("identity documents"),
    "accounts.proposal": _("proposals"),
    "cards.card": _("cards"),
    "cards.cardlimit": _("limits of cards"),
    "cards.cardorder": _("orders of cards"),
    "cards.authorization": _("card operations"),
    "cards.presentment": _("card operations"),
    "cards.dispute": _("disputes"),
    "cards.othercard": _("cards of other banks"),
    "cards.overdraft": _("technical overdrafts"),
    "cards.threedstransaction": _("purchases confirmed by 3-D Secure"),
    "photo": _("photos of documents"),
    "cards.paper": _("papers"),
    "documents.document": _("papers"),
    "payments.payment": _("payments"),
    "payments.charge": _("payments"),
    "notifications.sms": _("messages, without codes"),
    "notifications.event": _("events"),
    "ledger.account": _("accounts"),
    "ledger.entry": _("movements of accounts"),
    "ledger.transfer": _("movements of accounts"),
    "ledger.hold": _("blocked amounts"),
    "customer": _("the whole file on one page"),
    "customer-log": _("list of accesses"),
    "stop-card": _("cards"),
    "proposal": _("proposals"),
    "new-proposal": _("proposals"),
    "account-card": _("movements of accounts"),
    "account-file": _("movements of accounts"),
    "explain": _("the course of one operation"),
}
FOUND: Words = {
    "phone": _("phone"),
    "iin": _("IIN"),
    "homebank-id": "Homebank ID",
    "card": _("whole card number"),
    "name": _("last digits of a card and a name"),
    "payment": _("number of a payment"),
    "order": _("number of an order"),
    "rrn": "RRN",
    "id": _("whole id"),
}
DEED: Words = {
    "freeze": pgettext_lazy("card", "frozen"),
    "block": pgettext_lazy("card", "blocked"),
}
FAMILIES: Mapping[str, Words] = {
    "fact looked": LOOKED,
    "fact found": FOUND,
    "fact deed": DEED,
}
