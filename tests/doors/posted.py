"""What a POST is answered at each address: a word for those whose answer the rules of GET do not say.

Whoever is not let in to look is not let in to post, and is told the same: that needs no line here.
A new address needs one only if it takes no POST (READ, or READ_FIRST if it says so before it
asks who comes), or is only posted to (POSTED).
"""

from tests.doors.cast import OTHER, OWNER, ROLES
from tests.doors.rules import DESK, RULES, SEEN_BY, SIGN_IN, Rule, roles, staff

# Only looked at: 405, to whoever comes.
READ_FIRST: set[str] = set()
# Only looked at: 405 to who is let in; others are answered as to a GET.
READ: set[str] = set()
# Only posted to, or answered otherwise than a GET.
POSTED: dict[str, Rule] = {}

for _table in SEEN_BY:
    _name = f"admin:{_table.replace('/', '_')}"
    # Rows change by deeds of services: nothing is posted to a table's own pages.
    POSTED |= {f"{_name}_{page}": staff("403")
               for page in ("changelist", "change", "history", "add", "delete")}  # fmt: skip
POSTED |= {"admin:index": staff("403")}
# What an auditor may post at the desk: in, out, the own password, and why a file is opened.
AUDITORS_OWN = {"admin:login", "admin:logout", "admin:password_change",
                "admin:accounts_customer_reason"}  # fmt: skip


def expected(name: str, who: str) -> str | None:
    """The answer to this visitor's POST in the words of the rules; None: whatever the form says."""
    if name in READ_FIRST:
        return "405"
    if name in POSTED:
        return POSTED[name](who)
    looked = RULES[name](who)
    is_out = looked in {"403", "404", f"to {SIGN_IN}", f"to {DESK}login/"}
    if is_out:
        return looked
    return "405" if name in READ else None


def owners_deed(who: str) -> str | None:
    """Something of Anna's that is only posted to."""
    if who == OWNER:
        return None
    return "404" if who == OTHER else f"to {SIGN_IN}"


__all__ = ["AUDITORS_OWN", "expected", "roles", "ROLES"]
