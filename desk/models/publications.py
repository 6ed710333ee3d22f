"""Words of the public site that the desk publishes: each version stays."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7


class Publication(models.Model):
    """One version of the list of contacts, or of one help article; the highest number holds.

    `body` of contacts: {"ways": [{"kind", "value", "note": {language: text}, "corrected": {…}}]};
    of an article: {"group", "is_shown", "title", "summary", "text"}, the last three by language.
    Rows are only added (migrations/0002).
    """

    class Kind(models.TextChoices):
        CONTACTS = "contacts", pgettext_lazy("publication", "contacts")
        ARTICLE = "article", pgettext_lazy("publication", "help article")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    slug = models.CharField(pgettext_lazy("publication", "address"), max_length=40, blank=True)
    number = models.PositiveIntegerField(_("version"))
    body = models.JSONField(editable=False)
    why = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+",
        verbose_name=pgettext_lazy("publication", "written by"),
    )  # fmt: skip
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+",
        verbose_name=pgettext_lazy("publication", "approved by"),
    )  # fmt: skip
    at = models.DateTimeField(pgettext_lazy("publication", "published at"))

    class Meta:
        verbose_name = pgettext_lazy("publication", "publication")
        verbose_name_plural = pgettext_lazy("publication", "publications")
        permissions = [
            ("publish_words", "Can propose other contacts and help"),
            ("decide_words", "Can approve other contacts and help"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("by")), name="words_have_four_eyes"
            ),
            models.UniqueConstraint(fields=["kind", "slug", "number"], name="a_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} {self.number}".replace("  ", " ")
