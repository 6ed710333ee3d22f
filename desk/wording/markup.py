"""The small markup of help articles: headings, lists, stress, links of our own site. No HTML.

markdown-it judges and renders; whatever it is not told to know stays text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

KNOWN = ["heading", "list", "emphasis", "link", "escape"]
LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
CALLS = re.compile(r"tel:\+?\d{3,15}|mailto:[^@\s]+@[^@\s]+")


def render_text(text: str, *, below: int = 0) -> SafeString:
    """The article as HTML: a section per heading of the second rank. `below`: how many ranks lower
    its headings stand than on its own page.
    """
    parser = _parser()
    pieces = [_lowered(piece, below) for piece in _by_section(parser.parse(text))]
    rendered = (parser.renderer.render(piece, parser.options, {}) for piece in pieces)
    sections = "".join(f"<section>{html}</section>\n" for html in rendered if html)
    return mark_safe(sections)  # noqa: S308 (markdown-it escaped it)


def strange_links(text: str) -> list[str]:
    """Addresses in the text that lead nowhere on this site and are no number or mailbox."""
    return [link for link in LINK.findall(text) if not _leads_somewhere(link)]


def has_heading(text: str) -> bool:
    """Whether the article begins with a heading of the second rank."""
    return text.lstrip().startswith("## ")


def _parser() -> MarkdownIt:
    return _Parser("zero").enable(KNOWN)


class _Parser(MarkdownIt):
    """Knows no link but those that lead somewhere; the others stay text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        return _leads_somewhere(url)


def _by_section(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    starts = [i for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2"]
    edges = sorted({0, *starts, len(tokens)})
    for first, last in pairwise(edges):
        yield tokens[first:last]


def _lowered(tokens: Sequence[Token], below: int) -> Sequence[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + below)}"
    return tokens


def _leads_somewhere(link: str) -> bool:
    if CALLS.fullmatch(link):
        return True
    if not link.startswith("/") or link.startswith("//") or "\\" in link:
        return False
    try:
        resolve(link.split("#")[0].split("?")[0])
    except Resolver404:
        return False
    return True
