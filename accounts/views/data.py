"""What the bank holds on the customer: the page, the language, and the file of all of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.http import CustomerRequest
from accounts.own_data import taking
from accounts.own_data.consents import consents_of
from accounts.own_data.forms import LanguageForm
from accounts.own_data.identity_documents import documents_of
from accounts.own_data.languages import choose_language
from accounts.sign_in import visits
from homebank.lib import clock

KINDS = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def data(request: CustomerRequest) -> HttpResponse:
    """What is on file, masked where it could be misused; a POST chooses the language."""
    customer = request.customer
    form = LanguageForm(request.POST or None, initial={"language": customer.language})
    if request.method == "POST" and form.is_valid():
        return _choose(request, form.cleaned_data["language"])
    page = {
        "form": form,
        "documents": documents_of(customer=customer),
        "consents": consents_of(customer=customer),
        "section": "security",
    }
    return render(request, "accounts/data.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def own_file(request: CustomerRequest) -> HttpResponse:
    """What the file holds; after a code, the file itself in either form."""
    visit_id = visits.visit_of(request)
    if request.method == "POST":
        try:
            deed = taking.ask_for_file(
                customer=request.customer, visit_id=visit_id, language=request.LANGUAGE_CODE
            )
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            messages.error(request, str(refusal))
    until = taking.may_take_until(customer=request.customer, visit_id=visit_id)
    return render(request, "accounts/own_data.html", {"until": until, "section": "security"})


@require_safe
@customer_required
def take(request: CustomerRequest, form: str) -> HttpResponse:
    """The file, made while it is sent; to the page of the code where none was entered."""
    if form not in taking.FORMATS:
        raise Http404
    try:
        pieces = taking.take_file(
            customer=request.customer, visit_id=visits.visit_of(request), form=form,
            language=request.LANGUAGE_CODE,
        )  # fmt: skip
    except AccountsRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:own-data")
    answer = StreamingHttpResponse(map(str.encode, pieces), content_type=KINDS[form])
    name = f"homebank-{clock.today():%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer  # type: ignore[return-value]


def _choose(request: CustomerRequest, language: str) -> HttpResponse:
    choose_language(customer=request.customer, language=language)
    with translation.override(language):
        messages.success(request, _("The bank now writes to you in this language."))
    return redirect(f"{resolve_url('accounts:data')}?lang={language}")
