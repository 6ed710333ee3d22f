"""What a POST is answered at each address, where the rules of GET do not say it already.

Whoever is not let in to look is not let in to post, and is told the same: that needs no line here.
A new address needs one if it takes no POST (READ of the portal, DESK_READ of the desk), or if it
is only posted to (POSTED).
"""

from collections.abc import Callable

from tests.doors.cast import OTHER, OWNER, ROLES
from tests.doors.rules import APPROVER, AUDITOR, BRANCH, DESK, RULES, SEEN_BY, SIGN_IN, staff

# The answer in the words of the rules; None: whatever the form says, but no failure of ours.
Answer = Callable[[str], str | None]


def owners_deed(who: str) -> str | None:
    """A deed about something of Anna's: hers only, and not found for others."""
    if who == OWNER:
        return None
    return "404" if who == OTHER else f"to {SIGN_IN}"


def customers_deed(who: str) -> str | None:
    """A deed about what is one's own."""
    return None if who in (OWNER, OTHER) else f"to {SIGN_IN}"


def deed_of(*able: str) -> Answer:
    """A deed of staff in these roles; other staff are told that it is not theirs."""

    def rule(who: str) -> str | None:
        if who in able:
            return None
        return "403" if who in ROLES else f"to {DESK}login/"

    return rule


# Only looked at. The portal says so before it asks who comes, the desk to its staff only.
READ = {
    "accounts:access-log", "accounts:agreement", "accounts:agreement-version", "accounts:calls",
    "accounts:codeword-help", "accounts:own-data-file", "accounts:security", "cards:about",
    "cards:ask", "cards:blocked", "cards:card", "cards:export", "cards:export-file",
    "cards:limits", "cards:lost-done", "cards:operation", "cards:paper", "cards:paper-pdf",
    "cards:papers", "cards:settings", "channel:health", "channel:openapi", "demo:messages",
    "demo:phone", "disputes:dispute", "disputes:disputes", "disputes:operation",
    "documents:paper", "orders:onward", "orders:order", "orders:paper",
    "other-cards:attachment", "other-cards:other-cards", "other-cards:return", "overview:my",
    "payments:catalogue", "payments:category", "payments:history", "payments:payment",
    "payments:receipt", "payments:receipt-pdf", "payments:templates", "photos:photo",
    "public:article", "public:branches", "public:calculator", "public:contacts", "public:help",
    "public:home", "public:robots", "public:sitemap", "public:status", "public:tariff-pdf",
    "public:tariff-version", "public:tariff-version-pdf", "public:tariffs",
}  # fmt: skip
DESK_READ = {
    "admin:cards_cardorder_batch", "admin:cards_cardorder_photo",
    "admin:jsi18n", "desk:account-card", "desk:import",
    "desk:import-rows", "desk:register",
}  # fmt: skip
POSTED: dict[str, Answer] = {
    "accounts:end-others": customers_deed,
    "accounts:end-visit": owners_deed,
    "cards:alerts-off": owners_deed,
    "cards:freeze": owners_deed,
    "cards:limit-closing": owners_deed,
    "cards:unfreeze": owners_deed,
    "disputes:withdrawal": owners_deed,
    "orders:cancellation": customers_deed,
    "admin:app_list": staff("403"),
    "admin:ledger_close_day": deed_of(APPROVER),
    "admin:ledger_explain_suspense": deed_of(BRANCH),
    "desk:import-discard": deed_of(BRANCH),
}
for _table in SEEN_BY:
    _name = f"admin:{_table.replace('/', '_')}"
    # Rows change by deeds of services: nothing is posted to a table's own pages.
    for _page in ("changelist", "change", "history", "add", "delete"):
        POSTED[f"{_name}_{_page}"] = staff("403")
# What an auditor may post at the desk: in, out, the own password, why a file is opened or a table
# taken as one, and the question whether a purchase would go through, which writes nothing.
AUDITORS_OWN = {
    "admin:login", "admin:logout", "admin:password_change", "admin:accounts_customer_reason",
    "admin:cards_card_ask", "desk:account-file", "desk:day-file", "desk:import-report",
    "desk:trial-balance-file",
}  # fmt: skip


def expected(name: str, who: str) -> str | None:
    """The answer to this visitor's POST."""
    if name in READ:
        return "405"
    if who == AUDITOR and is_at_desk(name) and name not in AUDITORS_OWN:
        return "403"
    if name in DESK_READ and who in ROLES:
        return "405"
    if name in POSTED:
        return POSTED[name](who)
    looked = RULES[name](who)
    if looked in {"403", "404", f"to {SIGN_IN}", f"to {DESK}login/"}:
        return looked
    return None


def is_at_desk(name: str) -> bool:
    return name == "explain" or name.startswith(("admin:", "desk:", "words:"))
