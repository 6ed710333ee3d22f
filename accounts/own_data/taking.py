"""A customer takes a file of what the bank holds on them: behind a code, made fresh each time."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.factors.confirmed import confirmed
from accounts.limits import OWN_DATA_FILES, OWN_DATA_LIFE
from accounts.models import Customer, Deed
from accounts.own_data.errors import NoMoreFiles, NotReleased
from homebank.identity import BANK
from homebank.lib import clock, throttle
from homebank.lib.own_data import Fact, as_json, as_text, in_language, sections_of
from notifications.events import record
from notifications.models import Event

FORMATS = {"json": as_json, "txt": as_text}


def ask_for_file(*, customer: Customer, visit_id: UUID | None, language: str) -> Deed:
    """Send the code that lets this visit, and no other, take the file. NoTrustedNumber."""
    return release_file.ask(customer=customer, language=language, visit=str(visit_id or ""))


@confirmed(
    "own-data", title=_("Take the file of my data"), after="accounts:own-data",
    done=_("The file may be taken now, in either form."),
)  # fmt: skip
def release_file(*, customer: Customer, visit: str) -> None:
    """Let the visit take the file for a while."""
    record(kind="own-data-released", customer_id=customer.pk, facts={"visit": visit})


def may_take_until(*, customer: Customer, visit_id: UUID | None) -> datetime | None:
    """Until when the visit may take the file; None if it has to ask first."""
    if visit_id is None:
        return None
    since = clock.now() - OWN_DATA_LIFE
    mine = Event.objects.filter(customer=customer, kind="own-data-released", at__gt=since)
    last = mine.filter(facts__visit=str(visit_id)).order_by("-at").first()
    return last.at + OWN_DATA_LIFE if last else None


def take_file(
    *, customer: Customer, visit_id: UUID | None, form: str, language: str
) -> Iterator[str]:
    """The file in pieces, in a form of FORMATS, with words in the language.

    Raises NotReleased, NoMoreFiles(at).
    """
    if may_take_until(customer=customer, visit_id=visit_id) is None:
        raise NotReleased
    taken = throttle.take(OWN_DATA_FILES, f"customer {customer.pk}")
    if not taken.allowed:
        raise NoMoreFiles(at=taken.until)
    record(kind="own-data-taken", customer_id=customer.pk, facts={"form": form})
    head = [Fact("bank", _("Bank"), BANK["name"]), Fact("made_at", _("Made at"), clock.now())]
    return in_language(FORMATS[form](head, sections_of(customer)), language)
