"""Papers for operators: to find by number. The file, the code and what it says stay sealed."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.numbers import read_number
from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import NOTHING


@admin.register(Document)
class DocumentAdmin(LookOnly[Document]):
    """Who has which paper since when, whether it still counts, how often strangers asked."""

    words = {"language": "language"}
    list_display = ("number_shown", "kind", "issued_to_masked", "issued_at", "withdrawn_at")
    list_filter = ("kind",)
    found_by = ("number",)
    search_help_text = _("Number of the paper, with dashes or without")
    fields = (
        "number_shown", "kind", "language", "issued_to_masked", "issued_at", "sha256",
        "withdrawn_at", "withdrawn_for", "checked_count", "last_checked_at", "to_do",
    )  # fmt: skip
    readonly_fields = ("number_shown", "to_do")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Document]:
        """Without what is sealed: no list unseals a thousand files."""
        return super().get_queryset(request).defer("pdf", "code", "told")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Document], search_term: str
    ) -> tuple[models.QuerySet[Document], bool]:
        """One look-up in an index, however many papers there are."""
        if not search_term.strip():
            return queryset, False
        number = read_number(search_term)
        return (queryset.none() if number is None else queryset.filter(number=number)), False

    @admin.display(description=_("what to do"))
    def to_do(self, paper: Document) -> SafeString | str:
        """A customer's paper is withdrawn with a reason, on a page of the room that issues them."""
        if paper.is_withdrawn or paper.owner_id is None:
            return NOTHING
        address = reverse("admin:cards_paper_withdraw", args=[paper.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Withdraw this paper"))

    @admin.display(description=_("number"), ordering="number")
    def number_shown(self, paper: Document) -> str:
        return paper.number_shown
