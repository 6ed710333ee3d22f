"""Whoever holds a paper asks the bank about it: number and code open what stands on it."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from documents.errors import NoSuchPaper, TooManyLooks
from documents.issuing import CODE_COLUMN
from documents.limits import WRONG_LOOKS
from documents.models import Document
from documents.numbers import read_code, read_number
from homebank.lib import clock, crypto, throttle


@dataclass(frozen=True, slots=True)
class Verified:
    """What the bank says of a paper; `facts` are pairs of a name and what must stand on it.

    `checked_count` and `last_checked_at` are of before this look.
    """

    paper: Document
    facts: list[tuple[str, str]]
    checked_count: int
    last_checked_at: datetime | None


def verify(
    *, number: str, code: str, network: str, reader: UUID | None = None, counts: bool = True
) -> Verified:
    """The paper behind the number and the code as they were typed.

    A look is counted, but not its owner's (`reader` is a customer) and not if `counts` is False.
    NoSuchPaper, one answer for a wrong number and a wrong code; TooManyLooks after so many of them.
    """
    # Counted before it is looked up, so that many at once count as many.
    taken = throttle.take(WRONG_LOOKS, network)
    if not taken.allowed:
        time = f"{timezone.localtime(taken.until):%H:%M}"
        raise TooManyLooks(time=time)
    paper = _find(read_number(number), read_code(code))
    if paper is None:
        raise NoSuchPaper
    throttle.give_back(WRONG_LOOKS, network)
    answer = Verified(paper, _facts(paper), paper.checked_count, paper.last_checked_at)
    if counts and (reader is None or reader != paper.owner_id):
        _count(paper)
    return answer


def looks_at(subject: UUID, *kinds: str) -> tuple[int, datetime | None]:
    """How often strangers checked the papers about the subject, in any language, and when last."""
    rows = list(Document.objects.about(subject, *kinds).only("checked_count", "last_checked_at"))
    last = max((row.last_checked_at for row in rows if row.last_checked_at), default=None)
    return sum(row.checked_count for row in rows), last


def _find(number: int | None, code: str | None) -> Document | None:
    paper = Document.objects.defer("pdf", "code").filter(number=number or 0).first()
    # Compared whatever was found, so that time tells nothing of the number.
    asked = crypto.fingerprint(code or "", column=CODE_COLUMN)
    fits = crypto.same(asked, paper.code_hash if paper else "")
    return paper if fits and code else None


def _facts(paper: Document) -> list[tuple[str, str]]:
    """Names in the reader's language, values as the paper has them."""
    language = (get_language() or "ru")[:2]
    told = json.loads(paper.told)
    return [(fact["name"].get(language, fact["name"]["ru"]), fact["value"]) for fact in told]


def _count(paper: Document) -> None:
    Document.objects.filter(pk=paper.pk).update(
        checked_count=F("checked_count") + 1, last_checked_at=clock.now()
    )
