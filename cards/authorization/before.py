"""What the host heard of a message before: its own answer, and a reversal that came too early."""

import json
from dataclasses import dataclass

from cards.models import Card
from homebank.lib.prepared import prepared_row

# One look: it is sent with every message. The second part reads the few reversals of the card.
HEARD = """
SELECT m.digest, m.answer::text, EXISTS (
    SELECT 1 FROM cards_hostmessage r
    WHERE r.card_id = %(card)s AND r.mti::text LIKE '04%%' AND (r.about = %(key)s
      OR (r.about = '' AND r.rrn = %(rrn)s AND r.rrn <> '' AND r.acquirer = %(acquirer)s)))
FROM (VALUES (1)) one LEFT JOIN cards_hostmessage m ON m.key = %(key)s
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """`answer` is what was said to the message, None to a new one; `digest` tells its content.

    `is_reversed`: its reversal came first, so it must place no hold.
    """

    digest: str | None
    answer: dict[str, str] | None
    is_reversed: bool


def heard_before(*, key: str, card: Card | None, rrn: str, acquirer: str) -> Heard:
    """What is known of the message. In the transaction that has its card locked."""
    values = {"key": key, "card": card and card.pk, "rrn": rrn, "acquirer": acquirer}
    digest, answer, is_reversed = prepared_row(HEARD, values)
    return Heard(digest, json.loads(answer) if answer else None, is_reversed)
