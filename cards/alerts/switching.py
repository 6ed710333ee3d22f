"""SMS alerts of a card: on behind a code, since they cost, and off at any time without one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from cards.alerts.fees import charge, quote_month
from cards.alerts.months import next_month
from cards.alerts.telling import tell_service
from cards.models import AlertService, Card, CardAlerts
from cards.standing import lock_working
from cards.switch_errors import AlertFeeChanged, NobodyToTell, NoMoneyForAlerts
from homebank.lib import clock
from homebank.lib.amounts import show
from homebank.lib.money import Money
from ledger.errors import NotEnoughMoney
from notifications.events import record
from tariffs.models import Quote

ON, PAUSED, OFF = AlertService.State.ON, AlertService.State.PAUSED, AlertService.State.OFF


def service_of(card: Card) -> AlertService | None:
    """The service of the card's account, if it ever was switched on."""
    return AlertService.objects.filter(account=card.account_id).first()


def is_on(card: Card) -> bool:
    """Whether the card's operations are told of while the service works."""
    return CardAlerts.objects.filter(card=card, is_on=True).exists()


def costs_now(card: Card) -> bool:
    """Whether switching on takes a fee at once: not within a month that is paid already."""
    service = service_of(card)
    return service is None or not service.is_paid


def ask_for_alerts(*, card: Card, shown: Money, language: str) -> Deed:
    """Send the code that switches them on for the fee that the page showed.

    SwitchRefused, AlertFeeChanged where the tariff changed since, NoTrustedNumber.
    """
    with transaction.atomic():
        lock_working(card)
        quote = quote_month(customer_id=card.customer_id)
    if quote.fee != shown:
        raise AlertFeeChanged(fee=quote.fee)
    return turn_on_alerts.ask(
        customer=card.customer, language=language, card=str(card.pk), quote=str(quote.pk),
        last4=card.last4, minor=str(quote.fee.minor),
    )  # fmt: skip


def _says(facts: Mapping[str, str]) -> dict[str, Any]:
    return {"amount": Money(int(facts["minor"])), "card_last4": facts["last4"]}


def _words(facts: Mapping[str, str]) -> str:
    fee = show(Money(int(facts["minor"])), short=True)
    return _g("SMS alerts of the card *{last4}, {fee} a month").format(
        last4=facts["last4"], fee=fee
    )


@confirmed(
    "sms-alerts", title=_("Switch SMS alerts on"), done=_("SMS alerts are on."),
    after="cards:settings", at=("card",), says=_says, words=_words,
)  # fmt: skip
def turn_on_alerts(*, customer: Customer, card: str, quote: str, last4: str, minor: str) -> None:
    """Switch them on: the first month is charged now, unless this one is paid already.

    Raises SwitchRefused: NoMoneyForAlerts, AlertFeeChanged, CardBlocked, CardClosed, CardExpired.
    """
    own = lock_working(Card.objects.get(pk=card, customer=customer))
    if not customer.phone:
        raise NobodyToTell
    service = _locked_service(own)
    fresh = not service.works or not is_on(own)
    if not service.works:
        _begin(service, Quote.objects.get(pk=quote, customer=customer))
    _keep(own, service, is_on=True)
    if fresh:
        record(kind="card.alerts-on", customer_id=customer.pk, subject=own.pk)
        tell_service("alerts-on", own)


def turn_off_alerts(*, card: Card) -> bool:
    """Switch them off, at any time; whether they were on. What is paid is not given back."""
    with transaction.atomic():
        service = AlertService.objects.select_for_update().filter(account=card.account_id).first()
        switched = CardAlerts.objects.filter(card=card, is_on=True)
        if service is None or not switched.update(is_on=False, changed_at=clock.now()):
            return False
        record(kind="card.alerts-off", customer_id=card.customer_id, subject=card.pk)
        tell_service("alerts-off", card)
        if not service.cards.filter(is_on=True).exists():
            end(service)
    return True


def hand_on_alerts(*, former: Card, card: Card) -> None:
    """The card takes the place of the former one over the same account, its alerts with it."""
    with transaction.atomic():
        service = AlertService.objects.select_for_update().filter(account=card.account_id).first()
        switched = CardAlerts.objects.filter(card=former, is_on=True)
        if service is not None and switched.update(is_on=False, changed_at=clock.now()):
            _keep(card, service, is_on=True)


def end(service: AlertService) -> None:
    """Nothing is due any more; a month that was paid stays paid. The caller holds the row."""
    service.state, service.due_on = OFF, None
    service.save(update_fields=["state", "due_on"])


def _locked_service(card: Card) -> AlertService:
    AlertService.objects.get_or_create(
        account_id=card.account_id, defaults={"customer_id": card.customer_id}
    )
    return AlertService.objects.select_for_update().get(account=card.account_id)


def _begin(service: AlertService, quote: Quote) -> None:
    """From today on; a month that is paid already goes on to its end and costs nothing again."""
    today = clock.today()
    if service.is_paid:
        service.state, service.due_on = ON, service.paid_until
        service.save(update_fields=["state", "due_on"])
        return
    _charge_first(service, _in_force(quote))
    service.state, service.anchor = ON, today.day
    service.due_on = service.paid_until = next_month(today, anchor=today.day)
    service.save(update_fields=["state", "anchor", "due_on", "paid_until"])


def _charge_first(service: AlertService, quote: Quote) -> None:
    try:
        charge(service, day=clock.today(), quote=quote)
    except NotEnoughMoney as refusal:
        raise NoMoneyForAlerts(fee=quote.fee, available=refusal.available) from None


def _in_force(quote: Quote) -> Quote:
    """The quote that was told; one of now if its time is over, and says the same."""
    if quote.is_valid():
        return quote
    anew = quote_month(customer_id=quote.customer_id or UUID(int=0))
    if anew.fee != quote.fee:
        raise AlertFeeChanged(fee=anew.fee)
    return anew


def _keep(card: Card, service: AlertService, *, is_on: bool) -> None:
    CardAlerts.objects.update_or_create(
        card=card, defaults={"service": service, "is_on": is_on, "changed_at": clock.now()}
    )
