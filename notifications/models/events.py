"""What happened: added and never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7


class Event(models.Model):
    """Something that happened. Added and never changed: the database refuses it (sql/events.sql).

    `facts` is a flat object of texts and holds no secret; `subject` is the id of what it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(pgettext_lazy("event", "kind"), max_length=60)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="events",
        verbose_name=_("customer"),
    )  # fmt: skip
    subject = models.UUIDField(pgettext_lazy("event", "subject"), null=True)
    facts = models.JSONField(pgettext_lazy("event", "facts"), default=dict)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["customer", "-at"], name="event_of_customer"),
            models.Index(fields=["subject"], name="event_of_subject"),
            models.Index(fields=["kind", "-id"], name="events_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
