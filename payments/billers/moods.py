"""How the simulator treats an account: by its last four digits (in words: docs/billers.md)."""

from dataclasses import dataclass

HOSTILE = "<script>alert(1)</script> \u202e'\"><img src=x onerror=alert(2)>" + "Ж" * 400


@dataclass(frozen=True)
class Behaviour:
    """What `check` and `pay` answer: result codes in order (the last one stays) or a trouble.

    Troubles: slow, rubbish, empty, silent (closes without an answer). `credits` says whether the
    account is credited in spite of a trouble; `again` is what a repeated `pay` answers, when it
    is not the stored result. `plain` leaves out what is not obligatory, as text/html.
    """

    check: tuple[str, ...] = ("0",)
    pay: tuple[str, ...] = ("0",)
    credits: bool = False
    again: str = "0"
    plain: bool = False
    comment: str = "OK"
    # Of the invoice protocol: another bill at each question; a bill that owes nothing.
    restless: bool = False
    paid_up: bool = False


BEHAVIOURS = {
    "0001": Behaviour(pay=("1", "1", "0")),
    "0002": Behaviour(check=("5",), pay=("5",)),
    "0003": Behaviour(check=("slow",)),
    "0004": Behaviour(check=("rubbish",)),
    "0005": Behaviour(pay=("7",)),
    "0006": Behaviour(pay=("silent",), credits=True),
    "0007": Behaviour(pay=("silent",), credits=True, again="300"),
    "0008": Behaviour(pay=("empty",)),
    "0009": Behaviour(pay=("slow",), credits=True),
    "0010": Behaviour(pay=("rubbish", "0")),
    "0011": Behaviour(check=("79",), pay=("79",)),
    "0012": Behaviour(check=("1", "0")),
    "0013": Behaviour(comment=HOSTILE),
    "0014": Behaviour(pay=("90", "0")),
    "0015": Behaviour(plain=True),
    "0016": Behaviour(pay=("silent", "7")),
    "0017": Behaviour(restless=True),
    "0018": Behaviour(paid_up=True),
}
ORDINARY = Behaviour()


def mood_of(account: str) -> Behaviour:
    """Of any form of account: letters and signs do not count."""
    digits = "".join(c for c in account if c.isascii() and c.isdigit())
    return BEHAVIOURS.get(digits[-4:], ORDINARY)
