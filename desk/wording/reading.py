"""What is in force of the words that the desk published; nothing: what was shipped holds."""

from django.db import models

from desk.models import Publication

Kind = Publication.Kind


def in_force(*, kind: str, slug: str = "") -> Publication | None:
    """The newest version."""
    return versions(kind=kind, slug=slug).first()


def versions(*, kind: str, slug: str = "") -> models.QuerySet[Publication]:
    """All versions, the newest first."""
    found = Publication.objects.filter(kind=kind, slug=slug).select_related("by", "approved_by")
    return found.order_by("-number")


def articles_in_force() -> list[Publication]:
    """The newest version of each published article, in one query."""
    found = Publication.objects.filter(kind=Kind.ARTICLE).order_by("slug", "-number")
    return list(found.distinct("slug"))
