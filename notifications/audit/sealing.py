"""Seals the events of the day: a chain over them, and a signed sentence that is kept elsewhere.

Writing an event touches no chain: the night's run finds what no seal covers, whatever the order
in which transactions ended, and appends it.
"""

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.db import connection, transaction

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.signed_sentences import Sentence, publish, published, sign_sentence
from notifications.audit.lines import BATCH, FORMAT, START, next_head, unsealed_digests
from notifications.models import AuditBatch, AuditSeal

KIND = "audit"  # of the files in the folder: audit-000001.txt
LOCK = 0x6175646974  # one at a time


class SealsDisagree(Exception):
    """Seals in the database and published ones differ: nothing is sealed before somebody looked."""

    def __init__(self, stored: int, published: int) -> None:
        super().__init__(
            f"The database keeps {stored} seals, BOOK_ROOTS_FOLDER {published}, or others. "
            "Run manage.py verify_audit."
        )


def seal_due_events() -> AuditSeal | None:
    """Seal once a day of Almaty; None where it is done, or no key is set."""
    if not settings.BOOK_KEY or _is_done_today():
        return None
    return seal_events(only_if_due=True)


@transaction.atomic
def seal_events(*, only_if_due: bool = False) -> AuditSeal | None:
    """Cover every event that no seal covers yet, sign, and publish. SealsDisagree.

    None only if `only_if_due` and somebody else did it while this run waited for its turn.
    """
    _wait_for_turn()
    if only_if_due and _is_done_today():
        return None
    seals = stored_seals()
    refuse_other_seals(seals)
    last = seals[-1] if seals else None
    number, head = len(seals) + 1, last.facts["head"] if last else START
    count = 0
    for batch in _chained(number, head):
        batch.save()  # before its seal: the reference is looked at when the transaction ends
        head, count = batch.head, count + len(batch.ids)
    total = count + (int(last.facts["total"]) if last else 0)
    at = clock.now()
    sentence = sign_sentence(form=FORMAT, facts={
        "number": number, "at": at.isoformat(), "previous": last.hash if last else "",
        "events": count, "total": total, "head": head,
    })  # fmt: skip
    seal = AuditSeal.objects.create(
        number=number, text=sentence.text, signature=sentence.signature, at=at
    )
    transaction.on_commit(lambda: publish(KIND, sentence))
    return seal


def stored_seals() -> list[Sentence]:
    """The seals that the database keeps, in their order."""
    rows = AuditSeal.objects.order_by("number").values_list("text", "signature")
    return [Sentence(text, signature) for text, signature in rows]


def published_seals() -> list[Sentence]:
    """The seals in the folder; those of the database where no folder is set."""
    found = published(KIND)
    return stored_seals() if found is None else found


def refuse_other_seals(stored: list[Sentence]) -> None:
    """SealsDisagree unless folder and database hold the same; the last may wait for its file."""
    known = published_seals()
    if stored[: len(known)] != known or len(stored) > len(known) + 1:
        raise SealsDisagree(len(stored), len(known))
    for sentence in stored[len(known) :]:  # sealed, and the worker died before it was published
        publish(KIND, sentence)


def _is_done_today() -> bool:
    last = AuditSeal.objects.order_by("-number").first()
    return last is not None and last.at.astimezone(ALMATY).date() >= clock.today()


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _chained(number: int, head: str) -> Iterator[AuditBatch]:
    found = unsealed_digests()
    while rows := list(islice(found, BATCH)):
        for _id, digest in rows:
            head = next_head(head, digest)
        ids, digests = [row[0] for row in rows], b"".join(row[1] for row in rows)
        yield AuditBatch(seal_id=number, ids=ids, digests=digests, head=head)
