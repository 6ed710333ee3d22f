"""The gates of a card operation: each a pure question to the facts, with the name of its reason.

A gate answers with the reason of a decline, with nothing where the operation may pass, and with
None where it does not concern the operation.
"""

from collections.abc import Callable
from dataclasses import dataclass

SPENDING = frozenset({"purchase", "cash", "transfer"})
OPERATIONS = SPENDING | {"refund", "balance"}
# Outcomes of 3-D Secure after which a purchase without its proof does not pass.
UNCONFIRMED = ("N", "R", "C")
NOT_ENROLLED = "N13"
LARGEST_MINOR = 10**11  # a milliard of tenge: more is a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a decision is made from; kept with it as JSON, so that it can be made again.

    Amounts are tiyn. `expiry` and `cvv` are right, wrong or absent; `authentication` is none,
    right, attempted, wrong or used; `three_ds` the outcome of 3-D Secure with its reason (`N19`),
    which says why there is no proof. `billed_minor` is None where the bank has no rate. `limit` is
    the kind of limit that the operation counts under, or nothing.
    """

    operation: str
    is_internet: bool = False
    is_known: bool = True
    state: str = "active"
    blocked_for: str = ""
    expiry: str = "right"
    cvv: str = "right"
    needs_cvv: bool = False
    cvv_tries_left: int = 1
    is_duplicate: bool = False
    is_reversed: bool = False
    amount_minor: int = 0
    billed_minor: int | None = 0
    fee_minor: int = 0
    category: str = ""
    is_category_closed: bool = False
    authentication: str = "none"
    three_ds: str = ""
    is_above_unsecured: bool = False
    limit: str = ""
    is_limit_open: bool = True
    limit_minor: int = 0
    used_minor: int = 0
    available_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What the account must bear, with the fee."""
        return (self.billed_minor or 0) + self.fee_minor


Gate = Callable[[Facts], str | None]


def card(facts: Facts) -> str | None:
    """The card is one of ours and may work today."""
    if not facts.is_known:
        return "unknown-card"
    if facts.state == "active":
        return ""
    if facts.state == "blocked":
        return facts.blocked_for or "blocked"
    return facts.state


def repeat(facts: Facts) -> str | None:
    """The message was not used for another operation, and is not undone already."""
    if facts.is_duplicate:
        return "duplicate"
    return "reversed-before" if facts.is_reversed else ""


def expiry(facts: Facts) -> str | None:
    """The expiry that was sent is the card's."""
    if facts.expiry == "absent":
        return None
    return "" if facts.expiry == "right" else "expiry"


def verification(facts: Facts) -> str | None:
    """The CVV that was sent is the card's, and was not guessed at before."""
    if facts.cvv == "absent":
        return "cvv-missing" if facts.needs_cvv and facts.is_internet else None
    if facts.cvv_tries_left <= 0:
        return "cvv-tries"
    return "" if facts.cvv == "right" else "cvv"


def operation(facts: Facts) -> str | None:
    """The bank does such operations."""
    return "" if facts.operation in OPERATIONS else "operation"


def amount(facts: Facts) -> str | None:
    """There is an amount, of a size that exists, in a currency that the bank has a rate for."""
    if facts.operation == "balance":
        return None
    if facts.billed_minor is None:
        return "currency"
    return "" if 0 < facts.total_minor <= LARGEST_MINOR and facts.amount_minor > 0 else "amount"


def category(facts: Facts) -> str | None:
    """The bank's cards pay this category of merchants."""
    if not facts.category:
        return None
    return "category" if facts.is_category_closed else ""


def access(facts: Facts) -> str | None:
    """The customer has opened such operations."""
    if not facts.limit:
        return None
    return "" if facts.is_limit_open else f"{facts.limit}-closed"


def authentication(facts: Facts) -> str | None:
    """The proof of 3-D Secure, if there is one, is ours and was not used before.

    Without one it passes only where the cardholder was not asked about this very purchase.
    """
    if not facts.is_internet:
        return None
    if facts.authentication == "none":
        was_asked = facts.three_ds[:1] in UNCONFIRMED and facts.three_ds != NOT_ENROLLED
        return "authentication" if was_asked else None
    return "" if facts.authentication in {"right", "attempted"} else "authentication"


def secured(facts: Facts) -> str | None:
    """Above the bound e-commerce passes with 3-D Secure only."""
    if not facts.is_internet or facts.operation != "purchase":
        return None
    is_bare = facts.authentication in {"none", "attempted"}
    return "unsecured" if is_bare and facts.is_above_unsecured else ""


def limit(facts: Facts) -> str | None:
    """The day's limit has room."""
    if not facts.limit:
        return None
    return "" if facts.used_minor + (facts.billed_minor or 0) <= facts.limit_minor else "limit"


def balance(facts: Facts) -> str | None:
    """The account has the money, the fee included."""
    if facts.operation not in SPENDING:
        return None
    return "" if facts.total_minor <= facts.available_minor else "balance"


# In this order: the first that fails is the reason. What tells a thief most stands last.
GATES: tuple[tuple[str, Gate], ...] = (
    ("card", card),
    ("repeat", repeat),
    ("expiry", expiry),
    ("verification", verification),
    ("operation", operation),
    ("amount", amount),
    ("category", category),
    ("access", access),
    ("authentication", authentication),
    ("secured", secured),
    ("limit", limit),
    ("balance", balance),
)
