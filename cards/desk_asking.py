"""The desk's page of one card: will an operation go through? Asked while the customer is there."""

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.staff.desk_guard import why_first
from cards.asking import Answer, answer_of, facts_now
from cards.asking_forms import AskForm
from cards.authorization.declines import explain
from cards.authorization.gathering import foresee
from cards.authorization.words import gate_word, result_word
from cards.models import Authorization, Card, Outcome
from homebank.lib.desk_values import NOTHING

SEES = "cards.view_card"


def ask(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The same decision as a shop's, with every gate. Behind a reason to open the file."""
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    card = get_object_or_404(Card.objects.select_related("account", "customer"), pk=card_id)
    if (asked := why_first(request, card.customer_id)) is not None:
        return asked
    form, answer = AskForm(request.GET if "where" in request.GET else None), None
    if form.is_valid():
        decision = foresee(card=card, asked=form.asked, is_secured=form.is_secured)
        answer = answer_of(decision.facts, card=card)
    shown = {**admin.site.each_context(request), "title": _("Will it go through?"), "card": card,
             "form": form, "answer": answer, "gates": _gates(answer)}  # fmt: skip
    return render(request, "admin/cards/ask.html", shown)


def told_aloud(row: Authorization) -> SafeString | str:
    """A decline in sentences to read to the customer, with what would let it pass now."""
    if row.outcome != Outcome.DECLINED:
        return NOTHING
    explained = explain(row.reason)
    said = [str(explained.what), str(explained.todo)]
    if row.card is not None:
        answer = answer_of(facts_now(row), card=row.card)
        now = [_("Asked now, it would pass: pay once more.")] if answer.is_approved else []
        said += now + [step.text for step in answer.steps]
    return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in said))


def _gates(answer: Answer | None) -> list[tuple[str, str]]:
    trace = answer.decision.trace if answer else ()
    return [(gate_word(step.gate), result_word(step.result)) for step in trace]
