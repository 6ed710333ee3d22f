"""A shipped article as the desk edits it, so that nobody begins with an empty box."""

from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode
from django.utils import translation

from homebank.identity import BANK
from homebank.public.articles import ARTICLES, GROUPS, Article

# What a tag of a shipped article is in markup: before its text, after it.
MARKS = {"h2": ("\n\n## ", ""), "p": ("\n\n", ""), "ul": ("\n", ""), "li": ("\n- ", ""),
         "strong": ("**", "**")}  # fmt: skip


def shipped_body(slug: str) -> dict[str, Any] | None:
    """The article in the shape of Publication, in the bank's languages; None for none of ours."""
    article = ARTICLES.get(slug)
    if article is None:
        return None
    group = next(group for group in GROUPS if article in group.articles)
    body: dict[str, Any] = {"group": group.key, "is_shown": True,
                            "title": {}, "summary": {}, "text": {}}  # fmt: skip
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            body["title"][language] = str(article.title)
            body["summary"][language] = str(article.summary)
        body["text"][language] = shipped_text(article, language)
    return body


def shipped_text(article: Article, language: str) -> str:
    """Its text in a language."""
    writer = _Writer()
    with translation.override(language):
        writer.feed(_block(article))
    return writer.text()


def _block(article: Article) -> str:
    found = get_template(article.template).template  # type: ignore[attr-defined]
    assert isinstance(found, Template)
    page = next(node for node in found.nodelist if isinstance(node, ExtendsNode))
    context = Context({"bank": BANK, "code_host": settings.CODE_HOST})
    with context.bind_template(found):
        return page.blocks["article"].nodelist.render(context)


class _Writer(HTMLParser):
    """Collects markup from HTML."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link = dict(attrs)["href"] or ""
        self._pieces.append("[" if tag == "a" else MARKS.get(tag, ("", ""))[0])

    def handle_endtag(self, tag: str) -> None:
        self._pieces.append(f"]({self._link})" if tag == "a" else MARKS.get(tag, ("", ""))[1])

    def handle_data(self, data: str) -> None:
        blank_between_tags = not data.strip() and "\n" in data
        self._pieces.append("" if blank_between_tags else data)

    def text(self) -> str:
        lines = "".join(self._pieces).strip().splitlines()
        return "\n".join(line.rstrip() for line in lines)
