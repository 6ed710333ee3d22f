"""A new version of contacts or of a help article is in force at once; the former ones stay."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.deeds import count_deed, read_reason
from accounts.staff.errors import ReasonHoldsSecret
from desk.models import Publication
from desk.wording.reading import in_force
from homebank.lib import clock
from homebank.lib.errors import Refusal
from notifications.events import SecretFact, record


class PublishedMeanwhile(Refusal):
    """Somebody published a version after the form was opened."""

    message = _(
        "Somebody published version {number} meanwhile. Open the page anew in another window, "
        "compare, and publish again."
    )


class NothingChanged(Refusal):
    """The words are those in force."""

    message = _("Nothing was changed: this is what is in force.")


def publish(
    *, kind: str, slug: str = "", body: dict[str, Any], base: int, why: str, by: User
) -> Publication:
    """Put `body` (shape: Publication) in force; `base` is the version that was edited, 0 for none.

    PublishedMeanwhile, NothingChanged, ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    why = read_reason(why)
    count_deed(by)
    before = in_force(kind=kind, slug=slug)
    number = before.number if before else 0
    if number != base:
        raise PublishedMeanwhile(number=number)
    if before and before.body == body:
        raise NothingChanged
    made = Publication(kind=kind, slug=slug, number=number + 1, body=body, why=why, by=by,
                       at=clock.now())  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _record(made)
    except IntegrityError:
        raise PublishedMeanwhile(number=number + 1) from None
    except SecretFact:
        raise ReasonHoldsSecret from None
    return made


def _record(made: Publication) -> None:
    facts = {"operator": made.by.login_name or "", "what": f"{made.kind} {made.slug}".strip(),
             "version": str(made.number), "reason": made.why}  # fmt: skip
    record(kind="words-published", customer_id=None, subject=made.pk, facts=facts)
