"""A card: plastic or virtual, over one account of the book. Its number is sealed at rest."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class CardQuerySet(models.QuerySet["Card"]):
    """Cards, first of all a customer's own."""

    def of(self, customer: Customer) -> "CardQuerySet":
        """The customer's own cards with their accounts, the oldest first."""
        return self.filter(customer=customer).select_related("account").order_by("opened_at", "id")

    def living(self) -> "CardQuerySet":
        """Those with which money can be reached, today or when they are handed over."""
        lives = [Card.State.WAITS, Card.State.ACTIVE, Card.State.FROZEN]
        return self.filter(state__in=lives, expiry__gte=clock.today())

    def working(self) -> "CardQuerySet":
        """Those that may pay today: active and not expired."""
        return self.filter(state=Card.State.ACTIVE, expiry__gte=clock.today())


class Card(models.Model):
    """One card. `expiry` is the last day it works, `name` what is embossed on it."""

    class Kind(models.TextChoices):
        PLASTIC = "plastic", pgettext_lazy("card", "plastic")
        VIRTUAL = "virtual", pgettext_lazy("card", "virtual")

    class State(models.TextChoices):
        """EXPIRED is never stored: the calendar says it. WAITS: not handed over yet; how far
        it is, the order says (cards/ordering/awaited.py)."""

        WAITS = "waits", pgettext_lazy("card", "not handed over yet")
        ACTIVE = "active", pgettext_lazy("card", "active")
        FROZEN = "frozen", pgettext_lazy("card", "frozen")
        BLOCKED = "blocked", pgettext_lazy("card", "blocked")
        CLOSED = "closed", pgettext_lazy("card", "closed")
        EXPIRED = "expired", pgettext_lazy("card", "expired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="cards", verbose_name=_("customer")
    )
    account = models.ForeignKey(
        "ledger.Account", models.PROTECT, related_name="cards", verbose_name=_("account")
    )
    number = SealedTextField(_("card number"))
    number_fingerprint = models.CharField(max_length=64, unique=True)
    first6 = models.CharField(max_length=6)
    last4 = models.CharField(_("last 4 digits"), max_length=4)
    brand = models.CharField(_("payment system"), max_length=20)
    expiry = models.DateField(_("expiry date"))
    service_code = models.CharField(max_length=3, default="201")
    name = SealedTextField(_("cardholder"), blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.PLASTIC)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ACTIVE)
    # Why it was blocked (cards/blocking.py); what a shop is answered depends on it.
    blocked_for = models.CharField(_("cause of the block"), max_length=12, blank=True)
    opened_at = models.DateTimeField(_("issued"))
    # The card in whose place this one was issued (cards/reissuing.py), once.
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by",
        verbose_name=_("issued in place of"),
    )  # fmt: skip

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        permissions = [
            ("hand_over_card", "Can hand over a card"),
            ("propose_unblocking", "Can propose that a blocked card works again"),
            ("decide_unblocking", "Can approve that a blocked card works again"),
            ("stop_card", "Can freeze or block a card for who asks for it"),
        ]
        indexes = [
            models.Index(fields=["customer", "opened_at"], name="card_of_customer"),
            # What a caller says: the last digits and a name (desk/finding.py).
            models.Index(fields=["last4", "-opened_at"], name="cards_by_last_digits"),
            models.Index(fields=["state", "-id"], name="cards_by_state"),
            models.Index(fields=["kind", "-id"], name="cards_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waits", "active", "frozen", "blocked", "closed"]),
                name="card_state_is_stored",
            ),
            models.CheckConstraint(
                condition=models.Q(first6__regex="^[0-9]{6}$", last4__regex="^[0-9]{4}$"),
                name="card_is_truncated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def truncated(self) -> str:
        """`4405 64•• •••• 6150`: what pages, papers and the desk may show of the number."""
        first, last = self.first6, self.last4
        return f"{first[:4]}\u00a0{first[4:]}••\u00a0••••\u00a0{last}"

    @property
    def title(self) -> str:
        """`Visa •• 6150`: how the card is called in a list."""
        return f"{self.brand}\u00a0••\u00a0{self.last4}"

    @property
    def expiry_text(self) -> str:
        """`12/29`, as on the card."""
        return f"{self.expiry:%m/%y}"

    @property
    def is_virtual(self) -> bool:
        return self.kind == self.Kind.VIRTUAL

    @property
    def standing(self) -> "Card.State":
        """The state today: an active or frozen card whose last day is over has expired."""
        state = self.State(self.state)
        over = self.expiry < clock.today()
        return self.State.EXPIRED if over and state in {"active", "frozen"} else state


def last_day(year: int, month: int) -> date:
    """The last day of the month: a card works through it."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
