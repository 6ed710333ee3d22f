"""How the centre treats a number: by its last six digits. docs/smpp.md prints the table."""

from __future__ import annotations

from dataclasses import dataclass

THROTTLED, QUEUE_FULL, BAD_DESTINATION, BAD_SOURCE, SYSTEM_ERROR = 0x58, 0x14, 0x0B, 0x0A, 0x08
OPTION_REFUSED = 0xC1


@dataclass(frozen=True)
class Behaviour:
    """What becomes of a submit and of its receipt.

    `statuses`: what is answered, in order; the last one stays (one that refuses an optional field
    is the answer only to a submit with one). `answer`: at once, late (`seconds`
    later), never, nack, unnamed (without an id), dropped (the connection, instead), nonsense
    (before the answer), endless or empty (a header of 4 GB or of nothing, instead).
    `answered` and `told` spell the id in the answer and in the receipt. `fates` are of the parts
    in turn. `wait`: seconds to the receipt, none if there is none; negative: before the answer.
    `times`: how often it comes; `on_the_way`: a word on the way precedes it. `form`: both (text
    and optional fields), text, options, wild (text with rubbish around), ucs2, foreign (first one
    of a message that nobody sent).
    """

    statuses: tuple[int, ...] = (0,)
    answer: str = "at once"
    seconds: float = 0.0
    answered: str = "{:d}"
    told: str = "{:d}"
    fates: tuple[str, ...] = ("DELIVRD",)
    wait: float | None = 0.1
    times: int = 1
    on_the_way: bool = False
    form: str = "both"


BEHAVIOURS = {
    "550001": Behaviour(statuses=(THROTTLED, THROTTLED, 0)),
    "550002": Behaviour(statuses=(QUEUE_FULL, 0)),
    "550003": Behaviour(statuses=(BAD_DESTINATION,)),
    "550004": Behaviour(answer="never"),
    "550005": Behaviour(wait=5.0),
    "550006": Behaviour(times=3),
    "550007": Behaviour(answered="{:X}"),
    "550008": Behaviour(answered="{:020d}"),
    "550009": Behaviour(fates=("UNDELIV",)),
    "550010": Behaviour(fates=("REJECTD",)),
    "550011": Behaviour(fates=("EXPIRED",)),
    "550012": Behaviour(wait=-1.0),
    "550013": Behaviour(answer="dropped", wait=None),
    "550014": Behaviour(answer="late", seconds=0.5),
    "550015": Behaviour(answer="late", seconds=15.0),
    "550016": Behaviour(answer="nonsense"),
    "550017": Behaviour(answer="endless", wait=None),
    "550018": Behaviour(form="wild"),
    "550019": Behaviour(form="options"),
    "550020": Behaviour(fates=("DELIVRD", "UNDELIV")),
    "550021": Behaviour(form="text"),
    "550022": Behaviour(wait=None),
    "550023": Behaviour(form="foreign"),
    "550024": Behaviour(statuses=(BAD_SOURCE,)),
    "550025": Behaviour(statuses=(SYSTEM_ERROR, 0)),
    "550026": Behaviour(answer="nack"),
    "550027": Behaviour(answer="unnamed"),
    "550028": Behaviour(statuses=(THROTTLED,)),
    "550029": Behaviour(answer="empty", wait=None),
    "550030": Behaviour(form="ucs2"),
    "550031": Behaviour(on_the_way=True),
    "550032": Behaviour(answered="{:x}", told="{:020d}"),
    "550033": Behaviour(statuses=(OPTION_REFUSED,)),
    "550034": Behaviour(fates=("SOMETHING",)),
}
ORDINARY = Behaviour()


def behaviour_of(number: str) -> Behaviour:
    """How a number is treated; all others are served at once."""
    return BEHAVIOURS.get(number[-6:], ORDINARY)
