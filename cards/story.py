"""What is known of a card operation: the messages, each gate, the answer, what was presented."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.authorization.words import gate_word, reason_word, result_word
from cards.models import Authorization, HostMessage, Presentment
from homebank.lib.stories import Moment, Teller, id_in

RRN = 12


def find(typed: str) -> set[UUID]:
    """Operations and presentments with this RRN or id."""
    if ids := id_in(typed):
        return related(ids)
    if len(typed) != RRN:
        return set()
    asked = Authorization.objects.filter(rrn=typed).values_list("pk", flat=True)
    presented = Presentment.objects.filter(rrn=typed).values_list("pk", flat=True)
    return {*asked[:RRN], *presented[:RRN]}


def related(ids: set[UUID]) -> set[UUID]:
    """An operation's hold and presentments, a presentment's operation and transfer."""
    asked = Authorization.objects.filter(Q(pk__in=ids) | Q(hold__in=ids))
    presented = Presentment.objects.filter(
        Q(pk__in=ids) | Q(transfer__in=ids) | Q(authorization__in=ids)
    )
    rows = [*asked.values_list("pk", "hold"),
            *presented.values_list("pk", "transfer", "authorization")]  # fmt: skip
    return {each for row in rows for each in row if each}


def owners(ids: set[UUID]) -> set[UUID]:
    """Whose cards they are."""
    asked = Authorization.objects.filter(pk__in=ids, card__isnull=False)
    presented = Presentment.objects.filter(pk__in=ids, card__isnull=False)
    return {*asked.values_list("card__customer", flat=True),
            *presented.values_list("card__customer", flat=True)}  # fmt: skip


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """Operations with their gates, messages of the card host, presentments."""
    for row in Authorization.objects.filter(pk__in=ids).select_related("card"):
        yield Moment(row.at, "cards", _("Card operation decided"), _decided(row))
        yield from _messages(row)
    for presented in Presentment.objects.filter(pk__in=ids).select_related("card"):
        facts = {"card": presented.card.title if presented.card else "", "rrn": presented.rrn,
                 "merchant": presented.merchant, "amount_minor": presented.billed_minor,
                 "part": f"{presented.part}/{presented.parts}",
                 "uncovered_minor": presented.uncovered_minor}  # fmt: skip
        yield Moment(presented.at, "cards", _("Presented for payment"), facts)


def _decided(row: Authorization) -> dict[str, object]:
    gates = [f"{gate_word(step['gate'])}: {result_word(step['result'])}" for step in row.trace]
    return {"card": row.card.title if row.card else "", "merchant": row.merchant,
            "amount": row.amount_text, "rrn": row.rrn, "response_code": row.code,
            "reason": reason_word(row.reason) if row.reason else "",
            "outcome": row.get_outcome_display(), "gates": gates}  # fmt: skip


def _messages(row: Authorization) -> Iterator[Moment]:
    if row.card_id is None or not row.rrn:
        return
    for message in HostMessage.objects.filter(card=row.card_id, rrn=row.rrn):
        facts = {"message": message.mti, "response_code": message.answer.get("39", ""),
                 "acquirer": message.acquirer}  # fmt: skip
        yield Moment(message.at, "cards", _("Message of the card host answered"), facts)


TELLER = Teller(tell=tell, find=find, related=related, owners=owners)
