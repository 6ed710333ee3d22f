"""What stands for the sign-in cookie in a frame: a token per page, good for one deed.

It names the transaction and the step that its page belongs to, under the key of codes. Each deed
moves the transaction one step on, so a page that is sent twice does nothing the second time.
"""

from uuid import UUID

from cards.models import ThreeDsTransaction
from homebank.lib import crypto

CONTEXT = "cards.three_ds"


def token_of(row: ThreeDsTransaction) -> str:
    """The token of a page of the transaction as it stands."""
    said = f"{row.pk}.{row.step}"
    return f"{said}.{crypto.code_hash(said, context=CONTEXT)}"


def read_token(text: str) -> tuple[UUID, int] | None:
    """The transaction and the step of a token of ours; None for any other text."""
    key, dot, signature = text.rpartition(".")
    if not dot or not key.isascii() or not signature.isascii():
        return None
    if not crypto.same(signature, crypto.code_hash(key, context=CONTEXT)):
        return None
    transaction_id, _dot, step = key.rpartition(".")
    return UUID(transaction_id), int(step)
