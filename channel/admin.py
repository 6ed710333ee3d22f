"""Cash machines and branches at the desk: which key, when heard last, whether it is revoked."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
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
    list_display = ["name", "kind", "place", "key_id", "seen_at", "stopped_at", "revoked_at"]
    list_filter = ["kind", ("stopped_at", admin.EmptyFieldListFilter),
                   ("revoked_at", admin.EmptyFieldListFilter)]  # fmt: skip
    search_fields = ["=key_id", "=name"]
    search_help_text = _("The key id, or the whole name.")
    ordering = ["name", "added_at"]
    fields = ["id", "name", "kind", "place", "key_id", "added_at", "seen_at", "stopped_at",
              "stopped_for", "revoked_at", "revoked_by", "revoked_for", "to_do"]  # fmt: skip
    readonly_fields = ["to_do"]

    def get_urls(self) -> list[URLPattern]:
        pages = {"revoke": desk.revoke, "lift": desk.lift}
        return [
            *(path(f"<uuid:terminal_id>/{name}/", self.admin_site.admin_view(page),
                   name=f"channel_terminal_{name}") for name, page in pages.items()),
            *super().get_urls(),
        ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Terminal | None = None) -> Any:
        """What is to be done is shown to whoever may do it."""
        mine = request.user.has_perm(desk.REVOKE.permission)
        return [name for name in self.fields if mine or name != "to_do"]

    @admin.display(description=_("what to do"))
    def to_do(self, terminal: Terminal) -> SafeString | str:
        if terminal.revoked_at is not None:
            return NOTHING
        deeds = {"revoke": gettext("Revoke this key")}
        if terminal.stopped_at is not None:
            deeds = {"lift": gettext("Let it work again"), **deeds}
        links = ((reverse(f"admin:channel_terminal_{name}", args=[terminal.pk]), said)
                 for name, said in deeds.items())  # fmt: skip
        return format_html_join(" · ", '<a href="{}">{}</a>', links)
