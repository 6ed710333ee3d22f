"""What is read and agreed to before an order is sent: by version, opened first, kept for good."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import agreements
from accounts.agreements import Text
from accounts.own_data.consents import record_consent
from cards.models import CardOrder
from cards.ordering.errors import NotOpened
from cards.ordering.steps import lock_order
from homebank.lib import clock
from tariffs.tables import table_at

TARIFFS = "tariffs"
# What each page asks to be agreed to.
PAPERS = {
    "consent": (agreements.PERSONAL_DATA,),
    "documents": (agreements.CARD_SERVICE, TARIFFS, agreements.CARD_RULES),
}
ALL = tuple(slug for slugs in PAPERS.values() for slug in slugs)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as this order has it: its newest version, and whether that one was opened."""

    slug: str
    title: str
    version: int
    is_opened: bool


def papers_for(order: CardOrder, page: str) -> list[Paper]:
    """The documents of the page `consent` or `documents`."""
    return [
        Paper(slug, _title(slug), version, _is_opened(order, slug, version))
        for slug in PAPERS[page]
        for version in [newest(slug)]
    ]


def newest(slug: str) -> int:
    """The version that is in force now. LookupError for what is no document of an order."""
    if slug not in ALL:
        raise LookupError(slug)
    if slug == TARIFFS:
        return int(table_at(clock.now()).version.number)
    return agreements.agreement(slug).version


def text_for(slug: str) -> Text:
    """The newest text in the reader's language. LookupError for the tariffs, which are a table."""
    return agreements.text_of(agreements.agreement(slug), get_language() or "ru")


def open_paper(*, order: CardOrder, slug: str) -> int:
    """Write down that the customer opened the newest version now; which one that is. LookupError.

    An order that has been sent keeps what it says of its documents.
    """
    version = newest(slug)
    with transaction.atomic():
        locked = lock_order(order.pk)
        if locked.is_editable and not _is_opened(locked, slug, version):
            opened = {"version": version, "language": (get_language() or "ru")[:2],
                      "at": clock.now().isoformat()}  # fmt: skip
            locked.opened = locked.opened | {slug: opened}
            locked.save(update_fields=["opened"])
    return version


def agree(order: CardOrder, page: str) -> None:
    """Set what the page asks for as agreed to, on the locked row. NotOpened: first read it."""
    papers = papers_for(order, page)
    unread = [paper.title for paper in papers if not paper.is_opened]
    if unread:
        raise NotOpened(titles=", ".join(_("“{title}”").format(title=each) for each in unread))
    order.agreed = order.agreed | {paper.slug: paper.version for paper in papers}


def is_agreed(order: CardOrder, page: str) -> bool:
    """Whether the versions in force were agreed to; of what was sent, those of that time."""
    if order.sent_at is not None:
        return True
    return all(order.agreed.get(slug) == newest(slug) for slug in PAPERS[page])


def keep_consents(order: CardOrder) -> None:
    """Write the consents down beside the customer's others, in the transaction that sends."""
    for slug in ALL:
        if slug != TARIFFS:
            language = order.opened[slug]["language"]
            record_consent(customer=order.customer, slug=slug, language=language,
                           version=order.agreed[slug])  # fmt: skip


def _title(slug: str) -> str:
    return _("Tariffs of the bank") if slug == TARIFFS else text_for(slug).title


def _is_opened(order: CardOrder, slug: str, version: int) -> bool:
    return bool(order.opened.get(slug, {}).get("version") == version)
