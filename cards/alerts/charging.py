"""The sweep of SMS alerts: the fee of each month on its day, once.

A month without money is not charged later: the service pauses, says so, and tries again on the same
day of the next month. A month that was over before any sweep came is not charged either.
"""

from datetime import date

from django.db import transaction

from cards.alerts.fees import try_to_charge
from cards.alerts.months import current_month, next_month
from cards.alerts.switching import end
from cards.alerts.telling import tell_service
from cards.models import AlertService, Card, CardAlerts
from homebank.lib import clock
from homebank.lib.money import Money
from notifications.events import record

BATCH = 200
ON, PAUSED = AlertService.State.ON, AlertService.State.PAUSED
WORKING = frozenset({Card.State.ACTIVE, Card.State.FROZEN})


def charge_due_alerts() -> int:
    """Charge each fee whose day has come; how many were looked at. Two sweeps do none twice."""
    today = clock.today()
    due = AlertService.objects.filter(due_on__lte=today).order_by("due_on")
    return sum(_charge(pk, today) for pk in due.values_list("pk", flat=True)[:BATCH])


def _charge(pk: int, today: date) -> bool:
    with transaction.atomic():
        rows = AlertService.objects.select_for_update(skip_locked=True)
        service = rows.filter(pk=pk, due_on__lte=today).first()
        if service is None or service.due_on is None:
            return False
        told = _cards_told_of(service)
        if not told:
            _stop(service)
        else:
            _charge_month(service, told[0], today)
    return True


def _cards_told_of(service: AlertService) -> list[Card]:
    """Cards with alerts that may still be used: for others there is nothing to tell."""
    switched = service.cards.filter(is_on=True).select_related("card__customer")
    return [each.card for each in switched if each.card.standing in WORKING]


def _charge_month(service: AlertService, card: Card, today: date) -> None:
    assert service.due_on is not None
    day = current_month(service.due_on, anchor=service.anchor, today=today)
    quote, was = try_to_charge(service, day=day), service.state
    following = next_month(day, anchor=service.anchor)
    service.state, service.due_on = (ON if quote else PAUSED), following
    if quote:
        service.paid_until = following
    service.save(update_fields=["state", "due_on", "paid_until"])
    if service.state != was:
        event = "resumed" if quote else "paused"
        record(kind=f"card.alerts-{event}", customer_id=service.customer_id, subject=card.pk)
        amount: dict[str, object] = {} if quote else {"amount": _fee_of(service)}
        tell_service(f"alerts-{event}", card, **amount)


def _fee_of(service: AlertService) -> Money:
    return service.fees.latest("at").fee


def _stop(service: AlertService) -> None:
    """None of its cards can be used any more: the service ends by itself and says so."""
    last = service.cards.filter(is_on=True).select_related("card__customer").first()
    CardAlerts.objects.filter(service=service, is_on=True).update(
        is_on=False, changed_at=clock.now()
    )
    end(service)
    if last is not None:
        record(kind="card.alerts-off", customer_id=service.customer_id, subject=last.card_id)
        tell_service("alerts-off", last.card)
