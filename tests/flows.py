"""What a visitor does, page by page: register, sign in, draft a payment, pay it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.system import LiveBank, wait_for
from tests.visitor import Visitor, facts

BEELINE = "/payments/services/beeline/pay/"
GOOD_ACCOUNT = "+7 777 123 45 67"


def register(visitor: Visitor, person: dict[str, Any]) -> None:
    """From the card to the page that shows the Homebank ID."""
    bank, phone = visitor.bank, str(person["phone"])
    seen = len(bank.messages(phone))
    visitor.open("/register/")
    born = date.fromisoformat(person["born"])
    visitor.fill(**facts(person), birth_date=f"{born:%d.%m.%Y}")
    assert visitor.path == "/register/code/", visitor.text
    visitor.fill(code=bank.code(phone, after=seen))
    assert visitor.path == "/register/password/", visitor.text
    visitor.fill(password=person["password"], again=person["password"])
    assert visitor.path == "/register/done/", visitor.text


def sign_in(visitor: Visitor, person: dict[str, Any]) -> None:
    """By trusted phone, password and the code from the demo phone."""
    bank, phone = visitor.bank, str(person["phone"])
    seen = len(bank.messages(phone))
    bank.move_clock(31)  # a phone gets a code each half minute before sign-in, not sooner
    visitor.open("/sign-in/?by=phone")
    visitor.fill(typed=phone, password=person["password"])
    assert visitor.path == "/sign-in/code/", visitor.text
    visitor.fill(code=bank.code(phone, after=seen))
    assert visitor.path == "/my/", visitor.text


def draft(
    visitor: Visitor, *, account: str = GOOD_ACCOUNT, amount: str = "1000", seconds: float = 240
) -> str:
    """A payment that the biller has checked and that shows its price; its id."""
    visitor.open(BEELINE)
    visitor.fill("/pay/", account=account, amount=amount)
    assert visitor.path.startswith("/payments/"), visitor.text
    payment = visitor.path.split("/")[2]
    wait_for(lambda: state_of(visitor.bank, payment) not in {"checking"}, seconds)
    visitor.open(f"/payments/{payment}/")
    return payment


def ask_for_code(visitor: Visitor, person: dict[str, Any], payment: str) -> str:
    """The code that the pay button sends."""
    seen = len(visitor.bank.messages(person["phone"]))
    visitor.fill(f"{payment}/code/")
    return visitor.bank.code(person["phone"], after=seen)


def pay(visitor: Visitor, person: dict[str, Any], **what: Any) -> str:
    """A payment confirmed by its code; its id."""
    payment = draft(visitor, **what)
    code = ask_for_code(visitor, person, payment)
    visitor.fill("/confirmation/", code=code)
    return payment


def state_of(bank: LiveBank, payment: str) -> str:
    rows = bank.query("SELECT state FROM payments_payment WHERE id = %s", payment)
    return str(rows[0][0]) if rows else ""


def ended(bank: LiveBank, payment: str, *, seconds: float = 300) -> str:
    """The end state of the payment, once it has one."""
    over = {"done", "returned", "refused", "failed", "unknown"}
    return wait_for(lambda: state_of(bank, payment) if state_of(bank, payment) in over else None,
                    seconds)  # fmt: skip
