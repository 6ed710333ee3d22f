"""The help centre as it stands now: shipped articles, and what the desk published over them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from django.db.utils import OperationalError
from django.utils.translation import get_language

from desk.models import Publication
from desk.wording.reading import articles_in_force
from homebank.lib.clock import ALMATY
from homebank.public.articles import ARTICLES, GROUPS, Article, Group


def groups_now() -> list[Group]:
    """Every group with its articles in the reader's language, hidden ones left out. One query."""
    published: dict[str, Publication] = {}
    with suppress(OperationalError):  # without a database what was shipped is help enough
        published = {each.slug: each for each in articles_in_force()}
    return [replace(group, articles=tuple(_articles(group, published))) for group in GROUPS]


def find_article(slug: str) -> tuple[Article, Group] | None:
    """The article with its group; None for one that is hidden, stands elsewhere or is none."""
    for group in groups_now():
        for article in group.articles:
            if article.slug == slug and not article.page:
                return article, group
    return None


def _articles(group: Group, published: dict[str, Publication]) -> Iterator[Article]:
    """Shipped ones in their order, then those that the desk added."""
    for article in group.articles:
        version = published.get(article.slug)
        if version is None:
            yield article
        elif version.body["is_shown"]:
            yield _published(version)
    for slug, version in published.items():
        is_here = version.body["group"] == group.key and version.body["is_shown"]
        if is_here and slug not in ARTICLES:
            yield _published(version)


def _published(version: Publication) -> Article:
    language, body = (get_language() or "ru")[:2], version.body
    said = {name: body[name].get(language) or body[name]["ru"]
            for name in ("title", "summary", "text")}  # fmt: skip
    return Article(slug=version.slug, updated=version.at.astimezone(ALMATY).date(), **said)
