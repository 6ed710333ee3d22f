"""The whole of a bill's confirmation and settlement, as the site and the worker do it.

Confirm: the code is counted and checked, spent, the total held, the paper written, the timeline
kept, a worker nudged through Valkey. Settle: the hold becomes a transfer, the payment is done,
timeline, event, SMS and nudge. Drafts with their prices and codes are made beforehand, untimed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from benchmarks.contenders import Contender
from benchmarks.contenders.bank import top_up
from benchmarks.people import open_cards
from benchmarks.timing import medians_ms
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money

CODE = "123456"
HOUR = timedelta(hours=1)
# More drafts a second than a client has ever paid.
SPARE = 700


class ConfirmAndSettle(Contender):
    """`payments.bills.pay_bill`, then `payments.outcomes.settle_payment`: one payment."""

    def prepare(self) -> None:
        from django.core.management import call_command

        from ledger.accounts import bank_account

        call_command("migrate", verbosity=0, skip_checks=True)
        bank_account("cash")
        top_up([card.account_id for card in open_cards(max(self.world.payers // 10, 10))])

    def open(self, client: int) -> None:
        from cards.models import Card
        from payments.bills import pay_bill
        from payments.models import Service
        from payments.outcomes import settle_payment

        self.pay_bill, self.settle_payment = pay_bill, settle_payment
        self.cards = list(Card.objects.select_related("customer").order_by("pk"))
        services = Service.objects.filter(is_open=True).select_related("category", "biller")
        self.services = [service for service in services if _priced(service)]
        self.drafts: list[Any] = []
        self.client, self.serial = client, 0

    def make_ready(self, seconds: float) -> None:
        missing = int(SPARE * seconds) + 1 - len(self.drafts)
        if missing > 0:
            with transaction.atomic():
                self.drafts += _drafts(self, missing)

    def pay(self) -> None:
        from payments.billers import Accepted

        payment = self.drafts.pop()
        self.pay_bill(payment_id=payment.pk, customer=payment.customer, code=CODE)
        self.settle_payment(payment_id=payment.pk, accepted=Accepted("0042"))

    def measure(self, *, times: int) -> dict[str, float]:
        """Milliseconds of a quote, of a posting, and of the payment that they belong to."""
        from ledger.accounts import bank_account
        from ledger.posting import Leg, post
        from payments.catalogue.subjects import priced_as
        from tariffs.quotes import price

        self.open(0)
        self.make_ready((times + 3) / SPARE)
        subject, amount = priced_as(self.services[0]), Money(12_345_67)
        legs = [Leg(bank_account("cash").pk, -amount), Leg(bank_account("fees").pk, amount)]
        return medians_ms(
            {"price": lambda: price(subject=subject, amount=amount),
             "post": lambda: post(transfer_id=uuid7(), kind="bench", legs=legs, customer_id=None),
             "payment": self.pay},
            times,
        )  # fmt: skip

    def wrong(self, paid: int) -> list[str]:
        from ledger.checking import find_wrongs
        from ledger.models import Hold, Transfer
        from notifications.models import Sms
        from payments.models import Payment

        found = [each.text for each in find_wrongs()]
        counts = {
            "payments done": Payment.objects.filter(state="done").count(),
            "transfers": Transfer.objects.filter(kind="bill-payment").count(),
            "messages": Sms.objects.filter(purpose="payment-done").count(),
        }
        found += [f"{n} {what}, not {paid}" for what, n in counts.items() if n != paid]
        return found + (["holds are left open"] if Hold.objects.open().exists() else [])


def _priced(service: Any) -> bool:
    from payments.catalogue.subjects import priced_as
    from tariffs.errors import TariffRefused
    from tariffs.quotes import price

    try:
        return price(subject=priced_as(service), amount=Money(10_000_00)).fee.minor > 0
    except TariffRefused:
        return False


def _drafts(world: ConfirmAndSettle, count: int) -> list[Any]:
    """Payments as they stand when the customer has read the price and the code has come."""
    from accounts.models import Confirmation, OneTimeCode
    from payments.models import Payment
    from tariffs.models import Quote

    rows = [_draft(world) for _ in range(count)]
    Quote.objects.bulk_create([row[0] for row in rows], batch_size=500)
    Confirmation.objects.bulk_create([row[1] for row in rows], batch_size=500)
    OneTimeCode.objects.bulk_create([row[2] for row in rows], batch_size=500)
    return Payment.objects.bulk_create([row[3] for row in rows], batch_size=500)


def _draft(world: ConfirmAndSettle) -> tuple[Any, Any, Any, Any]:
    from accounts.models import Confirmation, OneTimeCode
    from homebank.lib import crypto
    from payments.bills import PURPOSE, deed_digest
    from payments.models import Payment

    now, world.serial = clock.now(), world.serial + 1
    card = world.cards[world.draw.randrange(len(world.cards))]
    service = world.draw.choice(world.services)
    quote = _quote(service, card.customer_id, world.someone()[2])
    payment = Payment(
        id=uuid7(), number=int(f"2611{world.client:02d}{world.serial:06d}"), customer=card.customer,
        service=service, card=card, account="7771234567", amount_minor=quote.amount_minor,
        fee_minor=quote.fee_minor, quote=quote, state="draft", made_at=now, asked_at=now,
        next_attempt_at=now + HOUR,
    )  # fmt: skip
    confirmation = Confirmation(
        purpose=PURPOSE, digest=deed_digest(payment), customer_id=card.customer_id,
        phone=card.customer.phone, phone_fingerprint="-", subject=payment.id, guesses_allowed=5,
        sends=1, sends_allowed=3, opened_at=now, last_sent_at=now,
    )  # fmt: skip
    payment.confirmation = confirmation
    code = OneTimeCode(
        confirmation=confirmation, sent_at=now, expires_at=now + HOUR,
        code_hash=crypto.code_hash(CODE, context=str(confirmation.pk)),
    )  # fmt: skip
    return quote, confirmation, code, payment


def _quote(service: Any, customer_id: Any, amount_minor: int) -> Any:
    from payments.catalogue.subjects import priced_as
    from tariffs.models import Quote
    from tariffs.quotes import price

    told = price(subject=priced_as(service), amount=Money(amount_minor))
    return Quote(
        customer_id=customer_id, version=told.version, tariff_line_id=told.tariff_line_id,
        inputs=told.inputs, formula=told.formula, rounding=told.rounding, amount_minor=amount_minor,
        fee_minor=told.fee.minor, total_minor=told.total.minor, currency="KZT",
        made_at=told.made_at, valid_until=told.made_at + HOUR,
    )  # fmt: skip
