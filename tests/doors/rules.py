"""Who may enter where: a rule for every address. A new address needs its line here."""

from collections.abc import Callable

from django.conf import settings

from tests.doors.cast import OTHER, OWNER, ROLES

CENTRE, BRANCH, EDITOR, APPROVER, AUDITOR, ADMINISTRATOR = ROLES
SIGN_IN, DESK = "/sign-in/", f"/{settings.ADMIN_PATH}/"
Rule = Callable[[str], str]

# What a visitor gets from a GET: a status, or where it leads ("to /sign-in/", with `next`).


def anybody(who: str) -> str:
    return "200"


def not_when_in(who: str) -> str:
    """Doors that customers have behind them: registration and sign-in."""
    return "to /my/" if who in (OWNER, OTHER) else "200"


def only_posted(who: str) -> str:
    return "405"


def begins_at(address: str) -> Rule:
    """A step that nobody has come to: the first page."""
    return lambda _who: f"to {address}"


def begins_unless_in(address: str) -> Rule:
    """The same, behind a door that customers have passed."""
    return lambda who: "to /my/" if who in (OWNER, OTHER) else f"to {address}"


def customers(who: str) -> str:
    return "200" if who in (OWNER, OTHER) else f"to {SIGN_IN}"


def has_none_at(address: str) -> Rule:
    """A page about what neither customer has: to the page that says so."""
    return lambda who: f"to {address}" if who in (OWNER, OTHER) else f"to {SIGN_IN}"


def owners(answer: str) -> Rule:
    """Something of Anna's: hers only, and not found for others."""

    def rule(who: str) -> str:
        if who == OWNER:
            return answer
        return "404" if who == OTHER else f"to {SIGN_IN}"

    return rule


def mallorys(who: str) -> str:
    """Something of the other customer's, who has an order of a card: theirs only."""
    return has_ordered("200")(who)


def has_ordered(answer: str) -> Rule:
    """The same, where the order leads on: it was sent, and nothing of it is open any more."""

    def rule(who: str) -> str:
        if who == OTHER:
            return answer
        return "404" if who == OWNER else f"to {SIGN_IN}"

    return rule


def staff(answer: str) -> Rule:
    return lambda who: answer if who in ROLES else f"to {DESK}login/"


def roles(*seen_by: str) -> Rule:
    """Staff in these roles; other staff are told that it is not theirs."""

    def rule(who: str) -> str:
        return ("200" if who in seen_by else "403") if who in ROLES else f"to {DESK}login/"

    return rule


RULES: dict[str, Rule] = {
    "public:home": anybody,
    "public:help": anybody,
    "public:article": anybody,
    "public:branches": anybody,
    "public:calculator": anybody,
    "public:contacts": anybody,
    "public:robots": anybody,
    "public:sitemap": anybody,
    "public:status": anybody,
    "public:tariff-pdf": anybody,
    "public:tariff-version": anybody,
    "public:tariff-version-pdf": anybody,
    "public:tariffs": anybody,
    "documents:verify": anybody,
    # Number and code that fit no paper: the same for everybody.
    "documents:paper": lambda _who: "404",
    "healthz": anybody,
    "readyz": anybody,
    "demo:phone": anybody,
    "demo:write": anybody,
    "demo:messages": anybody,
    "machines:shop": anybody,
    "machines:cash-machine": anybody,
    "accounts:codeword-help": anybody,
    "accounts:agreement": anybody,
    "accounts:agreement-version": anybody,
    "accounts:cardless": not_when_in,
    "accounts:cardless-code": begins_at("/register/without-a-card/"),
    "accounts:cardless-name": begins_at("/register/without-a-card/"),
    "accounts:cardless-done": begins_at("/register/without-a-card/"),
    "accounts:register": not_when_in,
    "accounts:register-code": begins_at("/register/"),
    "accounts:register-password": begins_at("/register/"),
    "accounts:registered": begins_at("/register/"),
    "accounts:recover": not_when_in,
    "accounts:security": customers,
    "accounts:access-log": customers,
    "accounts:stay": customers,
    "accounts:data": customers,
    "accounts:own-data": customers,
    "accounts:own-data-file": has_none_at("/my/data/file/"),
    "accounts:password": customers,
    # Whoever has no codeword from before has nothing to change there.
    "accounts:codeword": has_none_at("/my/"),
    "accounts:not-me": customers,
    "accounts:app": customers,
    "accounts:app-off": has_none_at("/my/security/"),
    "accounts:passkeys": customers,
    "accounts:passkey-off": owners("200"),
    "accounts:recovery-codes": customers,
    "accounts:sign-in-recovery-code": begins_at(SIGN_IN),
    "accounts:calls": customers,
    "accounts:confirm": owners("200"),
    "accounts:end-visit": only_posted,
    "accounts:end-others": only_posted,
    "accounts:new-codeword": not_when_in,
    "accounts:new-codeword-code": begins_at("/codeword/"),
    "accounts:new-codeword-proof": begins_at("/codeword/"),
    "accounts:new-codeword-word": begins_at("/codeword/"),
    "accounts:new-codeword-done": begins_at("/codeword/"),
    "accounts:recover-code": begins_at("/recover/"),
    "accounts:recover-proof": begins_at("/recover/"),
    "accounts:recover-password": begins_at("/recover/"),
    "accounts:recovered": begins_at("/recover/"),
    "accounts:sign-in": not_when_in,
    "accounts:sign-in-code": begins_at(SIGN_IN),
    "accounts:certificate": not_when_in,
    "accounts:certificate-signature": begins_unless_in("/sign-in/certificate/"),
    "accounts:sign-out": anybody,
    "payments:catalogue": anybody,
    "payments:category": anybody,
    "payments:pay": customers,
    "payments:history": customers,
    "overview:my": customers,
    "cards:card": owners("200"),
    "cards:statement-file": owners("200"),
    "cards:export": owners("200"),
    # Nobody has made it yet.
    "cards:export-file": owners("to {file}"),
    "cards:limits": owners("200"),
    "cards:limit": owners("200"),
    "cards:limit-closing": only_posted,
    "cards:ask": owners("200"),
    "cards:operation": owners("200"),
    "cards:settings": owners("200"),
    "cards:freeze": only_posted,
    "cards:unfreeze": only_posted,
    "cards:block": owners("200"),
    # A card that works is not blocked, one that is not shown is asked for.
    "cards:blocked": owners("to {card}settings/"),
    "cards:alerts": owners("200"),
    "cards:alerts-off": only_posted,
    "cards:reveal": owners("200"),
    "cards:lost": anybody,
    "cards:lost-done": anybody,
    "cards:about": owners("200"),
    "cards:virtual": customers,
    "cards:reissue": owners("200"),
    "cards:closing": owners("200"),
    "cards:notice": owners("200"),
    "cards:certificate": owners("200"),
    "cards:papers": customers,
    "cards:paper": owners("200"),
    "cards:paper-pdf": owners("200"),
    "cards:withdrawal": owners("200"),
    "other-cards:other-cards": customers,
    "other-cards:attach": customers,
    "other-cards:attachment": owners("200"),
    "other-cards:return": owners("200"),
    "other-cards:other-card": owners("200"),
    "other-cards:detachment": owners("200"),
    "disputes:disputes": customers,
    "disputes:new": customers,
    "disputes:dispute": owners("200"),
    "disputes:withdrawal": only_posted,
    "disputes:operation": owners("200"),
    "disputes:of-movement": owners("200"),
    "cards:three-ds": owners("200"),
    "cards:three-ds-setup": owners("200"),
    "cards:three-ds-step": owners("to {card}3d-secure/set-up/"),
    # Who comes is known by a signature over the whole request; nobody of these has one.
    "channel:health": lambda _who: "401",
    "channel:openapi": anybody,
    "channel:trusted-number": only_posted,
    "channel:codeword-slip": only_posted,
    "channel:number-proposal": only_posted,
    "channel:unblocking": only_posted,
    "three_ds:areq": only_posted,
    "three_ds:challenge": only_posted,
    "three_ds:answer": only_posted,
    "orders:products": customers,
    "orders:order": mallorys,
    "orders:onward": has_ordered("to {order}"),
    "orders:check": has_ordered("to {order}onward/"),
    "orders:phone-code": has_ordered("to {order}onward/"),
    "orders:page": has_ordered("to {order}"),
    "orders:paper": mallorys,
    "orders:cancellation": only_posted,
    "photos:of-order": mallorys,
    "photos:photo": mallorys,
    "payments:payment": owners("200"),
    "payments:code": owners("to {payment}confirmation/"),
    "payments:confirmation": owners("200"),
    "payments:refusal": owners("to {payment}"),
    "payments:quote": owners("to {payment}"),
    "payments:receipt": owners("to {payment}"),
    "payments:receipt-pdf": owners("to {payment}"),
    "payments:share": owners("to {payment}"),
    "payments:keep-template": owners("to {payment}"),
    "payments:invoice": owners("200"),
    "payments:templates": customers,
    "payments:template": owners("200"),
    "payments:template-deletion": owners("200"),
    "admin:index": staff("200"),
    "admin:login": lambda who: f"to {DESK}" if who in ROLES else "200",
    "admin:logout": lambda who: "405" if who in ROLES else f"to {DESK}",
    "admin:password_change": staff("200"),
    "admin:jsi18n": staff("200"),
    "admin:view_on_site": staff("404"),
    "explain": roles(CENTRE, BRANCH, APPROVER, AUDITOR, ADMINISTRATOR),
    "words:all": roles(AUDITOR, ADMINISTRATOR),
    "words:contacts": roles(AUDITOR, ADMINISTRATOR),
    "words:article": roles(AUDITOR, ADMINISTRATOR),
    "admin:ledger_end_of_day": roles(BRANCH, APPROVER, AUDITOR),
    "admin:ledger_explain_suspense": roles(),
    "admin:ledger_close_day": roles(),
    "admin:ledger_trial_balance": roles(BRANCH, APPROVER, AUDITOR),
    "admin:payments_payment_resolution": roles(BRANCH, APPROVER),
    "admin:cards_dispute_work": roles(CENTRE, BRANCH),
    "admin:cards_card_hand_over": roles(BRANCH),
    "admin:cards_cardorder_work": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "admin:cards_cardorder_photo": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "admin:cards_cardorder_making": roles(BRANCH),
    "admin:cards_cardorder_batch": roles(BRANCH),
    "admin:channel_terminal_revoke": roles(ADMINISTRATOR),
    "admin:channel_terminal_lift": roles(ADMINISTRATOR),
    "admin:cards_card_ask": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "admin:cards_paper_withdraw": roles(BRANCH),
    "admin:accounts_customer_reason": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "admin:accounts_customer_call": roles(CENTRE, BRANCH),
    "admin:accounts_customer_number": roles(CENTRE, BRANCH, APPROVER),
    "admin:accounts_customer_sim": roles(CENTRE, BRANCH),
    "admin:accounts_customer_codeword-check": roles(CENTRE, BRANCH),
    "desk:imports": roles(BRANCH, APPROVER, AUDITOR),
    "desk:import": roles(BRANCH, APPROVER, AUDITOR),
    "desk:import-rows": roles(BRANCH, APPROVER),
    "desk:import-discard": staff("405"),
    "desk:import-report": roles(BRANCH, APPROVER, AUDITOR),
    "desk:registers": roles(BRANCH, APPROVER, AUDITOR),
    "desk:register": roles(BRANCH, APPROVER, AUDITOR),
    "desk:difference": roles(BRANCH, APPROVER, AUDITOR),
    "desk:trial-balance-file": roles(BRANCH, APPROVER, AUDITOR),
    "desk:account-card": roles(BRANCH, APPROVER, AUDITOR),
    "desk:account-file": roles(BRANCH, APPROVER, AUDITOR),
    "desk:day-file": roles(BRANCH, APPROVER, AUDITOR),
    "desk:home": staff("200"),
    "desk:shortcuts": staff("200"),
    "desk:find": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "desk:customer": roles(CENTRE, BRANCH, APPROVER, AUDITOR),
    "desk:customer-log": roles(CENTRE, BRANCH, AUDITOR),
    "desk:stop-card": roles(CENTRE, BRANCH),
    "desk:proposals": roles(CENTRE, BRANCH, APPROVER, AUDITOR, ADMINISTRATOR),
    # Another trusted number: whoever neither proposes nor decides such finds none.
    "desk:proposal": lambda who: staff(
        "200" if who in (CENTRE, BRANCH, APPROVER, AUDITOR) else "404"
    )(who),
    "desk:new-proposal": roles(BRANCH),
    "desk:staff-out": roles(ADMINISTRATOR),
    f"admin:<{DESK}url>": staff("404"),
}
# Who looks at which table of the desk. Nobody adds, changes or deletes there.
SEEN_BY: dict[str, tuple[str, ...]] = {
    "accounts/customer": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "accounts/identitydocument": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "accounts/user": (AUDITOR, ADMINISTRATOR),
    "auth/group": (AUDITOR, ADMINISTRATOR),
    "cards/authorization": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/card": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/cardorder": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/dispute": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/othercard": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/overdraft": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/presentment": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "cards/threedstransaction": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "channel/terminal": (AUDITOR, ADMINISTRATOR),
    "documents/document": (CENTRE, BRANCH, APPROVER, AUDITOR),
    "ledger/closedday": (BRANCH, APPROVER, AUDITOR),
    "ledger/bookroot": (BRANCH, APPROVER, AUDITOR),
    "ledger/account": (BRANCH, APPROVER, AUDITOR),
    "ledger/entry": (BRANCH, APPROVER, AUDITOR),
    "ledger/hold": (BRANCH, APPROVER, AUDITOR),
    "ledger/transfer": (BRANCH, APPROVER, AUDITOR),
    "notifications/auditseal": (AUDITOR,),
    "notifications/event": (CENTRE, BRANCH, AUDITOR, ADMINISTRATOR),
    "notifications/gatewaystate": (CENTRE, BRANCH, AUDITOR, ADMINISTRATOR),
    "notifications/sms": (CENTRE, BRANCH, AUDITOR, ADMINISTRATOR),
    "payments/accountkind": (AUDITOR, ADMINISTRATOR),
    "payments/biller": (AUDITOR, ADMINISTRATOR),
    "payments/category": (AUDITOR, ADMINISTRATOR),
    "payments/payment": (CENTRE, BRANCH, APPROVER, AUDITOR, ADMINISTRATOR),
    "payments/service": (AUDITOR, ADMINISTRATOR),
    "tariffs/exchangerate": (EDITOR, APPROVER, AUDITOR),
    "tariffs/quote": (EDITOR, APPROVER, AUDITOR),
    "tariffs/tariffversion": (EDITOR, APPROVER, AUDITOR),
}
for _table, _seen_by in SEEN_BY.items():
    _name, _path = f"admin:{_table.replace('/', '_')}", f"{DESK}{_table}/"
    RULES |= {
        f"{_name}_changelist": roles(*_seen_by),
        f"{_name}_change": roles(*_seen_by),
        f"{_name}_history": roles(*_seen_by),
        f"{_name}_add": roles(),
        f"{_name}_delete": roles(),
        f"admin:<{_path}object_id/>": staff("to {address}change/"),
    }
APPS_SEEN: dict[str, set[str]] = {}
for _table, _seen_by in SEEN_BY.items():
    APPS_SEEN.setdefault(_table.split("/")[0], set()).update(_seen_by)
QUERIES = {"demo:messages": "?phone=+77000000012"}


def sees_app(who: str) -> str:
    """The page of the app `payments`: whoever sees one of its tables."""
    if who not in ROLES:
        return f"to {DESK}login/"
    return "200" if who in APPS_SEEN["payments"] else "404"


RULES["admin:app_list"] = sees_app
