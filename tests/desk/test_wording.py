"""Contacts and help that the desk publishes: three languages, versions, no HTML (OPS-08)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation

from accounts.errors import TooManyTries
from accounts.four_eyes import withdraw
from accounts.limits import PROPOSALS_SUBJECT
from accounts.models import Proposal, User
from accounts.staff.roles import Role
from desk.models import Publication
from desk.wording.markup import render_text, strange_links
from desk.wording.publishing import PublishedMeanwhile, propose_words
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.public.articles import ARTICLES
from homebank.public.editing.forms import KEPT, LANGUAGES
from homebank.public.editing.shipped import shipped_body, shipped_text
from notifications.models import Event
from tests.accounts.staff import at_the_desk
from tests.public.pages import english, text

pytestmark = pytest.mark.django_db
OWN = sorted(slug for slug, article in ARTICLES.items() if not article.page)
ADDRESS = "/desk/words/help/calls/"


@pytest.fixture
def editor() -> Client:
    return at_the_desk(Role.ADMINISTRATOR)[0]


def published(editor: Client, address: str, sent: dict[str, Any]) -> None:
    """The words of the form sent for approval, and approved by another administrator."""
    answer = editor.post(address, {**sent, "publish": "1"})
    assert answer.status_code == 302, text(answer)
    approve(at_the_desk(Role.ADMINISTRATOR)[0])


def approve(browser: Client) -> str:
    """What the page of the one proposal says once “Approve” is pressed there."""
    waits = Proposal.objects.get(kind="publish-words", state="waits")
    page = browser.post(f"/desk/proposals/{waits.pk}/", {"approve": "1"}, follow=True)
    return text(page)


def form_of(page: Any) -> dict[str, Any]:
    """What the form of an article would send, unchanged."""
    form = page.context["form"]
    values = {box.html_name: box.value() for box in form if box.value() or box.name == "base"}
    return {**values, "why": "the hotline asked for it"}


def ways_of(page: Any) -> dict[str, Any]:
    """What the form of contacts would send, unchanged."""
    rows = page.context["rows"]
    sent = {box.html_name: box.value() or "" for row in rows for box in row}
    sent |= {box.html_name: box.value() for box in rows.management_form}
    return {**sent, "base": page.context["form"]["base"].value(), "why": "a new number"}


@pytest.mark.requirement("OPS-08", "help")
def test_an_article_is_published_in_three_languages_and_stands_on_the_site(editor: Client) -> None:
    sent = form_of(editor.get(ADDRESS))
    sent |= {"text_en": "## Hang up\n\nCall **7111** yourself, see [fees](/tariffs/).",
             "title_en": "Somebody calls"}  # fmt: skip
    published(editor, ADDRESS, sent)
    page = Client().get("/help/calls/", {"lang": "en"}).text
    assert "<h2>Hang up</h2>" in page
    assert '<strong>7111</strong> yourself, see <a href="/tariffs/">fees</a>.' in page
    assert "Somebody calls" in english("/help/")
    russian = Client().get("/help/calls/", {"lang": "ru"}).text
    assert f'<h1 class="gap1">{sent["title_ru"]}</h1>' in russian


def test_what_is_only_looked_at_is_not_published(editor: Client) -> None:
    sent = form_of(editor.get(ADDRESS)) | {"text_en": "## A look\n\nOnly.", "look": "1"}
    page = editor.post(ADDRESS, sent)
    assert "<h2>A look</h2>" in page.text
    assert "A look" not in english("/help/calls/")


@pytest.mark.parametrize("slug", OWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_article_comes_into_the_form_without_loss(slug: str, language: str) -> None:
    markup = shipped_text(ARTICLES[slug], language)
    assert markup.startswith("## ")
    assert strange_links(markup) == []
    with translation.override(language):
        shipped = Client().get(f"/help/{slug}/", {"lang": language})
    assert letters(plain(render_text(markup))) in letters(text(shipped))


@pytest.mark.parametrize(
    "wrong",
    ["## A\n\n[x](javascript:alert(1))", "## A\n\n[x](https://evil.example/)",
     "## A\n\n[x](//evil.example/)", "## A\n\n[x](/no-such-page/)", "no heading at all", "",
     "## A\n\n4405 6412 3456 7899", "## A\n\n" + "x" * 12_001],
    ids=["script", "elsewhere", "elsewhere too", "nowhere", "no heading", "empty", "a card",
         "too long"],
)  # fmt: skip
def test_bad_text_is_told_and_kept_in_the_form(editor: Client, wrong: str) -> None:
    sent = form_of(editor.get(ADDRESS)) | {"text_ru": wrong, "publish": "1"}
    page = editor.post(ADDRESS, sent)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"text_ru"}
    assert page.context["form"]["text_ru"].value() == wrong
    assert not Publication.objects.exists()


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
                                  "<a href='javascript:x'>y</a>", "&lt;b&gt;"])  # fmt: skip
def test_html_in_a_text_is_shown_as_text(html: str) -> None:
    rendered = render_text(f"## A\n\n{html} [x](javascript:alert)")
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "<a " not in rendered


@pytest.mark.requirement("OPS-08", "help")
def test_a_new_article_stands_in_its_part_and_goes_when_it_is_hidden(editor: Client) -> None:
    begun = editor.post("/desk/words/", {"slug": "new-fraud"})
    assert begun["Location"] == "/desk/words/help/new-fraud/"
    assert Client().get("/help/new-fraud/").status_code == 404
    body = {f"{part}_{each}": f"## New {each}" if part == "text" else f"New {each}"
            for part in ("title", "summary", "text") for each in LANGUAGES}  # fmt: skip
    sent = {**body, "base": "0", "group": "safety", "is_shown": "on", "why": "w"}
    published(editor, begun["Location"], sent)
    assert "New kk" in Client().get("/help/", {"lang": "kk"}).text
    assert "/help/new-fraud/" in Client().get("/sitemap.xml").text
    published(editor, begun["Location"], {**sent, "base": "1", "is_shown": ""})
    assert Client().get("/help/new-fraud/").status_code == 404
    assert "New en" not in english("/help/")


@pytest.mark.parametrize("slug", ["", "Кириллица", "-x", "a" * 41, "../x", "UPPER"])
def test_an_address_that_cannot_be_is_told(editor: Client, slug: str) -> None:
    page = editor.post("/desk/words/", {"slug": slug})
    assert page.status_code == 200
    assert page.context["form"].errors


def test_two_who_write_at_once_do_not_undo_each_other(editor: Client) -> None:
    first, second = (form_of(editor.get(ADDRESS)) | {"publish": "1"} for _each in "ab")
    published(editor, ADDRESS, first | {"text_en": "## One"})
    page = editor.post(ADDRESS, second | {"text_en": "## Two"})
    assert "Somebody published version 1 meanwhile." in text(page)
    assert page.context["form"]["text_en"].value() == "## Two"
    assert "## One" in form_of(editor.get(ADDRESS))["text_en"]


def test_a_former_version_comes_back_as_a_new_one(editor: Client) -> None:
    for version in ("## One", "## Two"):
        published(editor, ADDRESS, form_of(editor.get(ADDRESS)) | {"text_en": version})
    again = form_of(editor.get(ADDRESS, {"version": "1"}))
    assert (again["text_en"], again["base"]) == ("## One", 2)
    published(editor, ADDRESS, again)
    assert "<h2>One</h2>" in Client().get("/help/calls/", {"lang": "en"}).text
    assert list(Publication.objects.order_by("number").values_list("number")) == [(1,), (2,), (3,)]


def test_each_publication_is_an_event_with_who_and_why(editor: Client) -> None:
    published(editor, ADDRESS, form_of(editor.get(ADDRESS)) | {"text_en": "## One"})
    told = Event.objects.get(kind="words-published").facts
    assert (told["what"], told["version"]) == ("article calls", "1")
    assert told["reason"] == "the hotline asked for it"


def test_a_version_is_never_edited_or_deleted(editor: Client) -> None:
    published(editor, ADDRESS, form_of(editor.get(ADDRESS)) | {"text_en": "## One"})
    for deed in ("UPDATE desk_publication SET why = ''", "DELETE FROM desk_publication"):
        with (
            pytest.raises(DatabaseError, match=r"only added to|permission denied"),
            transaction.atomic(), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(deed)


@pytest.mark.requirement("OPS-08", "contacts")
def test_a_contact_is_added_and_stands_first(editor: Client) -> None:
    sent = ways_of(editor.get("/desk/words/contacts/"))
    last = int(sent["ways-TOTAL_FORMS"]) - 1
    sent |= {f"ways-{last}-value": "+7 727 258 00 00", f"ways-{last}-kind": "call",
             f"ways-{last}-place": "1", f"ways-{last}-note_kk": "Жаңа",
             f"ways-{last}-note_ru": "Новый", f"ways-{last}-note_en": "New"}  # fmt: skip
    published(editor, "/desk/words/contacts/", sent)
    page = Client().get("/contacts/", {"lang": "kk"}).text
    assert 'href="tel:+77272580000"' in page
    assert "Жаңа" in page
    assert Publication.objects.get().body["ways"][1]["value"] == "+77272580000"


@pytest.mark.parametrize(
    ("value", "said"),
    [("12", "Write a number as 7111"), ("javascript:alert(1)", "Write a number as 7111"),
     ("+7702008149", "Write a number as 7111"), ("", "stands in SMS texts and on each page")],
)  # fmt: skip
def test_a_contact_that_is_none_is_told(editor: Client, value: str, said: str) -> None:
    sent = ways_of(editor.get("/desk/words/contacts/")) | {"ways-0-value": value, "publish": "1"}
    page = editor.post("/desk/words/contacts/", sent)
    assert page.status_code == 200
    assert said in text(page)
    assert 'href="tel:7111"' in Client().get("/contacts/").text


def test_a_note_in_one_language_only_is_told(editor: Client) -> None:
    sent = ways_of(editor.get("/desk/words/contacts/"))
    page = editor.post("/desk/words/contacts/", sent | {"ways-0-note_kk": "", "publish": "1"})
    assert "Write it in all three languages, or in none." in text(page)


def test_the_numbers_of_sms_and_pages_are_in_the_shipped_list() -> None:
    shown = Client().get("/contacts/").text
    assert all(kept in shown for kept in KEPT)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ADMINISTRATOR, Role.AUDITOR)])
def test_no_other_role_sees_or_publishes(role: Role) -> None:
    browser = at_the_desk(role)[0]
    for address in ("/desk/words/", "/desk/words/contacts/", ADDRESS):
        assert browser.get(address).status_code == 403
        assert browser.post(address, {}).status_code == 403


def test_the_auditor_sees_and_does_not_publish() -> None:
    browser = at_the_desk(Role.AUDITOR)[0]
    assert browser.get(ADDRESS).status_code == 200
    assert "Send for approval" not in browser.get(ADDRESS).text
    for address in ("/desk/words/contacts/", ADDRESS):
        assert browser.post(address, {"publish": "1"}).status_code == 403


def test_proposals_in_a_row_are_limited() -> None:
    by: User = at_the_desk(Role.ADMINISTRATOR)[1]
    asked: dict[str, Any] = {"kind": "article", "slug": "calls", "base": 0, "why": "w", "by": by}
    body = shipped_body("calls") or {}
    for _time in range(PROPOSALS_SUBJECT.count):
        withdraw(proposal_id=propose_words(**asked, body=body).pk, by=by)
    with pytest.raises(TooManyTries):
        propose_words(**asked, body=body)


def test_a_version_that_was_never_edited_from_is_refused() -> None:
    by = at_the_desk(Role.ADMINISTRATOR)[1]
    with pytest.raises(PublishedMeanwhile):
        propose_words(kind="article", slug=str(uuid7())[:8], body={}, base=3, why="w", by=by)


@pytest.mark.requirement("OPS-08", "contacts")
@pytest.mark.requirement("OPS-04", "contacts and help")
def test_another_number_of_the_bank_needs_two_and_both_lists_are_compared(editor: Client) -> None:
    sent = ways_of(editor.get("/desk/words/contacts/"))
    place = next(name for name, value in sent.items() if value == "+77272585334")
    editor.post("/desk/words/contacts/", sent | {place: "+77272999999", "publish": "1"})
    assert "+77272999999" not in Client().get("/contacts/").text
    assert "proposed another version" in text(editor.get("/desk/words/contacts/"))
    assert "somebody else" in approve(editor)
    second = at_the_desk(Role.ADMINISTRATOR)[0]
    waits = Proposal.objects.get(kind="publish-words")
    page = second.get(f"/desk/proposals/{waits.pk}/").text
    assert "<del>telephone: +77272585334</del>" in page
    assert "<ins>telephone: +77272999999</ins>" in page
    assert page.count('href="tel:+77272585334"') == page.count('href="tel:+77272999999"') == 3
    approve(second)
    assert "+77272999999" in Client().get("/contacts/").text
    made = Publication.objects.get()
    assert {made.by_id, made.approved_by_id} == {waits.proposed_by_id, second_of(waits)}


@pytest.mark.requirement("OPS-04", "before and after")
def test_an_article_is_compared_line_by_line(editor: Client) -> None:
    sent = form_of(editor.get(ADDRESS))
    changed = sent["text_ru"] + "\n\nПозвоните сами. <script>x</script>\n\n### Номер"
    editor.post(ADDRESS, sent | {"text_ru": changed, "publish": "1"})
    waits = Proposal.objects.get(kind="publish-words")
    page = at_the_desk(Role.ADMINISTRATOR)[0].get(f"/desk/proposals/{waits.pk}/").text
    assert page.count("<del>") == 0
    assert "<ins>Позвоните сами. &lt;script&gt;x&lt;/script&gt;</ins>" in page
    before, after = page.split('id="before-ru"')[1].split('id="after-ru"')
    assert f"<h4>{sent['title_ru']}</h4>" in before
    assert f"<h4>{sent['title_ru']}</h4>" in after
    assert "<p>Позвоните сами. &lt;script&gt;x&lt;/script&gt;</p>" in after
    assert "Позвоните сами" not in before
    assert "<h6>Номер</h6>" in after
    assert 'id="before-en"' not in page


def test_no_version_is_written_and_approved_by_the_same() -> None:
    by = at_the_desk(Role.ADMINISTRATOR)[1]
    with pytest.raises(IntegrityError, match="words_have_four_eyes"), transaction.atomic():
        Publication.objects.create(kind="article", slug="x", number=1, body={}, why="w", by=by,
                                   approved_by=by, at=clock.now())  # fmt: skip


def second_of(waits: Proposal) -> int | None:
    """Who has decided it."""
    waits.refresh_from_db()
    return waits.decided_by_id


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ")


def letters(words: str) -> str:
    """The words without blanks: tags may stand between them or not."""
    return "".join(words.split())
