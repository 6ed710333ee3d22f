"""A new version of contacts or of a help article: proposed by one, in force once another approved.

The former versions stay.
"""

import json
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.four_eyes import propose
from accounts.models import Proposal, User
from desk.models import Publication
from desk.wording.reading import in_force
from homebank.lib import clock
from homebank.lib.errors import Refusal
from notifications.events import record

PUBLISH = "publish-words"


class PublishedMeanwhile(Refusal):
    """Somebody published a version after the form was opened."""

    message = _(
        "Somebody published version {number} meanwhile. Open the page anew in another window, "
        "compare, and publish again."
    )


class NothingChanged(Refusal):
    """The words are those in force."""

    message = _("Nothing was changed: this is what is in force.")


def propose_words(
    *, kind: str, slug: str = "", body: dict[str, Any], base: int, why: str, by: User
) -> Proposal:
    """Ask a second pair of eyes to put `body` (shape: Publication) in force; `base` is the version
    that was edited, 0 for none. As `check_words` and accounts.four_eyes.propose."""
    facts = {"kind": kind, "slug": slug, "base": str(base),
             "body": json.dumps(body, ensure_ascii=False, sort_keys=True)}  # fmt: skip
    return propose(kind=PUBLISH, subject=words_id(kind=kind, slug=slug), customer=None,
                   facts=facts, reason=why, by=by)  # fmt: skip


def words_id(*, kind: str, slug: str = "") -> UUID:
    """What a proposal about contacts, or about this article, is about."""
    return uuid5(NAMESPACE_URL, f"homebank:words:{kind}:{slug}")


def check_words(*, kind: str, slug: str, body: dict[str, Any], base: int) -> None:
    """Whether the words may be published: PublishedMeanwhile, NothingChanged."""
    before = in_force(kind=kind, slug=slug)
    number = before.number if before else 0
    if number != base:
        raise PublishedMeanwhile(number=number)
    if before and before.body == body:
        raise NothingChanged


def publish(
    *, kind: str, slug: str, body: dict[str, Any], base: int, why: str, by: User,
    approved_by: User,
) -> Publication:  # fmt: skip
    """Put `body` in force, in the approval's transaction. As `check_words`."""
    check_words(kind=kind, slug=slug, body=body, base=base)
    made = Publication(kind=kind, slug=slug, number=base + 1, body=body, why=why, by=by,
                       approved_by=approved_by, at=clock.now())  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise PublishedMeanwhile(number=base + 1) from None
    _record(made)
    return made


def _record(made: Publication) -> None:
    facts = {"operator": made.approved_by.login_name or "", "proposer": made.by.login_name or "",
             "what": f"{made.kind} {made.slug}".strip(), "version": str(made.number),
             "reason": made.why}  # fmt: skip
    record(kind="words-published", customer_id=None, subject=made.pk, facts=facts)
