"""What two operators found out about a payment whose outcome was unknown: Resolution."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.payment import Payment


class Resolution(models.Model):
    """One finds out and proposes, another approves or rejects. Neither can do both."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("resolution", "the biller credited the account")
        NOT_ACCEPTED = "not-accepted", pgettext_lazy("resolution", "the biller did not credit it")

    class State(models.TextChoices):
        WAITS = "waits", pgettext_lazy("resolution", "waits for approval")
        APPROVED = "approved", pgettext_lazy("resolution", "approved")
        REJECTED = "rejected", pgettext_lazy("resolution", "rejected")
        # The biller's own word came before the second operator's.
        MOOT = "moot", pgettext_lazy("resolution", "the outcome became known meanwhile")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="resolutions")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    biller_number = models.CharField(_("number with the biller"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITS)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.CharField(_("why rejected"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("resolution of an outcome")
        verbose_name_plural = _("resolutions of outcomes")
        ordering = ["-id"]
        permissions = [
            ("propose_resolution", "Can propose the outcome of a payment"),
            ("decide_resolution", "Can approve or reject a proposed outcome"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=models.Q(state="waits"), name="one_resolution_waits"
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")), name="resolved_by_two"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waits", "moot"], decided_by=None)
                | models.Q(state__in=["approved", "rejected"], decided_by__isnull=False),
                name="resolution_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.outcome}"
