"""The tariff as a sealed PDF: the same rows as its page, once for each version and language."""

from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from documents.answers import pdf_answer
from documents.errors import DocumentRefused
from documents.issuing import find, issue
from documents.models import Document, Kind
from documents.words import in_each_language
from homebank.public import papers
from tariffs.models import TariffVersion
from tariffs.printed import PrintedRow

# Versions have numbers, papers are about ids: the id of a version is made of its number.
VERSIONS = UUID("01a200cb-0000-7000-8000-7461726966f0")


@require_safe
@conditional_page
@cache_control(no_cache=True)
def tariff_pdf(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The version in force, or the one with this number, in the reader's language."""
    published = papers.document(number)
    if published is None:
        raise Http404
    try:
        paper = paper_of(published, language=(get_language() or "ru")[:2])
    except DocumentRefused as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
    version = published.edition.version.number
    return pdf_answer(paper, name=f"homebank-tariff-{version}-{paper.language}.pdf")


def paper_of(published: papers.Document, *, language: str) -> Document:
    """The paper of a version, made when it is first asked for. NoSealNow."""
    version = published.edition.version
    subject = uuid5(VERSIONS, str(version.number))
    made = find(kind=Kind.TARIFF, subject=subject, language=language)
    if made is not None:
        return made
    with translation.override(language):
        facts = _facts(published)
    return issue(
        kind=Kind.TARIFF, subject=subject, owner_id=None, language=language,
        template="tariff.typ", facts=facts, issued_to="",
    )  # fmt: skip


def _facts(published: papers.Document) -> dict[str, Any]:
    """All that the template prints, in the active language."""
    version = published.edition.version
    since = date_format(version.in_force_from, "DATE_FORMAT")
    return {
        "above": _("%(bank)s: tariff for individuals") % {"bank": published.issuer},
        "title": version.title,
        "version": _("Version: {number}").format(number=version.number),
        "in_force": _("In force from: {day}").format(day=since),
        "columns": [_("Line"), _("Service"), _("Fee")],
        "rows": [_row(row) for row in published.rows],
        "small": _how_we_read_it(),
        "told": _told(version, rows=len(published.rows)),
    }


def _row(row: PrintedRow) -> dict[str, Any]:
    return {"part": str(row.part), "number": row.number, "name": row.name, "price": row.price,
            "notes": list(row.notes)}  # fmt: skip


def _how_we_read_it() -> list[str]:
    """The sentences below the table of the page."""
    return [
        _("The fee is for one payment, whatever it settles, where the row says nothing else."),
        _("A company that a row names comes before its category: Astana-ERC is line 21 and not 7, "
          "Miras University 20 and not 9.1."),
        _("A percentage is rounded half up to one tiyn, then its minimum applies."),
        _("A tax is cut to whole tenge first: a tax of 5000.50 is in row 25.2."),
        _("A transfer that fits no row below 29.2 costs what 29.2 says."),
        _("VAT is included where the row says so; the other rows say nothing of it."),
    ]  # fmt: skip


def _told(version: TariffVersion, *, rows: int) -> list[dict[str, Any]]:
    pairs = [
        (gettext_noop("Tariff"), version.title),
        (gettext_noop("Version"), str(version.number)),
        (gettext_noop("In force from"), f"{version.in_force_from:%d.%m.%Y}"),
        (gettext_noop("Rows"), str(rows)),
    ]
    return [{"name": in_each_language(name), "value": value} for name, value in pairs]
