"""What the buttons of an order's page at the desk do, each behind its permission."""

from collections.abc import Callable
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.staff import calls
from cards.models import CardOrder
from cards.ordering import batches, checking, claiming, deciding, linking
from cards.ordering.desk_forms import ApprovalForm, LinkForm, ReturnForm, SaidForm
from cards.ordering.desk_hitches import DELIVER, HITCHES, do_hitch, hitch_forms
from homebank.forms import Form

Forms = dict[str, Form]
Deed = Callable[[CardOrder, User, Forms], str]
WORK, ISSUE = "cards.work_order", "cards.issue_order"


def forms_of(order: CardOrder, by: User, data: QueryDict | None) -> Forms:
    """The forms that this operator may send now; the pressed one holds what was typed."""
    return _forms_in_hand(order, by, data) | hitch_forms(order, by, data)


def do(deed: str, order: CardOrder, by: User, forms: Forms) -> str:
    """Do what the button says; what to tell then, or nothing if its form is to be shown again.

    Raises what the deed's service refuses. PermissionDenied; a button that is none does nothing.
    """
    found = DEEDS.get(deed)
    if found is None:
        return ""
    permission, act = found
    if not by.has_perm(permission):
        raise PermissionDenied
    form = forms.get(deed)
    if form is not None and not form.is_valid():
        return ""
    return act(order, by, forms)


def _forms_in_hand(order: CardOrder, by: User, data: QueryDict | None) -> Forms:
    if not claiming.is_held_by(order, by) or not by.has_perm(WORK):
        return {}
    pressed = data.get("deed", "") if data is not None else ""

    def given(deed: str) -> QueryDict | None:
        return data if deed == pressed else None

    forms: Forms = {
        "codeword": SaidForm(given("codeword"), auto_id="id_said_%s"),
        "return": ReturnForm(given("return"), order=order, auto_id="id_return_%s"),
    }
    if by.has_perm(ISSUE):
        forms["approve"] = ApprovalForm(given("approve"), auto_id="id_approve_%s")
    if by.has_perm(linking.LinkOrder.proposes):
        forms["link"] = LinkForm(given("link"), auto_id="id_link_%s")
    return forms


def _claim(order: CardOrder, by: User, _forms: Forms) -> str:
    claiming.claim_order(order=order, by=by)
    return _("The order is in your hands for half an hour.")


def _release(order: CardOrder, by: User, _forms: Forms) -> str:
    claiming.release_order(order=order, by=by)
    return _("The order waits for another operator.")


def _call(order: CardOrder, by: User, _forms: Forms) -> str:
    claiming.check_held(order, by)
    calls.begin_call(customer=order.customer, by=by, asks_codeword=True)
    return _("The customer reads now that you are calling.")


def _hang_up(order: CardOrder, by: User, _forms: Forms) -> str:
    calls.end_call(customer=order.customer, by=by)
    return _("The call is over.")


@sensitive_variables()
def _codeword(order: CardOrder, by: User, forms: Forms) -> str:
    claiming.check_held(order, by)
    typed = forms["codeword"].cleaned_data["codeword"]
    answer = checking.compare_codeword(order=order, typed=typed, by=by)
    if answer.match:
        return _("The codeword matched.")
    return _("The codeword did not match. Tries left today: {left}.").format(left=answer.left)


def _return(order: CardOrder, by: User, forms: Forms) -> str:
    claiming.check_held(order, by)
    form = cast(ReturnForm, forms["return"])
    deciding.return_order(order=order, reasons=form.reasons,
                          own_words=form.cleaned_data["own_words"], by=by)  # fmt: skip
    calls.end_call(customer=order.customer, by=by)
    return _("The order is returned. The customer is told by SMS.")


def _approve(order: CardOrder, by: User, forms: Forms) -> str:
    claiming.check_held(order, by)
    findings = cast(ApprovalForm, forms["approve"]).findings()
    done = deciding.approve_order(order=order, findings=findings, by=by)
    calls.end_call(customer=order.customer, by=by)
    if done.is_virtual:
        return _("The virtual card is issued and works. The customer is told by SMS.")
    return _("The order is approved: its card is made with the next batch.")


def _link(order: CardOrder, by: User, forms: Forms) -> str:
    claiming.check_held(order, by)
    linking.propose_link(order=order, reason=forms["link"].cleaned_data["reason"], by=by)
    return _("Sent for approval: somebody else decides.")


def _send(order: CardOrder, by: User, _forms: Forms) -> str:
    batches.dispatch_order(order_id=order.pk, by=by)
    return _("The card is on its way. The customer is told by SMS.")


DEEDS: dict[str, tuple[str, Deed]] = {
    "claim": (WORK, _claim), "release": (WORK, _release), "call": ("accounts.call_customer", _call),
    "hang-up": ("accounts.call_customer", _hang_up),
    "codeword": ("accounts.check_codeword", _codeword), "return": (WORK, _return),
    "approve": (ISSUE, _approve), "link": (linking.LinkOrder.proposes, _link),
    "send": (DELIVER, _send), **{deed: (DELIVER, do_hitch(deed)) for deed in HITCHES},
}  # fmt: skip
