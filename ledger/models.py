"""The book: accounts, their balances, transfers with their entries, holds and how they ended.

Only the functions in ledger/sql write here; what is written is never changed (docs/ledger.md).
"""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.iban import spaced
from homebank.lib.ids import uuid7
from homebank.lib.money import Money


class Account(models.Model):
    """A place for money of one currency: a customer's (with an IBAN) or the bank's own (by name).

    `floor_minor` is how low the available balance may go; null is no floor. An account of the
    bank that every payment touches keeps its balance in several shards.
    """

    id = models.BigAutoField(primary_key=True)
    iban = models.CharField(max_length=20, unique=True, null=True)
    kind = models.CharField(pgettext_lazy("book", "kind"), max_length=30)
    currency = models.CharField(_("currency"), max_length=3)
    owner = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        null=True,
        related_name="ledger_accounts",
        verbose_name=_("customer"),
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    floor_minor = models.BigIntegerField(null=True)
    shards = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        indexes = [models.Index(fields=["-id"], condition=Q(owner=None), name="own_accounts")]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "currency"], condition=Q(owner=None), name="one_own_account_a_name"
            ),
            models.CheckConstraint(
                condition=Q(owner=None, iban=None) | Q(owner__isnull=False, iban__isnull=False),
                name="a_customers_account_has_an_iban",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(name=""), name="an_own_account_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(shards=1) | Q(shards__gt=1, floor_minor=None, owner=None),
                name="only_floorless_own_accounts_have_shards",
            ),
        ]

    def __str__(self) -> str:
        return spaced(self.iban) if self.iban else f"{self.name} {self.currency}"

    @property
    def floor(self) -> Money | None:
        """How low the available balance may go; None is no floor."""
        return None if self.floor_minor is None else Money(self.floor_minor, self.currency)


class Balance(models.Model):
    """How much an account (or one shard of it) has, and how much of that is held.

    A table of its own that no foreign key points at: a balance on a row that entries refer to is
    twenty times slower (docs/ledger.md). `sequence` counts the entries.
    """

    pk = models.CompositePrimaryKey("account_id", "shard")
    account = models.ForeignKey(Account, models.PROTECT, related_name="balances", db_index=False)
    shard = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
    floor_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(floor_minor=None)
                | Q(amount_minor__gte=F("floor_minor") + F("held_minor")),
                name="available_is_not_below_the_floor",
            ),
            models.CheckConstraint(condition=Q(held_minor__gte=0), name="held_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.shard}: {self.amount_minor}"


class Transfer(models.Model):
    """One movement of money, whole or not at all. Its id is the key that makes it happen once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.UUIDField(_("customer"), null=True)
    kind = models.CharField(pgettext_lazy("book", "kind"), max_length=30)
    subject = models.UUIDField(pgettext_lazy("book", "subject"), null=True)
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="reversals",
        db_index=False,
        verbose_name=_("reversal of"),
    )
    memo = models.CharField(pgettext_lazy("book", "memo"), max_length=200, blank=True)
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(pgettext_lazy("book", "time"))

    class Meta:
        verbose_name = pgettext_lazy("book", "transfer")
        verbose_name_plural = pgettext_lazy("book", "transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="reversed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Entry(models.Model):
    """One leg of a transfer on one account: signed minor units, and the balance after it.

    `sequence` counts without gaps per account and shard; its order is the order of time.
    """

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(
        Transfer,
        models.PROTECT,
        related_name="entries",
        db_index=False,
        verbose_name=pgettext_lazy("book", "transfer"),
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("account")
    )
    shard = models.PositiveSmallIntegerField(_("shard"))
    sequence = models.BigIntegerField(_("number in the account"))
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    balance_after_minor = models.BigIntegerField()
    at = models.DateTimeField(pgettext_lazy("book", "time"))

    class Meta:
        verbose_name = pgettext_lazy("book", "entry")
        verbose_name_plural = pgettext_lazy("book", "entries")
        constraints = [
            # Each serves a page too: the legs of a transfer, and a statement backwards by keyset.
            models.UniqueConstraint(fields=["transfer", "account"], name="one_leg_an_account"),
            models.UniqueConstraint(
                fields=["account", "shard", "sequence"], name="entries_in_sequence"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="an_entry_moves_money"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.shard} #{self.sequence}: {self.amount_minor}"

    @property
    def amount(self) -> Money:
        """Signed: minus is a debit."""
        return Money(self.amount_minor, self.currency)

    @property
    def balance_after(self) -> Money:
        """The balance of the account's shard right after this entry."""
        return Money(self.balance_after_minor, self.currency)


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds with their ends."""

    def open(self) -> "HoldQuerySet":
        """Those that still keep money from being spent."""
        return self.filter(resolution=None)


class Hold(models.Model):
    """Money of an account that is kept for a deed not yet done. Its end is a HoldResolution."""

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("book", "Held")
        SETTLED = "settled", pgettext_lazy("book", "Settled")
        RELEASED = "released", pgettext_lazy("book", "Released")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="holds", db_index=False, verbose_name=_("account")
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(pgettext_lazy("book", "kind"), max_length=30)
    customer = models.UUIDField(_("customer"), null=True)
    subject = models.UUIDField(pgettext_lazy("book", "subject"), null=True)
    digest = models.BinaryField(max_length=32)
    placed_at = models.DateTimeField(_("placed at"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [models.Index(fields=["account", "placed_at"], name="holds_of_account")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_hold_holds_money")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def state(self) -> "Hold.State":
        """Held, settled or released. Costs a query unless `resolution` was selected too."""
        ended: HoldResolution | None = getattr(self, "resolution", None)
        return Hold.State(ended.outcome) if ended else Hold.State.HELD

    @property
    def resolved_at(self) -> datetime | None:
        ended: HoldResolution | None = getattr(self, "resolution", None)
        return ended.at if ended else None

    @property
    def transfer_id(self) -> UUID | None:
        """The transfer that settled it."""
        ended: HoldResolution | None = getattr(self, "resolution", None)
        return ended.transfer_id if ended else None


class HoldResolution(models.Model):
    """How a hold ended, once: settled by a transfer, or released."""

    hold = models.OneToOneField(Hold, models.PROTECT, primary_key=True, related_name="resolution")
    outcome = models.CharField(max_length=8)
    transfer = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="settles")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="settled", transfer__isnull=False)
                | Q(outcome="released", transfer=None),
                name="a_hold_is_settled_by_a_transfer_or_released",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hold_id} {self.outcome}"


class BookRoot(models.Model):
    """A signed sentence on the whole book at one moment (ledger/roots.py)."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    text = models.TextField(_("what is signed"))
    signature = models.CharField(_("signature"), max_length=128)
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = pgettext_lazy("book", "signed root")
        verbose_name_plural = pgettext_lazy("book", "signed roots")

    def __str__(self) -> str:
        return f"{self.number}"


class BookCut(models.Model):
    """How far a chain of entries went when a root was signed, and its hash there."""

    pk = models.CompositePrimaryKey("account_id", "shard", "sequence")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    shard = models.PositiveSmallIntegerField()
    sequence = models.BigIntegerField()
    root = models.ForeignKey(BookRoot, models.PROTECT, related_name="cuts", db_index=False)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.account_id}/{self.shard} #{self.sequence}: root {self.root_id}"


class SuspenseNote(models.Model):
    """What somebody of staff found out about a suspense item. Added to, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deed = models.UUIDField()
    text = models.CharField(max_length=300)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["deed", "at"], name="notes_of_suspense")]

    def __str__(self) -> str:
        return f"{self.deed}: {self.text}"


class ClosedDay(models.Model):
    """A day of Almaty that is closed, with the balances of its end (ledger/closing.py)."""

    day = models.DateField(_("day"), primary_key=True)
    by = models.CharField(pgettext_lazy("book", "closed by"), max_length=100, blank=True)
    at = models.DateTimeField(pgettext_lazy("book", "closed at"))
    balances = models.JSONField(pgettext_lazy("book", "balances"))
    # Every account's balance is proven by the hash over them all (ledger/day_balances.py).
    accounts = models.BigIntegerField(pgettext_lazy("book", "accounts at the end"), default=0)
    accounts_digest = models.CharField(
        pgettext_lazy("book", "SHA-256 of their balances"), max_length=64, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("book", "closed day")
        verbose_name_plural = pgettext_lazy("book", "closed days")
        permissions = [
            ("close_day", "Can close the day"),
            ("explain_suspense", "Can explain what is in suspense"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"
