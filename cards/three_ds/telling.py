"""What 3-D Secure holds on a customer: what was set on each card, and who asked for what."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cards.models import Card, ThreeDsSetting, ThreeDsTransaction
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell_three_ds(cards: list[Card]) -> Iterator[Section]:
    """Settings, without the password; and every request of a shop."""
    titles = {card.pk: card.title for card in cards}
    set_ones = ThreeDsSetting.objects.filter(card__in=titles).order_by("changed_at")
    yield Section(
        "three_ds", _("3-D Secure"), (_setting(each, titles[each.card_id]) for each in set_ones)
    )
    asked = ThreeDsTransaction.objects.filter(card__in=titles).order_by("answered_at")
    rows = asked.iterator(chunk_size=CHUNK)
    yield Section("three_ds_requests", _("3-D Secure requests"), map(_request, rows))


def _setting(setting: ThreeDsSetting, title: str) -> Record:
    return [
        Fact("card", _("Card"), title),
        Fact("scheme", _("Method"), setting.scheme, setting.get_scheme_display()),
        Fact("changed_at", _("Changed"), setting.changed_at),
        Fact("greeting", _("Personal greeting"), setting.greeting),
        Fact("email", _("E-mail"), setting.email),
        Fact("phone", _("Phone"), setting.phone),
    ]


def _request(row: ThreeDsTransaction) -> Record:
    return [
        Fact("at", _("Time"), row.answered_at),
        Fact("shop", _("Shop"), row.merchant),
        Fact("amount", _("Amount"), row.amount_text),
        Fact("outcome", _("Outcome"), f"{row.status}{row.reason}"),
    ]
