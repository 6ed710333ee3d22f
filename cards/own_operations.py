"""What this room holds of the use of a customer's cards: operations, claims, changes of limits."""

from collections.abc import Iterator
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from cards.authorization.words import reason_word
from cards.models import Authorization, Card, LimitChange, Presentment
from homebank.lib.desk_words import word
from homebank.lib.money import Money
from homebank.lib.own_data import CHUNK, Fact, Record, Section

M = TypeVar("M", bound=models.Model)


def tell_operations(cards: list[Card]) -> Iterator[Section]:
    """Three sections over all the cards, the newest first, read while they are written."""
    asked = _newest(Authorization.objects.all(), cards)
    yield Section("card_operations", _("Card operations"), map(_operation, asked))
    claimed = _newest(Presentment.objects.all(), cards)
    yield Section("presentments", _("Claims of shops"), map(_presentment, claimed))
    changed = _newest(LimitChange.objects.all(), cards)
    yield Section("limit_changes", _("Changes of limits"), map(_change, changed))


def _newest(rows: models.QuerySet[M], cards: list[Card]) -> Iterator[M]:
    theirs = rows.filter(card__in=cards).select_related("card")
    return theirs.order_by("-at", "-pk").iterator(chunk_size=CHUNK)


def _operation(row: Authorization) -> Record:
    assert row.card is not None
    return [
        Fact("at", _("Time"), row.at),
        Fact("card", _("Card"), row.card.truncated),
        Fact("operation", _("Operation"), row.operation, word("operation", row.operation)),
        Fact("shop", _("Shop"), row.merchant),
        Fact("rrn", "RRN", row.rrn),
        Fact("asked", pgettext_lazy("operation", "Amount asked"), row.amount_text),
        Fact("amount", _("Amount in tenge"), _money(row.billed_minor)),
        Fact("outcome", _("Outcome"), row.outcome, row.get_outcome_display()),
        Fact("reason", _("Reason"), row.reason, reason_word(row.reason) if row.reason else ""),
        Fact("blocked", _("Blocked amount"), row.held),
        Fact("lapses_at", _("Free by itself at"), row.lapses_at),
    ]


def _presentment(row: Presentment) -> Record:
    assert row.card is not None
    again = row.repeats_id is not None
    return [
        Fact("at", _("Time"), row.at),
        Fact("card", _("Card"), row.card.truncated),
        Fact("operation", _("Operation"), row.operation, word("operation", row.operation)),
        Fact("shop", _("Shop"), row.merchant),
        Fact("rrn", "RRN", row.rrn),
        Fact("amount", _("Amount in tenge"), Money(row.billed_minor)),
        Fact("uncovered", _("Beyond the balance"), Money(row.uncovered_minor)),
        Fact("repeated", _("Presented before, not taken again"), again, _yes(again)),
    ]


def _change(row: LimitChange) -> Record:
    return [
        Fact("at", _("Time"), row.at),
        Fact("card", _("Card"), row.card.truncated),
        Fact("limit", _("Limit"), row.kind, row.get_kind_display()),
        Fact("cause", _("Cause"), row.cause, row.get_cause_display()),
        Fact("open", pgettext_lazy("limit", "Open"), row.is_open, _yes(row.is_open)),
        Fact("amount", _("Amount"), Money(row.amount_minor)),
        Fact("reverts_at", _("Goes back at"), row.reverts_at),
    ]


def _yes(is_so: bool) -> StrOrPromise:
    return _("yes") if is_so else _("no")


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor)
