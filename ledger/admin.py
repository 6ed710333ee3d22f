"""The book at the desk: to look at. Nothing of it is changed by a form."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import desk_words
from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.desk_values import NOTHING, sum_column, sum_text, time_column
from homebank.lib.iban import spaced
from ledger import day_desk
from ledger.accounts import balance_of
from ledger.books import trial_balances
from ledger.models import Account, BookRoot, ClosedDay, Entry, Hold, Transfer

M = TypeVar("M", bound=Model)


class BookAdmin(LookOnly[M]):
    """Rows of the book: read only, found by id."""

    found_by = ("pk",)
    search_help_text = _("The whole id.")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What is shown of a row, in the order it is read."""
        return self.readonly_fields


class WhoseAccount(admin.EmptyFieldListFilter):
    """The bank's own accounts, or the customers'. Asks the database for no values."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        words = (_("All"), _("the bank’s own"), _("of customers"))
        for choice, word in zip(super().choices(changelist), words, strict=True):
            yield {**choice, "display": word}


@admin.register(Account)
class AccountAdmin(BookAdmin[Account]):
    """Accounts, the card of one with its balance, and the trial balance of all."""

    change_list_template = "admin/ledger/account_list.html"
    list_display = ["shown", "kind", "currency", "file", "opened_at"]
    list_filter = [("owner", WhoseAccount)]
    search_help_text = _("The whole IBAN, or the name of the bank’s own account.")
    readonly_fields = ["spaced_iban", "name", "kind", "currency", "file", "opened_at",
                       "sum_amount", "sum_held", "sum_available", "sum_floor", "lines"]  # fmt: skip
    words = {"kind": "account"}

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.trial_balance)
        return [path("trial-balance/", page, name="ledger_trial_balance"), *super().get_urls()]

    def trial_balance(self, request: HttpRequest) -> HttpResponse:
        """All accounts by currency, and that they sum to zero."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Trial balance"),
            "opts": self.opts,
            "books": trial_balances(),
        }
        return render(request, "admin/ledger/trial_balance.html", context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        """The account with the typed IBAN (blanks do not matter), or own accounts of the name."""
        typed = "".join(search_term.split())
        if not typed:
            return queryset, False
        if typed.upper().startswith("KZ") and len(typed) == 20:
            return queryset.filter(iban=typed.upper()), False
        return queryset.filter(owner=None, name=search_term.strip()), False

    @admin.display(description=_("account"))
    def shown(self, account: Account) -> str:
        return spaced(account.iban) if account.iban else desk_words.own_account(account.name)

    def named(self, row: Account) -> str:
        return self.shown(row)

    @admin.display(description=_("customer"))
    def file(self, account: Account) -> str:
        return str(account.owner_id or NOTHING)

    @admin.display(description=_("IBAN"))
    def spaced_iban(self, account: Account) -> str:
        return spaced(account.iban) if account.iban else NOTHING

    @admin.display(description=pgettext_lazy("book", "balance"))
    def sum_amount(self, account: Account) -> str:
        return sum_text(balance_of(account.pk).amount)

    @admin.display(description=_("blocked amount"))
    def sum_held(self, account: Account) -> str:
        return sum_text(balance_of(account.pk).held)

    @admin.display(description=_("available balance"))
    def sum_available(self, account: Account) -> str:
        return sum_text(balance_of(account.pk).available)

    @admin.display(description=_("lowest available balance"))
    def sum_floor(self, account: Account) -> str:
        floor = account.floor
        return str(pgettext_lazy("book", "none")) if floor is None else sum_text(floor)

    @admin.display(description=pgettext_lazy("book", "entries"))
    def lines(self, account: Account) -> str:
        url = reverse("admin:ledger_entry_changelist")
        return format_html(
            '<a href="{}?account__id__exact={}">{}</a> · <a href="{}">{}</a>',
            url,
            account.pk,
            pgettext_lazy("book", "Entries"),
            reverse("desk:account-card", args=[account.pk]),
            pgettext_lazy("book", "Account card"),
        )


class EntryInline(LookOnlyRows[Entry, Transfer]):
    """The legs of a transfer."""

    model = Entry
    fields = readonly_fields = ("account", "sum_of_leg", "sequence", "at")
    sum_of_leg = sum_column("amount", pgettext_lazy("book", "amount"))


@admin.register(Transfer)
class TransferAdmin(BookAdmin[Transfer]):
    list_display = ["id", "kind", "at", "customer", "undone", "memo"]
    readonly_fields = ["id", "kind", "at", "customer", "subject", "reverses", "memo"]
    inlines = [EntryInline]
    words = {"kind": "book"}

    @admin.display(description=_("reversal of"))
    def undone(self, transfer: Transfer) -> str:
        return str(transfer.reverses_id or NOTHING)


@admin.register(Entry)
class EntryAdmin(BookAdmin[Entry]):
    list_display = ["id", "account", "shard", "sequence", "sum_of_leg", "sum_after", "at"]
    list_select_related = ["account"]
    linked_by = ("account__id__exact",)  # from the page of an account
    found_by = ("transfer",)
    search_help_text = _("The whole id of the transfer.")
    readonly_fields = [
        "id",
        "transfer",
        "account",
        "shard",
        "sequence",
        "sum_of_leg",
        "sum_after",
        "at",
    ]
    sum_of_leg = sum_column("amount", pgettext_lazy("book", "amount"))
    sum_after = sum_column("balance_after", _("balance after"))

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        """Those of one account along its own chain, which has an index."""
        if self.linked_by[0] in request.GET:
            return ["-shard", "-sequence"]
        return ["-id"]


@admin.register(Hold)
class HoldAdmin(BookAdmin[Hold]):
    list_display = ["id", "account", "kind", "sum_of_hold", "shown_state", "placed_at"]
    list_select_related = ["account", "resolution"]
    readonly_fields = ["id", "account", "kind", "customer", "subject", "sum_of_hold",
                       "shown_state", "placed_at", "ended_at", "settled_by"]  # fmt: skip
    words = {"kind": "book"}
    sum_of_hold = sum_column("amount", pgettext_lazy("book", "amount"))
    ended_at = time_column("resolved_at", _("ended at"))

    @admin.display(description=pgettext_lazy("book", "state"))
    def shown_state(self, hold: Hold) -> str:
        return str(hold.state.label)

    @admin.display(description=_("settled by transfer"))
    def settled_by(self, hold: Hold) -> str:
        return str(hold.transfer_id or NOTHING)


@admin.register(BookRoot)
class BookRootAdmin(BookAdmin[BookRoot]):
    list_display = ["number", "at"]
    search_help_text = _("The whole number.")
    readonly_fields = ["number", "at", "text", "signature"]


@admin.register(ClosedDay)
class ClosedDayAdmin(LookOnly[ClosedDay]):
    change_list_template = "admin/ledger/day_list.html"
    list_display = ["day", "at", "by"]
    readonly_fields = ["day", "at", "by", "balances", "accounts", "accounts_digest"]

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("end-of-day/", day_desk.end_of_day, "ledger_end_of_day"),
            ("end-of-day/explain/", day_desk.explain, "ledger_explain_suspense"),
            ("end-of-day/close/", day_desk.close, "ledger_close_day"),
        )
        own = [path(at, self.admin_site.admin_view(view), name=name) for at, view, name in pages]
        return [*own, *super().get_urls()]
