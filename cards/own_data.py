"""What this room holds on a customer: cards and the accounts under them; numbers truncated."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from cards.models import AlertService, Card, Dispute, OtherCard
from cards.ordering.telling import tell_orders
from cards.own_operations import tell_operations
from cards.papers.telling import tell_papers
from cards.photos.telling import tell_photos
from cards.statements.telling import tell_exports
from cards.three_ds.telling import tell_three_ds
from homebank.lib.clock import ALMATY
from homebank.lib.own_data import CHUNK, Fact, Record, Section
from ledger.accounts import balances_of


def tell(customer: Customer) -> Iterator[Section]:
    """Accounts with their balances now, cards with what was done with them, disputes."""
    cards = list(Card.objects.of(customer))
    yield Section("accounts", _("Accounts"), _accounts(cards))
    yield Section("cards", _("Cards"), map(_card, cards))
    yield from tell_operations(cards)
    yield from tell_papers(customer)
    yield from tell_three_ds(cards)
    yield from tell_exports(customer)
    yield from tell_orders(customer)
    yield from tell_photos(customer)
    others = OtherCard.objects.filter(customer=customer).order_by("attached_at")
    yield Section("other_cards", _("Cards of other banks"), map(_other_card, others))
    services = AlertService.objects.filter(customer=customer).select_related("account")
    yield Section("sms_alerts", _("SMS alerts"), map(_service, services))
    disputes = Dispute.objects.of(customer).prefetch_related("steps")
    yield Section("disputes", _("Disputes"), map(_dispute, disputes.iterator(chunk_size=CHUNK)))


def _accounts(cards: list[Card]) -> Iterator[Record]:
    accounts = {card.account_id: card.account for card in cards}
    balances = balances_of(accounts)
    for key, account in accounts.items():
        yield [
            Fact("iban", "IBAN", account.iban),
            Fact("opened_at", _("Opened"), account.opened_at),
            Fact("balance", _("Balance"), balances[key].amount),
            Fact("blocked", _("Blocked amount"), balances[key].held),
            Fact("available", _("Available"), balances[key].available),
        ]


def _card(card: Card) -> Record:
    return [
        Fact("number", pgettext_lazy("card", "Number"), card.truncated),
        Fact("brand", _("Payment system"), card.brand),
        Fact("kind", _("Kind"), card.kind, card.get_kind_display()),
        Fact("expiry", _("Expiry date"), card.expiry_text),
        Fact("holder", _("Cardholder"), card.name),
        Fact("state", _("State"), str(card.standing), card.standing.label),
        Fact("issued_at", pgettext_lazy("card", "Issued"), card.opened_at),
        Fact("iban", "IBAN", card.account.iban),
    ]


def _service(service: AlertService) -> Record:
    return [
        Fact("iban", "IBAN", service.account.iban),
        Fact("state", _("State"), service.state, service.get_state_display()),
        Fact("paid_until", _("Paid until"), service.paid_until),
        Fact("due_on", _("Next fee on"), service.due_on),
    ]


def _other_card(card: OtherCard) -> Record:
    return [
        Fact("number", pgettext_lazy("card", "Number"), card.truncated),
        Fact("bank", _("Bank"), card.bank, card.bank_name),
        Fact("brand", _("Payment system"), card.brand),
        Fact("expiry", _("Expiry date"), card.expiry_text),
        Fact("name", _("Name of the card"), card.name),
        Fact("state", _("State"), card.state, card.get_state_display()),
        Fact("attached_at", _("Attached"), card.attached_at),
        Fact("detached_at", _("Detached"), card.detached_at),
    ]


def _dispute(dispute: Dispute) -> Record:
    steps = ((step, step.get_kind_display()) for step in dispute.steps.all())
    return [
        Fact("opened_at", _("Received at"), dispute.opened_at),
        Fact("state", _("State"), dispute.state, dispute.get_state_display()),
        Fact("shop", _("Shop"), dispute.shop),
        Fact("amount", _("Amount"), dispute.amount),
        Fact("happened_at", _("Time of the operation"), dispute.happened_at),
        Fact("card", _("Card"), dispute.truncated),
        Fact("rrn", _("Reference number (RRN)"), dispute.rrn),
        Fact("order_number", _("Order number"), dispute.order_number),
        Fact("session_number", _("Session number"), dispute.session_number),
        Fact("email", _("E-mail"), dispute.email),
        Fact("cause", _("What is wrong"), dispute.cause, dispute.get_cause_display()),
        Fact("note", _("In your own words"), dispute.note),
        Fact("reason", _("Reason of the refusal"), dispute.reason),
        Fact("steps", _("How it went"), "; ".join(f"{s.at.astimezone(ALMATY):%d.%m.%Y %H:%M} {said}"
             for s, said in steps)),
    ]  # fmt: skip
