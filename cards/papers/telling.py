"""The papers of accounts in the file that customers take of their own data."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from cards.papers.issuing import papers_of
from documents.models import Document
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell_papers(customer: Customer) -> Iterator[Section]:
    """Each paper with its state; the files themselves are on the page of papers."""
    papers = papers_of(customer).defer("pdf", "code", "told").iterator(chunk_size=CHUNK)
    yield Section("account_papers", _("Papers of accounts"), map(_paper, papers))


def _paper(paper: Document) -> Record:
    return [
        Fact("number", _("Number of the paper"), paper.number_shown),
        Fact("kind", _("Kind"), paper.kind, paper.get_kind_display()),
        Fact("language", _("Language of the paper"), paper.language),
        Fact("issued_at", pgettext_lazy("paper", "Issued"), paper.issued_at),
        Fact("withdrawn_at", _("Withdrawn"), paper.withdrawn_at),
        Fact("checked", _("Checked by others"), paper.checked_count),
    ]
