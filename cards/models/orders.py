"""An order of a card, from its first page to the card in hand, and its timeline."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer, IdentityDocument
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class OrderState(models.TextChoices):
    """Where an order stands. ISSUED, UNCOLLECTED, CANCELLED and EXPIRED are its ends."""

    DRAFT = "draft", pgettext_lazy("order", "draft")
    RECEIVED = "received", pgettext_lazy("order", "received")
    CHECKED = "checked", pgettext_lazy("order", "being checked")
    RETURNED = "returned", pgettext_lazy("order", "returned to you")
    APPROVED = "approved", pgettext_lazy("order", "approved")
    PRODUCTION = "in-production", pgettext_lazy("order", "in production")
    ON_ITS_WAY = "on-its-way", pgettext_lazy("order", "on its way")
    REMAKE = "remake", pgettext_lazy("order", "to be made again")
    UNDELIVERED = "undelivered", pgettext_lazy("order", "at the bank, not delivered")
    ISSUED = "issued", pgettext_lazy("order", "issued")
    UNCOLLECTED = "not-collected", pgettext_lazy("order", "never handed over")
    CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")
    EXPIRED = "expired", pgettext_lazy("order", "expired")


ORDER_ENDS = (
    OrderState.ISSUED, OrderState.UNCOLLECTED, OrderState.CANCELLED, OrderState.EXPIRED,
)  # fmt: skip
# What the customer may still fill in, and what they may still take back.
EDITABLE = (OrderState.DRAFT, OrderState.RETURNED)
CANCELLABLE = (
    OrderState.DRAFT, OrderState.RECEIVED, OrderState.CHECKED, OrderState.RETURNED,
    OrderState.APPROVED, OrderState.REMAKE,
)  # fmt: skip
HAS_ENDED = Q(state__in=[state.value for state in ORDER_ENDS])


class OrderQuerySet(models.QuerySet["CardOrder"]):
    """Orders, first of all a customer's own."""

    def of(self, customer: Customer) -> "OrderQuerySet":
        """The customer's own, the newest first."""
        return self.filter(customer=customer).order_by("-made_at", "-id")

    def living(self) -> "OrderQuerySet":
        """Drafts, and those that somebody still has to do something about."""
        return self.exclude(HAS_ENDED)


class CardOrder(models.Model):
    """One order. Personal facts are sealed from the first save, and empty until they are given.

    `number` is drawn when the order is first sent. `phone` is the number for the operator's call;
    `proven_phone` the last one that a code has proven. `iin`, names and birth date (ISO) are as
    typed: who differs from the file is the operator's question. `returned` tells what is open
    again and why, by the keys of `cards.ordering.returnable.RETURNABLE`: {"front": {"code": "cut"},
    "iin": {"own": "an operator's words"}}, see `cards.ordering.reasons`. `opened` are the
    documents that the customer opened: {slug: {"version", "language", "at"}}; `agreed` those that
    they agreed to: {slug: version}. `draft_until`: until when a draft is kept.
    `hitch` is why plastic is made again or was not delivered, a code of
    `cards.ordering.hitches`; what was not delivered lies at the branch `kept_at` (empty: the bank
    calls) until `kept_until`, and longer until somebody destroys it.
    """

    class Kind(models.TextChoices):
        PLASTIC = "plastic", pgettext_lazy("card", "plastic")
        VIRTUAL = "virtual", pgettext_lazy("card", "virtual")

    class Delivery(models.TextChoices):
        HAND = "hand", pgettext_lazy("delivery", "by hand")
        BRANCH = "branch", pgettext_lazy("delivery", "to a branch")
        NONE = "none", pgettext_lazy("delivery", "not needed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(pgettext_lazy("order", "number"), null=True, unique=True)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="card_orders", verbose_name=_("customer")
    )
    product = models.CharField(_("product"), max_length=40)
    brand = models.CharField(_("payment system"), max_length=20, blank=True)
    kind = models.CharField(_("card"), max_length=7, choices=Kind.choices, blank=True)
    is_resident = models.BooleanField(_("resident of Kazakhstan"), null=True)
    iin = SealedTextField(_("IIN"), blank=True, default="")
    full_name = SealedTextField(_("surname, name, patronymic"), blank=True, default="")
    latin_name = SealedTextField(_("Latin name"), blank=True, default="")
    birth_date = SealedTextField(_("birth date"), blank=True, default="")
    phone = SealedTextField(_("number for the call"), blank=True, default="")
    proven_phone = SealedTextField(_("number proven by a code"), blank=True, default="")
    codeword_hash = models.CharField(max_length=200, blank=True)
    document_kind = models.CharField(
        _("kind of the document"), max_length=10, choices=IdentityDocument.Kind.choices, blank=True
    )
    document_number = SealedTextField(_("number of the document"), blank=True, default="")
    delivery = models.CharField(_("delivery"), max_length=6, choices=Delivery.choices, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    branch = models.CharField(_("branch"), max_length=40, blank=True)
    address = SealedTextField(_("address"), blank=True, default="")
    hitch = models.CharField(_("what went wrong"), max_length=12, blank=True)
    kept_at = models.CharField(_("kept at the branch"), max_length=40, blank=True)
    kept_until = models.DateTimeField(_("card kept until"), null=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    state = models.CharField(
        _("state"), max_length=13, choices=OrderState.choices, default=OrderState.DRAFT
    )
    opened = models.JSONField(_("documents opened"), default=dict, blank=True)
    agreed = models.JSONField(_("documents agreed to"), default=dict, blank=True)
    returned = models.JSONField(_("returned because of"), default=dict, blank=True)
    # Which of what was returned the customer has changed since; photos know that by themselves.
    corrected = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(_("begun at"))
    draft_until = models.DateTimeField(_("kept until"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    # By when an operator should have answered; the queue stands in this order.
    due_at = models.DateTimeField(_("answer due by"), null=True)
    claimed_by = models.CharField(_("taken by"), max_length=30, blank=True)
    claimed_until = models.DateTimeField(_("taken until"), null=True)
    card = models.OneToOneField(
        "cards.Card", models.PROTECT, null=True, related_name="order", verbose_name=_("card")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # Once an order that became no card is long over, its personal facts are emptied.
    emptied_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of a card")
        verbose_name_plural = _("orders of cards")
        permissions = [
            ("work_order", "Can check, return and approve orders of cards"),
            ("issue_order", "Can issue the card of an order"),
        ]
        indexes = [
            models.Index(fields=["customer", "made_at"], name="orders_of_customer"),
            models.Index(
                fields=["due_at", "id"],
                name="orders_that_wait",
                condition=Q(state__in=["received", "checked"]),
            ),
            models.Index(fields=["kind", "-id"], name="orders_by_kind"),
            models.Index(
                fields=["state", "due_at"],
                name="orders_by_deadline",
                condition=~HAS_ENDED & ~Q(state="draft"),
            ),
            models.Index(
                fields=["kept_until"], name="orders_kept", condition=Q(state="undelivered")
            ),
            models.Index(
                fields=["draft_until"],
                name="drafts_of_orders",
                condition=Q(state__in=["draft", "returned"]),
            ),
            models.Index(
                fields=["closed_at"],
                name="orders_to_empty",
                condition=Q(state__in=["cancelled", "expired"], emptied_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=~HAS_ENDED, name="one_order_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "expired", "cancelled"])
                | Q(number__isnull=False, sent_at__isnull=False),
                name="a_sent_order_has_a_number",
            ),
            models.CheckConstraint(
                condition=(HAS_ENDED & Q(closed_at__isnull=False))
                | (~HAS_ENDED & Q(closed_at=None)),
                name="an_ended_order_is_closed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.shown_number or str(self.pk)

    @property
    def shown_number(self) -> str:
        """`100 042`: how the number is said; nothing for a draft."""
        return f"{self.number:,}".replace(",", "\u00a0") if self.number else ""

    @property
    def is_virtual(self) -> bool:
        return self.kind == self.Kind.VIRTUAL

    @property
    def is_editable(self) -> bool:
        """Whether the customer has something to fill in."""
        return self.state in EDITABLE

    @property
    def has_ended(self) -> bool:
        return self.state in ORDER_ENDS

    @property
    def born_on(self) -> date | None:
        """The birth date as typed; None until it is given."""
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    @property
    def is_claimed(self) -> bool:
        """Whether an operator has it in hand now."""
        until = self.claimed_until
        return bool(self.claimed_by) and until is not None and until > clock.now()


class OrderStep(models.Model):
    """One line of an order's timeline. Only added to. `note` and `by` are for the desk alone;
    `returned` is what CardOrder.returned was at a return, `hitch` what its was when plastic came to
    nothing; `changed` what whoever took the step changed about the plastic: {"renamed": "yes"},
    {"branch", "delivery_before", "branch_before"}, {"kept_at"}.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("order", "We have received the order")
        RESENT = "resent", pgettext_lazy("order", "We have received your corrections")
        CLAIMED = "claimed", pgettext_lazy("order", "An operator is checking it")
        RELEASED = "released", pgettext_lazy("order", "It waits for another operator")
        RETURNED = "returned", pgettext_lazy("order", "We returned it: something must be corrected")
        APPROVED = "approved", pgettext_lazy("order", "The order is approved")
        PRODUCTION = "in-production", pgettext_lazy("order", "The card is being made")
        ON_ITS_WAY = "on-its-way", pgettext_lazy("order", "The card is on its way to you")
        REMAKE = "remake", pgettext_lazy("order", "Another card is made in place of this one")
        UNDELIVERED = "undelivered", pgettext_lazy("order", "The card could not be delivered")
        SENT_AGAIN = "sent-again", pgettext_lazy("order", "The card is on its way to you again")
        ISSUED = "issued", pgettext_lazy("order", "The card is issued")
        UNCOLLECTED = (
            "not-collected",
            pgettext_lazy("order", "The card is destroyed: it was never handed over"),
        )
        CANCELLED = "cancelled", pgettext_lazy("order", "You cancelled the order")
        EXPIRED = "expired", pgettext_lazy("order", "The order expired: no corrections came")

    order = models.ForeignKey(CardOrder, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=13, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    returned = models.JSONField(_("returned because of"), default=dict, blank=True)
    hitch = models.CharField(_("what went wrong"), max_length=12, blank=True)
    changed = models.JSONField(_("what was changed"), default=dict, blank=True)
    by = models.CharField(_("by"), max_length=30, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of an order")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.kind
