"""What may be asked on the channel: the fields, who may ask, and what is answered, as data.

The views read requests by it, and the OpenAPI document is printed from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import HowKnown
from channel.models import Terminal
from channel.shapes import UUID_PATTERN, Field, Shape

MACHINE, BRANCH = Terminal.Kind.MACHINE, Terminal.Kind.BRANCH
IN_PERSON = [HowKnown.ID_CARD.value, HowKnown.PASSPORT.value, HowKnown.PERMIT.value]
SOME_ID = "01a200cb-364c-7c54-965d-b4b2482998a9"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00$"

ID = Field(
    "id", "The terminal's own id of this deed: the same one again does nothing twice.",
    pattern=UUID_PATTERN, longest=36, example=SOME_ID,
)  # fmt: skip
CARD = Field(
    "card", "The whole number of the card, in digits. It is looked up by a keyed hash and written "
    "down nowhere.", pattern="^[0-9]{13,19}$", longest=19, example="4405640000000002",
)  # fmt: skip
VERIFIED = Field(
    "verified", "The machine's host has checked card and PIN. The PIN itself never comes here.",
    choices=["pin"], longest=3,
)  # fmt: skip
NUMBER = Field(
    "number", "The new trusted number: a mobile one of Kazakhstan.", longest=30,
    example="+77010000012",
)  # fmt: skip
AGAIN = Field(
    "again", "The answer to this id was lost: print another word, without a fee. Up to twice, "
    "within 15 minutes.", kind="boolean", is_needed=False,
)  # fmt: skip
DOCUMENT = Field("document", "Which document the operator has seen.", choices=IN_PERSON, longest=20)
REASON = Field("reason", "Why; the customer and the auditors read it.", example="lost the phone")
OPERATOR = Field(
    "operator", "Login name of the member of staff who asks for it; somebody else approves it at "
    "the desk.", longest=30, example="olga",
)  # fmt: skip
OPERATOR_CODE = Field(
    "operator_code", "What that member's own authenticator app shows now, typed by them: spent by "
    "this request. A repetition by the same id asks for no other one.",
    pattern="^[0-9]{6}$", longest=6, example="492039",
)  # fmt: skip

REFERENCE = Field("reference", "The bank's id of this deed.", pattern=UUID_PATTERN, longest=36)
REPEATED = Field("repeated", "This id was done before; nothing was done now.", kind="boolean")
SHOWN_CARD = Field("card", "The card, truncated.", longest=30)
MASKED = Field("number", "The number, masked.", longest=30)
WAITS = Field("proposal", "The proposal that waits at the desk.", pattern=UUID_PATTERN, longest=36)
UNTIL = Field("until", "It expires then.", pattern=MOMENT, longest=25)
FEE = Field("fee", "What was charged, in the smallest unit: 3000 is 30 tenge.", kind="integer")
CURRENCY = Field("currency", "Of the fee.", pattern="^[A-Z]{3}$", longest=3)
LINE = Field("line", "The line of the tariff.", longest=8)
WORD = Field(
    "word", "The new codeword, for the slip. It is told once, and kept by nobody: a repetition has "
    "none.", longest=40, is_needed=False,
)  # fmt: skip
TERMINAL = Field("terminal", "The name that the bank knows this terminal by.", longest=40)
KIND = Field("kind", "What it is.", choices=[kind.value for kind in Terminal.Kind], longest=7)
TIME = Field("time", "The bank's clock.", pattern=MOMENT, longest=25)
MAY = Field(
    "functions", "What this terminal may ask for: nothing while it is stopped.", kind="array"
)


@dataclass(frozen=True, slots=True)
class Function:
    """One address; `path` is its name too."""

    path: str
    method: str
    about: str
    kinds: Sequence[Terminal.Kind]
    takes: Shape
    answers: Shape


HEALTH = Function(
    "health", "GET", "Whether the bank hears this terminal, and what its clock says.",
    (MACHINE, BRANCH), (), (TERMINAL, KIND, TIME, MAY),
)  # fmt: skip
TRUSTED_NUMBER = Function(
    "trusted-number", "POST", "Another trusted number, in force at once. Whoever was signed in is "
    "signed out, both numbers are told, and new payees wait for a day.",
    (MACHINE,), (ID, CARD, VERIFIED, NUMBER), (REFERENCE, REPEATED, SHOWN_CARD, MASKED),
)  # fmt: skip
CODEWORD_SLIP = Function(
    "codeword-slip", "POST", "A new codeword for the slip, in force at once. Its fee is charged to "
    "the card's account in the same transaction.",
    (MACHINE,), (ID, CARD, VERIFIED, AGAIN),
    (REFERENCE, REPEATED, SHOWN_CARD, FEE, CURRENCY, LINE, WORD),
)  # fmt: skip
NUMBER_PROPOSAL = Function(
    "number-proposal", "POST", "Another trusted number, proposed by a branch: somebody else "
    "approves it at the desk.", (BRANCH,),
    (ID, CARD, NUMBER, DOCUMENT, REASON, OPERATOR, OPERATOR_CODE),
    (REFERENCE, REPEATED, SHOWN_CARD, MASKED, WAITS, UNTIL),
)  # fmt: skip
UNBLOCKING = Function(
    "unblocking", "POST", "The block of a card, to be lifted: proposed by a branch, approved by "
    "somebody else at the desk.", (BRANCH,), (ID, CARD, DOCUMENT, REASON, OPERATOR, OPERATOR_CODE),
    (REFERENCE, REPEATED, SHOWN_CARD, WAITS, UNTIL),
)  # fmt: skip
FUNCTIONS = (HEALTH, TRUSTED_NUMBER, CODEWORD_SLIP, NUMBER_PROPOSAL, UNBLOCKING)


def functions_of(kind: str) -> list[str]:
    """The paths that a terminal of this kind may ask for."""
    return [each.path for each in FUNCTIONS if kind in each.kinds]
