"""Contacts and help before and after as pages: rendered as the public site renders them."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.four_eyes.kinds import Pages, PageSides
from desk.models import Publication
from desk.wording.markup import render_text
from desk.wording.reading import versions
from homebank.public.contacts import shipped_ways, shown_ways
from homebank.public.editing.forms import LANGUAGES
from homebank.public.editing.shipped import shipped_body

Body = dict[str, Any]
ARTICLE = Publication.Kind.ARTICLE
# Over an article's headings stand the page's own, the part's, the language's and its title.
BELOW = 3


def pages_of(*, kind: str, slug: str, base: int, body: Body) -> Pages:
    """The version `base` beside `body` (shapes: Publication), in each language of the bank."""
    before = _former(kind, slug, base)
    return [
        PageSides(code, str(name), _page(kind, before, code), _page(kind, body, code))
        for code, name in LANGUAGES.items()
    ]


def _former(kind: str, slug: str, base: int) -> Body | None:
    """What the proposer began with: that version, or what was shipped; None for what is new."""
    found = versions(kind=kind, slug=slug).filter(number=base).first()
    if found is not None:
        return dict(found.body)
    return shipped_body(slug) if kind == ARTICLE else {"ways": shipped_ways()}


def _page(kind: str, body: Body | None, code: str) -> SafeString:
    with translation.override(code):
        if kind != ARTICLE:
            assert body is not None  # the bank always has ways to be reached
            return render_to_string("parts/ways.html", {"ways": shown_ways(body["ways"])})
        text = render_text(body["text"][code], below=BELOW) if body else ""
        shown = {part: body[part][code] for part in ("title", "summary")} if body else {}
        is_shown = bool(body and body["is_shown"])
        return render_to_string(
            "desk/words/side.html", {**shown, "text": text, "is_there": bool(body),
                                     "is_shown": is_shown},
        )  # fmt: skip
