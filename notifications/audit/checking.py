"""Proves the audit trail: sealed events are there and as they were, and the seals are ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebank.lib import crypto
from homebank.lib.signed_sentences import Sentence
from notifications.audit.lines import FORMAT, START, digests_of, next_head
from notifications.audit.sealing import published_seals, stored_seals
from notifications.models import AuditBatch

DIGEST = 32  # bytes


@dataclass
class _Chain:
    """How far the chain was followed."""

    head: str = START
    total: int = 0


def find_faults(*, public_key: str) -> Iterator[str]:
    """Each fault as a sentence; nothing when the trail is as the seals say.

    Reads one batch of events at a time. What came after the last seal is not covered yet.
    """
    published, stored = published_seals(), stored_seals()
    yield from _faults_of_seals(published, public_key)
    if stored != published:
        yield f"the database keeps {len(stored)} seals, the folder {len(published)}, or others"
    chain = _Chain()
    for seal in published:
        yield from _faults_of_events(seal, chain)


def _faults_of_seals(seals: list[Sentence], public_key: str) -> Iterator[str]:
    previous, number = "", 0
    for seal in seals:
        if not seal.text.startswith(f"{FORMAT}\n"):
            yield f"seal {seal.number}: not of the format {FORMAT}"
        if seal.number != number + 1:
            yield f"seal {number + 1} is missing"
        elif seal.facts["previous"] != previous:
            yield f"seal {seal.number} does not follow from seal {number}"
        if not crypto.is_signed(public_key, seal.text, seal.signature):
            yield f"seal {seal.number}: the signature is not of this key"
        previous, number = seal.hash, seal.number


def _faults_of_events(seal: Sentence, chain: _Chain) -> Iterator[str]:
    count = 0
    batches = AuditBatch.objects.filter(seal=seal.number).order_by("id")
    for batch in batches.iterator(chunk_size=10):
        count += len(batch.ids)
        yield from _faults_of_batch(seal, batch, chain)
    chain.total += count
    if (count, chain.total) != (int(seal.facts["events"]), int(seal.facts["total"])):
        yield f"seal {seal.number} tells of {seal.facts['events']} events, here are {count}"
    if chain.head != seal.facts["head"]:
        yield f"seal {seal.number}: its events are not those that were signed"
        chain.head = seal.facts["head"]  # one fault is told once


def _faults_of_batch(seal: Sentence, batch: AuditBatch, chain: _Chain) -> Iterator[str]:
    sealed, there = bytes(batch.digests), digests_of(batch.ids)
    for place, event_id in enumerate(batch.ids):
        digest = sealed[place * DIGEST : (place + 1) * DIGEST]
        chain.head = next_head(chain.head, digest)
        if event_id not in there:
            yield f"event {event_id}: sealed by seal {seal.number}, and gone"
        elif there[event_id] != digest:
            yield f"event {event_id}: not what seal {seal.number} sealed"
    if chain.head != batch.head:
        yield f"seal {seal.number}: its list of events was rewritten"
        chain.head = batch.head  # where the next batch began
