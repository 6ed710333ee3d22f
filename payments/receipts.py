"""The receipt as a sealed paper: what stands on it, put into words in one language.

Everything comes from what was frozen when the payment was sent (`papers`) and from the stored
quote, so that the paper says the same whenever it is asked for the first time.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from documents.issuing import find, issue
from documents.models import Document, Kind
from documents.words import in_each_language, moment, sum_parts
from homebank.lib.amounts import show
from homebank.lib.money import Money
from payments.errors import NoReceiptYet
from payments.models import Payment
from payments.papers import Paper, read_paper
from payments.states import State
from tariffs.explanations import explain

# What a payment's end is told by. No other state has a paper.
KINDS = {State.DONE: Kind.RECEIPT, State.RETURNED: Kind.RETURN}


def receipt_of(payment: Payment, *, language: str) -> Document:
    """The sealed receipt, or the notice of the return; made when it is first asked for.

    `payment` comes from `Payment.objects.of`. NoReceiptYet before its end; NoSealNow.
    """
    kind = KINDS.get(State(payment.state))
    paper = read_paper(payment)
    if kind is None or paper is None:
        raise NoReceiptYet
    made = find(kind=kind, subject=payment.pk, language=language)
    if made is not None:
        return made
    with translation.override(language):
        facts = _facts(payment)
    return issue(
        kind=kind, subject=payment.pk, owner_id=payment.customer_id, language=language,
        template="receipt.typ", facts=facts, issued_to=paper.payer,
    )  # fmt: skip


def _facts(payment: Payment) -> dict[str, Any]:
    """All that the template prints, in the active language."""
    paper = read_paper(payment)
    assert paper is not None
    assert payment.finished_at is not None
    is_done = payment.state == State.DONE
    return {
        "title": _("Receipt") if is_done else _("Notice of a returned payment"),
        "number": f"№\u00a0{payment.receipt_number}",
        "at": moment(payment.finished_at),
        "state": {
            "text": payment.get_state_display(),
            "look": "ok" if is_done else "bad",
        },
        "subject": paper.service,
        "rows": _rows(payment, paper),
        "money": _money(payment, is_done=is_done),
        "total": {
            "name": _("Debited from the card") if is_done else _("Returned to the card"),
            "sum": sum_parts(payment.total),
        },
        "small": _small(is_done=is_done),
        "told": _told(payment, paper),
    }


def _rows(payment: Payment, paper: Paper) -> list[dict[str, str]]:
    rows = [
        _row(_("Payer"), paper.payer),
        _row(_("Card"), f"{paper.brand} {paper.card}"),
        _row(_("Biller"), paper.biller, note=f"{_('BIN')} {paper.bin}"),
        _row(paper.account_label, paper.account, note=payment.holder),
    ]
    if payment.sent_at is not None:
        rows.append(_row(_("Confirmed with a code"), moment(payment.sent_at)))
    if payment.biller_number:
        rows.append(_row(_("Number with the biller"), payment.biller_number))
    return rows


def _row(name: str, value: str, note: str = "") -> dict[str, str]:
    return {"name": name, "value": value, "note": note}


def _money(payment: Payment, *, is_done: bool) -> list[dict[str, Any]]:
    """What the biller got, line by line of an invoice, and the fee with its reasons."""
    assert payment.quote is not None
    why = explain(payment.quote)
    parts = [f"{part['name']}: {show(Money(part['minor']))}" for part in payment.parts]
    line = _("Line {line} of tariff VI, version {version}: {title}, {rule}.").format(
        line=why.line, version=why.version, title=why.title, rule=why.rule
    )
    amount = _("The biller got") if is_done else _("Payment amount")
    return [
        {"name": amount, "notes": parts, "sum": sum_parts(payment.amount)},
        {"name": _("Bank’s fee"), "notes": [line, f"{_('Fee')}: {why.formula}", why.rounding],
         "sum": sum_parts(payment.fee)},
    ]  # fmt: skip


def _small(*, is_done: bool) -> list[str]:
    if is_done:
        return [
            _("This paper confirms what the bank did. It is not a fiscal receipt of the payee.")
        ]
    return [_("The biller did not take the payment. The whole sum, with the fee, is free again.")]


def _told(payment: Payment, paper: Paper) -> list[dict[str, Any]]:
    """What the page that verifies the paper shows to whoever holds it."""
    assert payment.finished_at is not None
    payee = dict.fromkeys((paper.biller, paper.service))  # a biller's only service bears its name
    pairs = [
        (gettext_noop("Receipt number"), payment.receipt_number),
        (gettext_noop("Payee"), ", ".join(payee)),
        (gettext_noop("Sum with the fee"), show(payment.total)),
        (gettext_noop("State"), str(payment.get_state_display())),
        (gettext_noop("Date and time"), moment(payment.finished_at)),
    ]
    return [{"name": in_each_language(name), "value": value} for name, value in pairs]
