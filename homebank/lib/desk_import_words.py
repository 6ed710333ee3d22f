"""Words of the desk for imports, registers and the books: events, and files that were taken."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENTS: Mapping[str, str | Promise] = {
    "import.uploaded": _("File of customers and cards uploaded"),
    "import.discarded": _("File of customers and cards discarded"),
    "import.done": _("Customers and cards imported from a file"),
    "import.report-taken": _("Report of an import taken"),
    "import.rows-looked-at": _("Rows of an import looked at"),
    "register.compared": _("Register compared with what the bank has"),
    "difference.explained": _("Difference from a register explained"),
    "difference.posted": _("Difference from a register posted to suspense"),
    "book.file-taken": _("File of the books taken"),
    "book.exported": _("Whole book exported by a command"),
}
# What waits for a second pair of eyes, of the desk's own.
PROPOSALS: Mapping[str, str | Promise] = {
    "import-cards": _("Import of customers and cards"),
    "difference-to-suspense": _("Difference from a register to suspense"),
    "publish-words": _("Contacts and help"),
}
# Which file of the books; the names of other files show themselves.
FILES: Mapping[str, str | Promise] = {
    "trial-balance": pgettext_lazy("file", "trial balance"),
    "account-card": pgettext_lazy("file", "account card"),
    "day-balances": pgettext_lazy("file", "balances of the end of a day"),
}
