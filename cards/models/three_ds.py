"""3-D Secure: how a card's purchases are confirmed, who may ask for it, and what was asked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7
from ledger.models import Account


class ThreeDsScheme(models.TextChoices):
    """How a purchase with a card is confirmed."""

    OFF = "off", pgettext_lazy("3-D Secure", "off")
    DYNAMIC = "dynamic", pgettext_lazy("3-D Secure", "code by SMS")
    STATIC = "static", pgettext_lazy("3-D Secure", "own password")


class ThreeDsSetting(models.Model):
    """What a card's owner chose; a card without a row is off.

    `issue` is a digest of the number and expiry that the password was set for: a card that was
    issued anew has another. `password` is a hash. cards/three_ds/schemes.py says what is in force.
    """

    card = models.OneToOneField(
        "cards.Card", models.PROTECT, primary_key=True, related_name="three_ds"
    )
    scheme = models.CharField(_("3-D Secure"), max_length=7, choices=ThreeDsScheme.choices)
    changed_at = models.DateTimeField(_("changed"))
    password = models.CharField(max_length=128, blank=True)
    password_set_at = models.DateTimeField(_("password set"), null=True)
    issue = models.CharField(max_length=64, blank=True)
    greeting = SealedTextField(_("personal greeting"), blank=True)
    email = SealedTextField(_("e-mail"), blank=True)
    phone = SealedTextField(_("phone"), blank=True)

    class Meta:
        verbose_name = _("3-D Secure of a card")
        verbose_name_plural = _("3-D Secure of cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme="static", password_set_at__isnull=False) & ~Q(password="")
                | ~Q(scheme="static") & Q(password_set_at=None, password=""),
                name="static_has_its_password",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.card_id}"


class ThreeDsSetup(models.Model):
    """One way through the ten steps of a static password. The master key goes when it is over."""

    STEPS = ("key", "number", "method", "proof", "words")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="+")
    master_key = SealedTextField(blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    matched_at = models.DateTimeField(null=True)
    chosen_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["card", "began_at"], name="setups_of_card")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_live(self) -> bool:
        """Whether it may still be gone on with."""
        return self.over_at is None and self.expires_at > clock.now()

    @property
    def reached(self) -> str:
        """The furthest step that may be opened; those before it may too."""
        done = [True, self.matched_at, self.chosen_at, self.proven_at]
        return self.STEPS[sum(1 for each in done if each)]


class ThreeDsPeer(models.Model):
    """Who may ask the access control server: a 3-D Secure server or a directory server.

    One key for both directions. `results_url` is where results go, `frame_origins` the sites that
    may show a challenge in a frame; neither is ever taken from a message.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=60)
    key = SealedTextField()
    key_fingerprint = models.CharField(max_length=64, unique=True)
    certificate = models.CharField(_("certificate, SHA-256"), max_length=64, blank=True)
    results_url = models.CharField(_("address of results"), max_length=2048)
    frame_origins: models.JSONField[list[str], list[str]] = models.JSONField(
        _("sites that may frame"), default=list
    )
    made_at = models.DateTimeField(_("added"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("peer of 3-D Secure")
        verbose_name_plural = _("peers of 3-D Secure")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at=None), name="one_open_peer_a_name"
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(closed_at=None) & ~Q(certificate=""),
                name="one_open_peer_a_certificate",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ThreeDsTransaction(models.Model):
    """One request for authentication, its challenge and its outcome. No card number, no code.

    `id` is the acsTransID. `step` grows with each deed at the challenge page, so that no page is
    good for two. `proof` waits here, sealed, until the shop was told.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("3-D Secure", "waits for the cardholder’s browser")
        ASKED = "asked", pgettext_lazy("3-D Secure", "the cardholder is asked")
        OVER = "over", pgettext_lazy("3-D Secure", "over")

    class Method(models.TextChoices):
        SMS = "sms", pgettext_lazy("3-D Secure", "code by SMS")
        PASSWORD = "password", pgettext_lazy("3-D Secure", "own password")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    peer = models.ForeignKey("cards.ThreeDsPeer", models.PROTECT, verbose_name=_("peer"))
    card = models.ForeignKey(
        "cards.Card", models.PROTECT, null=True, related_name="+", verbose_name=_("card")
    )
    server_trans_id = models.UUIDField("threeDSServerTransID")
    ds_trans_id = models.UUIDField("dsTransID")
    version = models.CharField(_("version"), max_length=5)
    category = models.CharField(max_length=2)
    amount_minor = models.BigIntegerField(_("amount"))
    currency_number = models.CharField(_("currency"), max_length=3)
    merchant = models.CharField(_("shop"), max_length=40)
    merchant_id = models.CharField(_("number of the shop"), max_length=35)
    purchased_at = models.CharField(max_length=14)
    notification_url = models.CharField(max_length=256)
    session_data = models.CharField(max_length=1024, blank=True)
    window = models.CharField(max_length=2, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices)
    status = models.CharField(_("outcome"), max_length=1)
    reason = models.CharField(_("reason"), max_length=2, blank=True)
    cancel = models.CharField(max_length=2, blank=True)
    method = models.CharField(_("method"), max_length=8, choices=Method.choices, blank=True)
    confirmation = models.ForeignKey(
        "accounts.Confirmation", models.PROTECT, null=True, related_name="+"
    )
    proof = SealedTextField(blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("time"))
    asked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    result_due_at = models.DateTimeField(null=True)
    result_leased_until = models.DateTimeField(null=True)
    result_attempts = models.PositiveSmallIntegerField(_("results sent"), default=0)
    result_taken_at = models.DateTimeField(_("result taken"), null=True)

    class Meta:
        verbose_name = _("3-D Secure request")
        verbose_name_plural = _("3-D Secure requests")
        constraints = [
            models.UniqueConstraint(fields=["peer", "server_trans_id"], name="one_3ds_transaction"),
            models.CheckConstraint(
                condition=Q(state="over", over_at__isnull=False) & ~Q(status="C")
                | ~Q(state="over") & Q(over_at=None, status="C"),
                name="what_is_over_has_its_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["card", "answered_at"], name="three_ds_of_card"),
            models.Index(
                fields=["result_due_at"], condition=Q(result_due_at__isnull=False),
                name="three_ds_results_due",
            ),
            models.Index(fields=["answered_at"], condition=~Q(state="over"), name="three_ds_open"),
            models.Index(fields=["state", "-id"], name="three_ds_by_state"),
            models.Index(fields=["server_trans_id"], name="three_ds_of_shop"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

    @property
    def account(self) -> "Account | None":
        """The account of the card that was asked about."""
        return self.card.account if self.card else None

    @property
    def amount_text(self) -> str:
        """`20.00 USD`: the purchase, in its own currency."""
        currency = BY_NUMBER[self.currency_number]
        whole, rest = divmod(self.amount_minor, 10**currency.exponent)
        decimals = f".{rest:0{currency.exponent}d}" if currency.exponent else ""
        return f"{whole}{decimals} {currency.code}"
