"""Contacts and help are published by two: whoever calls a number of ours has to reach the bank."""

import json
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.four_eyes import Kind
from accounts.four_eyes.kinds import Pages, Rows
from accounts.models import Proposal, User
from desk.models import Publication
from desk.wording.publishing import PUBLISH, check_words, publish
from desk.wording.reading import in_force
from homebank.lib.desk_values import NOTHING
from homebank.public.articles import GROUPS
from homebank.public.contacts import ways_in_force
from homebank.public.editing.comparing import pages_of
from homebank.public.editing.forms import LANGUAGES, WAYS
from homebank.public.editing.shipped import shipped_body

ARTICLE = Publication.Kind.ARTICLE


class PublishWords(Kind):
    """Another version of the contacts or of a help article, in all three languages."""

    slug = PUBLISH
    label = gettext_lazy("Contacts and help")
    proposes, decides = "desk.publish_words", "desk.decide_words"
    life = timedelta(days=3)
    has_own_page = True
    follows = gettext_lazy("It stands on the site at once; every version stays.")

    def before(self, proposal: Proposal) -> Rows:
        given = proposal.given
        if given["kind"] != ARTICLE:
            return _contacts(ways_in_force())
        found = in_force(kind=given["kind"], slug=given["slug"])
        return _article(given["slug"], found.body if found else shipped_body(given["slug"]))

    def after(self, proposal: Proposal) -> Rows:
        given, body = proposal.given, _body(proposal)
        if given["kind"] != ARTICLE:
            return _contacts(body["ways"])
        return _article(given["slug"], body)

    def pages(self, proposal: Proposal) -> Pages:
        given = proposal.given
        return pages_of(kind=given["kind"], slug=given["slug"], base=int(given["base"]),
                        body=_body(proposal))  # fmt: skip

    def check(self, proposal: Proposal) -> None:
        given = proposal.given
        check_words(kind=given["kind"], slug=given["slug"], body=_body(proposal),
                    base=int(given["base"]))  # fmt: skip

    def apply(self, proposal: Proposal, by: User) -> None:
        given = proposal.given
        publish(kind=given["kind"], slug=given["slug"], body=_body(proposal),
                base=int(given["base"]), why=proposal.reason, by=proposal.proposed_by,
                approved_by=by)  # fmt: skip

    def address(self, proposal: Proposal) -> str:
        given = proposal.given
        if given["kind"] == ARTICLE:
            return reverse("words:article", args=[given["slug"]])
        return reverse("words:contacts")

    def told(self, proposal: Proposal) -> dict[str, str]:
        given = proposal.given
        return {"what": f"{given['kind']} {given['slug']}".strip()}


def _body(proposal: Proposal) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(proposal.given["body"])
    return body


def _article(slug: str, body: dict[str, Any] | None) -> Rows:
    """Each text in each language; nothing stands of an article that is new."""
    page = (_("Page"), reverse("public:article", args=[slug]))
    if body is None:
        return [page]
    groups = {group.key: str(group.title) for group in GROUPS}
    rows: Rows = [page, (_("Part of the help"), groups[body["group"]]),
                  (_("Shown on the site"), _("yes") if body["is_shown"] else _("no"))]  # fmt: skip
    for part, label in (("title", _("Heading")), ("summary", _("Summary")), ("text", _("Text"))):
        rows += [(f"{label}: {name}", body[part][code]) for code, name in LANGUAGES.items()]
    return rows


def _contacts(ways: list[dict[str, Any]]) -> Rows:
    """All ways in their order, a line each, and a line for each note."""
    lines = [line for way in ways for line in _way(way)]
    return [(_("Page"), reverse("public:contacts")),
            (pgettext("way", "Ways to reach the bank"), "\n".join(lines) or NOTHING)]  # fmt: skip


def _way(way: dict[str, Any]) -> list[str]:
    notes = [(label, way[part][code]) for part, label in
             (("note", _("Note")), ("corrected", _("What was corrected")))
             for code in LANGUAGES if way[part].get(code)]  # fmt: skip
    return [f"{WAYS[way['kind']]}: {way['value']}", *(f"{label}: {said}" for label, said in notes)]
