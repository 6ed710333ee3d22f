"""Cash machines and branches at the desk: which key, when heard last, whether it is revoked."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channel import desk
from channel.models import Terminal
from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import NOTHING


@admin.register(Terminal)
class TerminalAdmin(LookOnly[Terminal]):
    """The key itself is nobody's to read."""

    is_small = True
    list_display = ["name", "kind", "place", "key_id", "seen_at", "revoked_at"]
    list_filter = ["kind", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["=key_id", "=name"]
    search_help_text = _("The key id, or the whole name.")
    ordering = ["name", "added_at"]
    fields = ["id", "name", "kind", "place", "key_id", "added_at", "seen_at", "revoked_at",
              "revoked_by", "revoked_for", "to_do"]  # fmt: skip
    readonly_fields = ["to_do"]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(desk.revoke)
        return [path("<uuid:terminal_id>/revoke/", page, name="channel_terminal_revoke"),
                *super().get_urls()]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Terminal | None = None) -> Any:
        """What is to be done is shown to whoever may do it."""
        mine = request.user.has_perm(desk.REVOKE)
        return [name for name in self.fields if mine or name != "to_do"]

    @admin.display(description=_("what to do"))
    def to_do(self, terminal: Terminal) -> SafeString | str:
        if terminal.revoked_at is not None:
            return NOTHING
        address = reverse("admin:channel_terminal_revoke", args=[terminal.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Revoke this key"))
