"""A card of another bank that pays here, and the attempt that attached it. No number is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from cards.other.banks import bank_name
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class OtherCardQuerySet(models.QuerySet["OtherCard"]):
    """Cards of other banks, first of all a customer's own."""

    def of(self, customer: Customer) -> "OtherCardQuerySet":
        """The customer's attached ones, the oldest first."""
        mine = self.filter(customer=customer, state=OtherCard.State.ATTACHED)
        return mine.order_by("attached_at", "id")

    def working(self) -> "OtherCardQuerySet":
        """Those that may pay today."""
        return self.filter(state=OtherCard.State.ATTACHED, expiry__gte=clock.today())


class OtherCard(models.Model):
    """A card of another bank. The acquirer knows its number; the bank has the acquirer's token.

    The token is emptied when the card is detached and the acquirer has forgotten it.
    """

    class State(models.TextChoices):
        ATTACHED = "attached", pgettext_lazy("other card", "attached")
        DETACHED = "detached", pgettext_lazy("other card", "detached")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="other_cards", verbose_name=_("customer")
    )
    token = SealedTextField(blank=True)
    token_fingerprint = models.CharField(max_length=64, blank=True)
    first6 = models.CharField(_("first 6 digits"), max_length=6)
    last4 = models.CharField(_("last 4 digits"), max_length=4)
    brand = models.CharField(_("payment system"), max_length=20)
    bank = models.CharField(_("bank"), max_length=30)
    expiry = models.DateField(_("expiry date"))
    name = models.CharField(_("own name"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.ATTACHED
    )
    attached_at = models.DateTimeField(_("attached at"))
    detached_at = models.DateTimeField(_("detached at"), null=True)
    # When the acquirer is asked to forget the token: after the last payment may have asked for it.
    forget_at = models.DateTimeField(null=True)

    objects = OtherCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card of another bank")
        verbose_name_plural = _("cards of other banks")
        indexes = [
            models.Index(fields=["customer", "attached_at"], name="other_cards_of_customer"),
            models.Index(fields=["state", "-id"], name="other_cards_by_state"),
            models.Index(fields=["last4"], name="other_cards_by_last4"),
            models.Index(
                fields=["forget_at"], condition=Q(forget_at__isnull=False), name="tokens_to_forget"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "token_fingerprint"], condition=Q(state="attached"),
                name="a_card_is_attached_once",
            ),
            models.CheckConstraint(
                condition=Q(first6__regex="^[0-9]{6}$", last4__regex="^[0-9]{4}$"),
                name="other_card_is_truncated",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def truncated(self) -> str:
        """`4405 64•• •••• 6150`."""
        return f"{self.first6[:4]}\u00a0{self.first6[4:]}••\u00a0••••\u00a0{self.last4}"

    @property
    def bank_name(self) -> str:
        """The issuer, in the reader's language."""
        return bank_name(self.bank)

    @property
    def title(self) -> str:
        """`Halyk Bank •• 6150`: how the card is called in a list."""
        return f"{self.bank_name}\u00a0••\u00a0{self.last4}"

    @property
    def expiry_text(self) -> str:
        """`12/29`, as on the card."""
        return f"{self.expiry:%m/%y}"

    @property
    def has_expired(self) -> bool:
        return self.expiry < clock.today()

    @property
    def pays(self) -> bool:
        """Whether it may pay today."""
        return self.state == self.State.ATTACHED and not self.has_expired


class Attachment(models.Model):
    """One attempt to attach a card. Its id is the acquirer's key: whatever is asked again under it
    happens once. `release_due`: the one tenge may still be blocked.
    """

    class State(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("attachment", "the acquirer is being asked")
        WAITS = "waits", pgettext_lazy("attachment", "waits for its bank")
        ATTACHED = "attached", pgettext_lazy("attachment", "attached")
        REFUSED = "refused", pgettext_lazy("attachment", "refused")
        EXPIRED = "expired", pgettext_lazy("attachment", "not confirmed in time")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="+")
    first6 = models.CharField(max_length=6)
    last4 = models.CharField(max_length=4)
    brand = models.CharField(max_length=20)
    bank = models.CharField(max_length=30)
    expiry = models.DateField()
    name = models.CharField(max_length=40, blank=True)
    # Where the issuer asks its customer; it serves this attempt only.
    page = SealedTextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.BEGUN)
    reason = models.CharField(max_length=20, blank=True)
    card = models.ForeignKey(OtherCard, models.PROTECT, null=True, related_name="attachments")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    release_due = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attachment of a card")
        verbose_name_plural = _("attachments of cards")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False),
                name="attachments_due",
            ),
            models.Index(fields=["made_at"], name="attachments_by_age"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.bank} {self.last4}"

    @property
    def bank_name(self) -> str:
        return bank_name(self.bank)

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.BEGUN, self.State.WAITS)
