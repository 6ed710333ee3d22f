"""Will it go through, and why did it not: before buying, and after a decline."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.asking import answer_of, facts_now
from cards.asking_forms import AskForm
from cards.authorization.declines import causes, explain
from cards.authorization.gathering import foresee
from cards.declined import Declined, find_operation
from cards.models import Outcome
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def ask(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """The decision about what is not bought yet. Nothing is taken and nothing is written."""
    own = own_card(request, card_id)
    form, answer = AskForm(request.GET if "where" in request.GET else None), None
    if form.is_valid():
        decision = foresee(card=own, asked=form.asked, is_secured=form.is_secured)
        answer = answer_of(decision.facts, card=own)
    return show_tab(request, own, "cards/ask.html", form=form, answer=answer, causes=causes(),
                    within="limits")  # fmt: skip


@require_safe
@customer_required
def operation(request: CustomerRequest, declined_id: UUID) -> HttpResponse:
    """What happened to a declined operation, who decides, what to do; others have a movement."""
    row = find_operation(customer=request.customer, operation_id=declined_id)
    if row is None or row.card is None:
        raise Http404
    if row.outcome != Outcome.DECLINED:
        return redirect("disputes:operation", declined_id)
    answer = answer_of(facts_now(row), card=row.card)
    return show_tab(request, row.card, "cards/operation.html", row=row, declined=Declined(row),
                    explained=explain(row.reason), answer=answer, causes=causes(),
                    within="statement")  # fmt: skip
