"""Words for cash machines and branches that ask too much, as the desk shows them."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "operator-not-proven": _("Operator of a branch not proven"),
    "terminal-added": _("Cash machine or branch given a key"),
    "terminal-lifted": _("Stopped cash machine or branch works again"),
    "terminal-revoked": _("Key of a cash machine or branch revoked"),
    "terminal-stopped": _("Cash machine or branch stopped"),
}
STOPS = {
    "trusted-number": _("more trusted numbers in a day than a cash machine changes"),
    "codeword-slip": _("more slips in a day than a cash machine prints"),
    "number-proposal": _("more trusted numbers in a day than a branch proposes"),
    "unblocking": _("more unblockings in a day than a branch proposes"),
    "unknown-cards": _("many cards that the bank does not have"),
    "wrong-codes": _("many wrong codes of operators"),
}
