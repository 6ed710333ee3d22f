"""What a customer does with a bill: start, refuse, renew the price, ask for a code, pay.

The biller's side of the story is in `outcomes`; docs/life-of-a-payment.md walks through both.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from accounts.errors import NoTrustedNumber
from accounts.factors.codes import (
    consume,
    count_guess,
    needs_no_sms,
    open_confirmation,
    send_code,
    void,
)
from accounts.factors.errors import NoTriesLeft
from accounts.models import Customer
from cards.models import Card
from homebank.identity import BANK
from homebank.lib import clock, crypto
from homebank.lib.amounts import show
from homebank.lib.kept import KeptQuery
from homebank.lib.money import Money
from homebank.lib.tasks import after_commit
from ledger.accounts import balance_of
from ledger.errors import NotEnoughMoney
from ledger.posting import hold
from notifications import events
from payments import tasks, timeline
from payments.beginning import count_start, next_number
from payments.charging import begin_charge
from payments.errors import (
    CannotPayNow,
    CardDoesNotPay,
    NoCodeYet,
    NotEnough,
    OtherDetails,
    QuoteExpired,
)
from payments.models import STEPPED, Invoice, Payment, Service
from payments.new_payees import check_payee, check_payee_for_good
from payments.outcomes import TRANSFER_KIND
from payments.papers import write_paper
from payments.parts import lay_out
from payments.sources import Source, may_pay
from payments.states import State
from payments.timeline import Kind

PURPOSE = "payment"
# What changes when it is sent.
SENT = (*STEPPED, "sent_at", "paper", "payer")

OTHER_CARD = ("bank", "brand", "first6", "last4", "state", "expiry")
# With what a confirmation and a paper say of it, and no more: each column costs.
OWN = KeptQuery(
    lambda payment_id, customer_id: Payment.objects.filter(
        pk=payment_id, customer=customer_id
    ).locked(
        *(f"service__{name}" for name in ("key", "name_kk", "name_ru", "name_en")),
        *(f"service__biller__{name}" for name in ("bin", "name_kk", "name_ru", "name_en")),
        *(f"service__account_kind__{name}" for name in ("rule", "name_kk", "name_ru", "name_en")),
        *(f"card__{name}" for name in ("account", "brand", "first6", "last4", "state", "expiry")),
        *(f"other_card__{name}" for name in OTHER_CARD),
        *("quote__inputs", "quote__valid_until", "quote__version__number"),
        *("quote__tariff_line__number",),
    )
)
# Only what is asked before a code is counted: the rest would be joined from seven tables.
AWAITED = KeptQuery(
    lambda payment_id, customer_id: (
        Payment.objects.filter(pk=payment_id, customer=customer_id)
        .select_related("quote")
        .only("state", "confirmation_id", "quote__valid_until")
    )
)


def start_payment(
    *,
    payment_id: UUID,
    customer: Customer,
    service: Service,
    account: str,
    amount: Money,
    card: Source,
    invoice: Invoice | None = None,
) -> Payment:
    """Make the payment and have its biller asked; the same form again finds the first.

    `account` is parsed, `card` and `invoice` the customer's own; the amount is laid on the lines
    of the invoice. AmountTooSmall, AmountTooLarge, TooManyPayments, NewPayeesWait,
    LargePaymentsWait, and OtherDetails if the id was already used for anything else.
    """
    service.check_amount(amount)
    check_payee(customer=customer, service=service, account=account, amount=amount)
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        count_start(customer.pk)
        payment = _make(payment_id, customer, service, account, amount, card, invoice)
    wanted = (customer.pk, service.pk, account, amount.minor, card.pk, _id_of(invoice))
    if wanted != (payment.customer_id, payment.service_id, payment.account,
                  payment.amount_minor, payment.source_id, payment.invoice_id):  # fmt: skip
        raise OtherDetails(payment_id=payment_id)
    return payment


def refuse_payment(*, payment_id: UUID, customer: Customer) -> Payment:
    """The customer does not want it: free, until the code is entered. CannotPayNow after that."""
    with transaction.atomic():
        payment = _own(payment_id, customer)
        if payment.state in {State.CHECKING, State.DRAFT}:
            _cancel(payment, Kind.CANCELLED)
        elif payment.state != State.REFUSED:
            raise CannotPayNow
    return payment


def renew_quote(*, payment_id: UUID, customer: Customer) -> Payment:
    """The price has expired: the biller is asked again and a new price is told. CannotPayNow."""
    with transaction.atomic():
        payment = _own(payment_id, customer)
        if payment.state != State.DRAFT:
            raise CannotPayNow
        if not payment.is_quote_live:
            void(subject=payment.id)
            payment.confirmation = None
            payment.move(State.CHECKING)
            payment.asked_at = clock.now()
            payment.save()
            timeline.add(payment, Kind.ASKED)
            _nudge(payment)
    return payment


def request_code(*, payment_id: UUID, customer: Customer, by_sms: bool = False) -> Payment:
    """Send a code that names the total and the payee, and is good for this very draft.

    Who has an authenticator app or a passkey gets one `by_sms` only when they ask for it.
    CannotPayNow, QuoteExpired, CardDoesNotPay, NotEnough; NoTrustedNumber and SendRefused of
    accounts. Nothing was sent then.
    """
    with transaction.atomic():
        payment = _payable(payment_id, customer)
        _check_balance(payment)
        if customer.phone is None:
            raise NoTrustedNumber(phone=BANK["contacts"]["short"])
        # It is void if the number or its SIM changed: the draft itself is as good as before.
        if payment.confirmation is None or payment.confirmation.voided_at:
            payment.confirmation = open_confirmation(
                purpose=PURPOSE, digest=deed_digest(payment), customer_id=customer.pk,
                phone=customer.phone, subject=payment.id,
            )  # fmt: skip
            payment.save(update_fields=["confirmation"])
        if by_sms or not needs_no_sms(payment.confirmation):
            send_code(
                confirmation=payment.confirmation, language=get_language() or customer.language,
                amount=payment.total, payee=payment.service.name,
            )  # fmt: skip
            timeline.add(payment, Kind.CODE_SENT)
    return payment


def pay_bill(*, payment_id: UUID, customer: Customer, code: str = "", passkey: str = "") -> Payment:
    """Code or passkey are right: hold amount and fee and send the payment, in one transaction.

    Refusals of accounts for what was shown; CannotPayNow, QuoteExpired, NoCodeYet, CardDoesNotPay,
    NotEnough: then nothing has changed and the code is not spent. No tries left cancels.
    """
    confirmation_id = _awaited_confirmation(payment_id, customer)
    try:
        count_guess(confirmation_id=confirmation_id, code=code, passkey=passkey)
    except NoTriesLeft:
        _cancel_out_of_tries(payment_id, customer)
        raise
    try:
        with transaction.atomic():
            return _send(payment_id, customer, confirmation_id)
    except NotEnoughMoney as short:
        raise NotEnough(total=show(short.needed), left=show(short.available)) from None


def deed_digest(payment: Payment) -> str:
    """What the code confirms: any other service, account, card, amount or fee is another deed."""
    return crypto.digest(
        PURPOSE, payment.pk, payment.service.key, payment.account, payment.source_id,
        payment.amount_minor, payment.fee_minor, payment.total.minor,
    )  # fmt: skip


def _id_of(invoice: Invoice | None) -> UUID | None:
    return invoice.pk if invoice else None


def _make(
    payment_id: UUID, customer: Customer, service: Service, account: str, amount: Money,
    card: Source, invoice: Invoice | None,
) -> Payment:  # fmt: skip
    now, column = clock.now(), "card" if isinstance(card, Card) else "other_card"
    facts = {
        "number": next_number(), "customer": customer, "service": service, column: card,
        "account": account, "amount_minor": amount.minor, "made_at": now, "asked_at": now,
        "next_attempt_at": now, "invoice": invoice,
        "parts": lay_out(amount, invoice.told_lines) if invoice else [],
    }  # fmt: skip
    with transaction.atomic():
        payment, is_new = Payment.objects.get_or_create(pk=payment_id, defaults=facts)
        if is_new:
            timeline.add(payment, Kind.ASKED)
            _nudge(payment)
    return payment


def _own(payment_id: UUID, customer: Customer) -> Payment:
    """The customer's payment, locked, with what a confirmation and a paper say of it.

    Payment.DoesNotExist for a stranger's.
    """
    return OWN.get(payment_id, customer.pk)


def _payable(payment_id: UUID, customer: Customer) -> Payment:
    payment = _own(payment_id, customer)
    if payment.state != State.DRAFT:
        raise CannotPayNow
    if not payment.is_quote_live:
        raise QuoteExpired
    if not may_pay(payment.source):
        raise CardDoesNotPay
    check_payee_for_good(
        customer=customer, service=payment.service, account=payment.account, amount=payment.amount
    )
    return payment


def _check_balance(payment: Payment) -> None:
    """NotEnough on the own card; what another bank's has, its bank says when it is debited."""
    if payment.card is None:
        return
    available = balance_of(payment.card.account_id).available
    if available < payment.total:
        raise NotEnough(total=show(payment.total), left=show(available))


def _awaited_confirmation(payment_id: UUID, customer: Customer) -> UUID:
    """What the code would confirm, looked up before any try is counted."""
    payment = AWAITED.get(payment_id, customer.pk)
    if payment.state != State.DRAFT:
        raise CannotPayNow
    if not payment.is_quote_live:
        raise QuoteExpired
    if payment.confirmation_id is None:
        raise NoCodeYet
    return payment.confirmation_id


def _send(payment_id: UUID, customer: Customer, confirmation_id: UUID) -> Payment:
    payment = _payable(payment_id, customer)
    consume(confirmation_id=confirmation_id, digest=deed_digest(payment))
    write_paper(payment, payer=customer.full_name or customer.masked_phone)
    payment.sent_at = clock.now()
    if payment.card is None:
        begin_charge(payment)
        payment.move(State.CHARGING)
        timeline.add_with(payment, SENT, Kind.CONFIRMED)
    else:
        hold(hold_id=payment.id, account_id=payment.card.account_id, amount=payment.total,
             kind=TRANSFER_KIND, customer_id=customer.pk, subject=payment.id)  # fmt: skip
        payment.move(State.SENT)
        timeline.add_with(payment, SENT, Kind.CONFIRMED, Kind.HELD)
    _nudge(payment)
    return payment


def _cancel_out_of_tries(payment_id: UUID, customer: Customer) -> None:
    with transaction.atomic():
        payment = _own(payment_id, customer)
        if payment.state == State.DRAFT:
            _cancel(payment, Kind.OUT_OF_TRIES)


def _cancel(payment: Payment, why: timeline.Kind) -> None:
    void(subject=payment.id)
    payment.move(State.REFUSED)
    payment.finished_at = clock.now()
    payment.save()
    timeline.add(payment, why)
    events.record(kind="payment.cancelled", customer_id=payment.customer_id, subject=payment.id)


def _nudge(payment: Payment) -> None:
    after_commit(tasks.work_on, queue="work", payment_id=str(payment.pk))
