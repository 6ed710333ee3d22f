"""Who knocks, and what they might find: two customers, a draft and a done payment, all staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.http import QueryDict
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Deed, Passkey, Proposal, User
from accounts.own_data.identity_documents import keep_document
from accounts.recovery.trusted_number import propose_number
from accounts.sign_in.password_change import change_password
from accounts.staff.accounts import open_staff
from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.disputes.disputed import of_operation
from cards.disputes.filing import Told, file_dispute
from cards.issuing import issue_card
from cards.models import Attachment, Authorization, CardOrder, Dispute, OtherCard, PrintBatch
from cards.models.exports import FileForm, StatementExport
from cards.papers.issuing import issue_certificate
from cards.statements.asking import request_file, wanted_of
from channel.models import Terminal
from channel.terminals import add_terminal
from documents.models import Document
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from ledger.models import ClosedDay
from ledger.roots import sign_root
from notifications.audit.sealing import seal_events
from notifications.sweeping import sweep
from payments.models import Invoice, Payment, PaymentTemplate
from payments.payment_templates import keep_template
from tariffs.models import ExchangeRate
from tests.accounts.key import SoftKey
from tests.doors.addresses import Door
from tests.doors.desk_rows import DOORS, desk_arguments, make_desk_rows
from tests.ordering.sent import sent_order
from tests.payments.payer import Payer, now
from tests.three_ds.shops import new_shop

BACKEND = "accounts.backends.SessionBackend"
STRANGER, OWNER, OTHER, HALF, HALF_STAFF = (
    "a stranger", "the customer", "another customer", "a customer without second factor",
    "staff without second factor",
)  # fmt: skip
ROLES = [role.value for role in Role]
VISITORS = [STRANGER, OWNER, OTHER, HALF, HALF_STAFF, *ROLES]
TARIFF = ("/tariffs/document.pdf",)
STAFF_PASSWORD = "saxaul, steppe, seven"


SLUGS = {"payments:category": "mobile", "words:article": "calls", "public:article": "calls",
         "accounts:agreement": "portal", "accounts:agreement-version": "portal"}  # fmt: skip


@dataclass
class World:
    """Anna has a draft whose code was sent, a done payment kept as a template, a bill of her flat,
    and a change that waits for its code.

    Mallory has nothing of hers.
    """

    anna: Payer
    mallory: Payer
    draft: Payment
    done: Payment
    deed: Deed
    passkey: Passkey
    invoice: Invoice
    template: PaymentTemplate
    dispute: Dispute
    operation: Authorization
    declined: Authorization
    paper: Document
    export: StatementExport
    attachment: Attachment
    proposal: Proposal
    terminal: Terminal

    def address(self, door: Door, payment: Payment | None = None) -> str:
        """An address behind the door at which something of Anna's, or of the bank's, is."""
        arguments: dict[str, Any] = {
            "slug": SLUGS.get(door.name, "beeline"),
            "version": "1",
            "payment_id": (payment or self.draft).pk,
            "card_id": self.anna.person.card.pk,
            "deed_id": self.deed.pk,
            "paper_id": self.paper.pk,
            "export_id": self.export.pk,
            "extension": "csv",
            "passkey_id": self.passkey.pk,
            "customer_id": self.anna.person.customer.pk,
            "invoice_id": self.invoice.pk,
            "template_id": self.template.pk,
            "dispute_id": self.dispute.pk,
            "other_id": self.attachment.card_id,
            "attachment_id": self.attachment.pk,
            "proposal_id": self.proposal.pk,
            "user_id": member_of(Role.TARIFF_EDITOR.value).pk,
            "subject": self.operation.pk,
            "operation_id": self.operation.pk,
            "terminal_id": self.terminal.pk,
            "declined_id": self.declined.pk,
            "visit_id": uuid7(),
            "app_label": "payments",
            "content_type_id": "1",
            "url": "no-such-page",
            "form": "json",
            "kind": "internet",
            "step": "key",
            "article": "fees",
            "number": "1",
            "code": "7K4M-92QX-3F",
            "object_id": self._object_of(door),
        }
        if door.name == "desk:new-proposal":
            arguments |= {"kind": "unblock-card", "subject": self.anna.person.card.pk}
        if door.name.startswith(("admin:cards_cardorder_", "photos:", "orders:")):
            arguments |= self._ordered()
        if door.name.startswith(DOORS):
            arguments |= desk_arguments(self.anna.person.card.account_id)
        return door.address(**arguments)

    def _ordered(self) -> dict[str, Any]:
        """Mallory's order of a card, one of its photos, and a batch at the bureau."""
        order = CardOrder.objects.get(customer=self.mallory.person.customer)
        photo = order.photos.earliest("made_at")
        return {"order_id": order.pk, "photo_id": photo.pk, "page": "iin", "paper": "personal-data",
                "batch_id": PrintBatch.objects.latest("made_at").pk}  # fmt: skip

    def visitor(self, who: str) -> Any:
        """A Client of this kind of visitor, in English; its answers tell `url`."""
        if who == OWNER:
            return self.anna.client
        if who == OTHER:
            return self.mallory.client
        client = Client(headers={"accept-language": "en"})
        if who == HALF:
            assert self.anna.person.user is not None
            client.force_login(self.anna.person.user, backend=BACKEND)
        elif who == HALF_STAFF:
            client.force_login(member_of(Role.AUDITOR.value), backend=BACKEND)
        elif who != STRANGER:
            user = member_of(who)
            enter_desk(client, user)
            for payer in (self.anna, self.mallory):  # the rules say what is seen with a reason
                open_file(customer=payer.person.customer, by=user, why="check", note="the doors")
        return client

    def _object_of(self, door: Door) -> object:
        """The id of something of the model at the desk whose page this is."""
        if "object_id" not in door.wants or "content_type_id" in door.wants:
            return "1"
        _empty, _desk, label, model, *_rest = door.template.split("/")
        found = apps.get_model(label, model)._default_manager.first()
        assert found is not None, f"nothing of {label}.{model} is there to be looked at"
        return found.pk


def member_of(role: str) -> User:
    """Somebody of staff in one role, with an authenticator; the same one when asked again."""
    found = User.objects.staff().filter(login_name=f"olga.{role}").first()
    return found or open_staff(login_name=f"olga.{role}", password=STAFF_PASSWORD, roles=[role])


def enter_desk(client: Client, user: User) -> None:
    """The client is at the desk: password and authenticator were right."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()


def make_world(anna: Payer, mallory: Payer) -> World:
    """Walk Anna through a payment to its receipt, and through another to its code."""
    done = anna.done()
    for address in (f"/payments/{done.pk}/receipt.pdf", *TARIFF):
        assert anna.client.get(address).status_code == 200  # a paper is made when first asked for
    draft = anna.drafted()
    anna.ask_code(draft)
    sweep()  # the desk lists the gateways
    deed = change_password.ask(customer=anna.person.customer, language="en", visit="", network="",
                               hashed=make_password(STAFF_PASSWORD))  # fmt: skip
    told = anna.told("astana-erc", "104552310")
    kept = keep_template(payment=done, customer=anna.person.customer, name="Phone")
    passkey = SoftKey().in_force(anna.person.customer)
    _seen_by_a_branch(mallory)
    _present_to(mallory)
    sent_order(mallory.person.customer, iin=mallory.person.customer.iin)
    _at_the_bureau()
    sign_root()
    seal_events()
    ClosedDay.objects.create(day=clock.today(), at=clock.now(), balances=[])
    make_desk_rows(member_of(Role.BRANCH.value))
    member_of(Role.TARIFF_EDITOR.value)  # whom the page about putting somebody out is about
    dispute, operation = _disputed_by(anna)
    declined = _declined(anna)
    return World(anna, mallory, now(draft), done, deed, passkey, told, kept, dispute, operation,
                 declined, _certified(anna), _statement_of(anna), _attached_by(anna),
                 _proposed_about(anna),
                 add_terminal(name="ATM of the doors", kind="machine")[0])  # fmt: skip


def _disputed_by(payer: Payer) -> tuple[Dispute, Authorization]:
    """Two purchases with her card are held: one is disputed, the other may be."""
    card, at = payer.person.card, clock.now()
    asked = Asked(operation="purchase", amount_minor=1_00, number=card.number)
    held, other = (
        take_operation(card=card, asked=asked, place=Place(key=key, merchant="SHOP"), at=at)
        for key in ("disputed", "held")
    )
    told = Told(cause="blocked", email="anna@example.kz")
    customer = payer.person.customer
    return file_dispute(customer=customer, told=told, disputed=of_operation(held)), other


def _declined(payer: Payer) -> Authorization:
    """The internet is closed on a new card."""
    asked = Asked(operation="purchase", amount_minor=1_00, is_internet=True)
    place = Place(key="declined", merchant="SHOP")
    return take_operation(card=payer.person.card, asked=asked, place=place, at=clock.now())


def _seen_by_a_branch(payer: Payer) -> None:
    """The document by which the payer was known."""
    keep_document(customer=payer.person.customer, kind="id-card", number="034512789",
                  issued_by="Ministry of Internal Affairs", issued_on=date(2021, 4, 12),
                  valid_until=date(2031, 4, 11))  # fmt: skip


def _at_the_bureau() -> None:
    """A batch whose file the bureau reads."""
    # Taken once before: from then on a taking adds an event and changes no row.
    PrintBatch.objects.create(made_at=clock.now(), taken_at=clock.now(), made_by="olga", count=1,
                              digest="0" * 64, file=b"sealed")  # fmt: skip


def _attached_by(payer: Payer) -> Attachment:
    """A card of another bank, by an attempt that was refused: nothing of it waits."""
    now = clock.now()
    facts = {"customer": payer.person.customer, "first6": "400303", "last4": "0002",
             "brand": "Visa", "bank": "halyk", "expiry": clock.today()}  # fmt: skip
    card = OtherCard.objects.create(**facts, token="tok", attached_at=now)
    return Attachment.objects.create(
        **facts, card=card, state="refused", made_at=now, expires_at=now, finished_at=now
    )


def _proposed_about(payer: Payer) -> Proposal:
    """Another trusted number that waits for a second pair of eyes."""
    return propose_number(customer=payer.person.customer, phone="+77059990000", document="id-card",
                          reason="the doors", by=member_of(Role.BRANCH.value))  # fmt: skip


def _certified(payer: Payer) -> Document:
    """A certificate of what is on the payer's card."""
    return issue_certificate(
        card=payer.person.card, language="en", recipient="the doors", key=uuid7()
    )


def _statement_of(payer: Payer) -> StatementExport:
    """A file of the payer's statement, which no worker has made yet."""
    card, query = payer.person.card, QueryDict()
    statement = wanted_of(card, query)
    assert statement is not None
    return request_file(statement=statement, card=card, customer=payer.person.customer,
                        form=FileForm.CSV, language="en")  # fmt: skip


def _present_to(payer: Payer) -> None:
    """A shop took from an empty card of theirs, and there is a rate: the desk shows each."""
    card, at = issue_card(customer=payer.person.customer), clock.now()
    take_operation(card=card, asked=Asked(operation="balance", amount_minor=0),
                   place=Place(key="doors"), at=at)  # fmt: skip
    ExchangeRate.objects.create(currency="USD", day=at.date(), tenge=500)
    claim = Presented(reference="doors", operation="purchase", amount_minor=1, currency=TENGE)
    post_presentment(card=card, presented=claim, at=at)
    new_shop().ask(payer.person)
