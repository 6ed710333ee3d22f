"""The operator whom a branch names: proven by the code of their own authenticator."""

from django.views.decorators.debug import sensitive_variables

from accounts.four_eyes import kinds
from accounts.models import User
from accounts.staff.errors import OperatorNotProven
from accounts.staff.proving import prove_operator
from channel import limits
from channel.errors import TooMany
from channel.models import Terminal
from channel.shapes import Body
from channel.stopping import Stop, stop_terminal
from homebank.lib import crypto, throttle

COLUMN = "channel.operator"


@sensitive_variables("told")
def proven_operator(*, terminal: Terminal, told: Body, kind: str) -> User:
    """Who proposes a deed of this kind: `operator`, by `operator_code`, which is spent by it.

    OperatorNotProven for whatever is wrong, TooMany(at). A try is counted as wrong first, per name
    (known or not) and terminal, per terminal, where many wrong ones stop it, and per name over all
    terminals, beyond which nobody's app is asked. Outside any transaction.
    """
    name = told["operator"].strip().lower()
    anywhere = crypto.fingerprint(name, column=COLUMN)
    by_name = f"{terminal.pk} {anywhere}"
    of_name = throttle.take(limits.OPERATOR_CODES, by_name)
    if not of_name.allowed:
        raise TooMany(at=of_name.until)
    of_terminal = throttle.take(limits.WRONG_CODES, str(terminal.pk))
    if not of_terminal.allowed:
        raise TooMany(at=of_terminal.until)
    is_asked = throttle.take(limits.OPERATOR_NAMES, anywhere).allowed
    try:
        by = prove_operator(
            login_name=name, code=told["operator_code"], permission=kinds()[kind].proposes,
            is_asked=is_asked, terminal=terminal.name, key_id=terminal.key_id,
        )  # fmt: skip
    except OperatorNotProven:
        if not of_terminal.left:
            stop_terminal(terminal=terminal, why=Stop.WRONG_CODES)
        raise
    throttle.forget(limits.OPERATOR_CODES, by_name)
    throttle.forget(limits.OPERATOR_NAMES, anywhere)
    throttle.give_back(limits.WRONG_CODES, str(terminal.pk))
    return by


def seen_at(terminal: Terminal) -> dict[str, str]:
    """What the event of a proposal tells: at which terminal, and how the operator was proven."""
    return {"terminal": terminal.name, "factor": "app"}
