"""What the bank does about an order: the file that it is linked to, the batch it is made in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homebank.lib.ids import uuid7


class OrderLink(models.Model):
    """An order whose IIN was on file already: its card goes to that file (cards/second_eyes.py).

    Whoever ordered keeps what they had: their own access opens nothing of that file.
    """

    order = models.OneToOneField(
        "cards.CardOrder", models.PROTECT, primary_key=True, related_name="link"
    )
    file = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="linked_orders")
    linked_at = models.DateTimeField(_("time"))

    class Meta:
        permissions = [
            ("propose_link", "Can propose to link an order to a file"),
            ("decide_link", "Can approve or reject the link of an order to a file"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)


class PrintBatch(models.Model):
    """Cards that the bureau makes together. `file` is a CMS envelope that the bureau alone opens;
    None once nobody needs it any more: `deleted_at`. `digest` is the SHA-256 of the file, in
    hexadecimal; `taken_at` when it was first brought to the bureau.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_at = models.DateTimeField(_("time"))
    made_by = models.CharField(_("by"), max_length=30)
    count = models.SmallIntegerField(_("cards"))
    digest = models.CharField(max_length=64)
    file = models.BinaryField(null=True)
    taken_at = models.DateTimeField(_("first taken"), null=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)

    class Meta:
        verbose_name = _("batch of cards")
        verbose_name_plural = _("batches of cards")
        permissions = [("make_batch", "Can have ordered cards made, and send them")]
        indexes = [
            models.Index(fields=["-made_at"], name="batches_by_time"),
            models.Index(
                fields=["made_at"], name="batches_with_a_file", condition=Q(deleted_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) | Q(deleted_at=None), name="a_deleted_file_is_gone"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class PrintedOrder(models.Model):
    """A card of an order is made once: in this batch. An order that is made again has another."""

    card = models.OneToOneField(
        "cards.Card", models.PROTECT, primary_key=True, related_name="printed"
    )
    order = models.ForeignKey("cards.CardOrder", models.PROTECT, related_name="printed")
    batch = models.ForeignKey(PrintBatch, models.PROTECT, related_name="printed")

    def __str__(self) -> str:
        return str(self.card_id)
