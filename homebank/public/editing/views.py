"""The desk's pages of contacts and help: what is in force, its versions, a new one with preview."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.four_eyes import waiting_for
from desk.models import Publication
from desk.staff import staff_of
from desk.wording.markup import render_text
from desk.wording.publishing import propose_words, words_id
from desk.wording.reading import articles_in_force, versions
from homebank.lib.errors import Refusal
from homebank.public.articles import ARTICLES
from homebank.public.contacts import shipped_ways, shown_ways
from homebank.public.editing.forms import (
    LANGUAGES,
    ArticleForm,
    NewArticleForm,
    WayForm,
    WaysFormSet,
    WhyForm,
)
from homebank.public.editing.shipped import shipped_body

SEES, DOES = "desk.view_publication", "desk.publish_words"
VERSIONS_SHOWN, SPARE_ROWS = 20, 2
Kind = Publication.Kind


def words(request: HttpRequest) -> HttpResponse:
    """Contacts and every article with the version in force; the address of a new one."""
    _need(request, SEES)
    published = {each.slug: each for each in articles_in_force()}
    shipped = [slug for slug, article in ARTICLES.items() if not article.page]
    form = NewArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _need(request, DOES)
        return redirect("words:article", form.cleaned_data["slug"])
    rows = [(slug, published.get(slug)) for slug in (*shipped, *(published.keys() - shipped))]
    shown = {"title": _("Contacts and help"), "rows": rows, "form": form, "articles": ARTICLES,
             "contacts": versions(kind=Kind.CONTACTS).first()}  # fmt: skip
    return _page(request, "words", shown)


def edit_article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article in three languages: shown as it will look, then sent for approval."""
    _need(request, DOES if request.method == "POST" else SEES)
    if slug in ARTICLES and ARTICLES[slug].page:
        raise Http404
    past = versions(kind=Kind.ARTICLE, slug=slug)
    form = ArticleForm(request.POST or None, initial=_article_now(request, slug, past))
    is_good = request.method == "POST" and form.is_valid()
    if is_good and _proposed(request, form, kind=Kind.ARTICLE, slug=slug, body=form.body):
        return redirect("words:article", slug)
    preview = _preview(form) if is_good else []
    shown = {"title": _("Help article: {slug}").format(slug=slug), "form": form, "slug": slug,
             "past": past[:VERSIONS_SHOWN], "preview": preview,
             "waits": waiting_for(words_id(kind=Kind.ARTICLE, slug=slug))}  # fmt: skip
    return _page(request, "article", shown)


def edit_contacts(request: HttpRequest) -> HttpResponse:
    """Every way to reach the bank in one form: shown as it will look, then sent for approval."""
    _need(request, DOES if request.method == "POST" else SEES)
    past = versions(kind=Kind.CONTACTS)
    ways, base = _ways_now(request, past)
    rows_of = formset_factory(WayForm, formset=WaysFormSet, extra=SPARE_ROWS, max_num=60,
                              absolute_max=60)  # fmt: skip
    rows: Any = rows_of(request.POST or None, initial=ways, prefix="ways")
    form = WhyForm(request.POST or None, initial={"base": base})
    is_good = request.method == "POST" and rows.is_valid() and form.is_valid()
    if is_good and _proposed(request, form, kind=Kind.CONTACTS, body={"ways": rows.ways}):
        return redirect("words:contacts")
    shown = {"title": _("Contacts"), "form": form, "rows": rows, "past": past[:VERSIONS_SHOWN],
             "preview": shown_ways(rows.ways) if is_good else [],
             "waits": waiting_for(words_id(kind=Kind.CONTACTS))}  # fmt: skip
    return _page(request, "contacts", shown)


def _proposed(request: HttpRequest, form: WhyForm, **words: Any) -> bool:
    """Whether it was to be published and now waits for it; else the form says why not."""
    if "publish" not in request.POST:
        return False
    told = form.cleaned_data
    try:
        propose_words(**words, base=told["base"], why=told["why"], by=staff_of(request))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Sent for approval: it is not in force yet."))
    return True


def _preview(form: ArticleForm) -> list[tuple[Any, str, str, str]]:
    """The article as it will look, by language."""
    body = form.body
    return [
        (name, body["title"][code], body["summary"][code], render_text(body["text"][code]))
        for code, name in LANGUAGES.items()
    ]


def _article_now(request: HttpRequest, slug: str, past: Any) -> dict[str, Any]:
    """What the form begins with: the version that is asked for, or in force, or as shipped."""
    newest = past.first()
    chosen = _asked_for(request, past) or newest
    base = newest.number if newest else 0
    body = chosen.body if chosen else shipped_body(slug)
    if body is None:
        return {"base": base, "is_shown": True}
    said = {f"{part}_{language}": body[part][language]
            for part in ("title", "summary", "text") for language in LANGUAGES}  # fmt: skip
    return {"base": base, "group": body["group"], "is_shown": body["is_shown"], **said}


def _ways_now(request: HttpRequest, past: Any) -> tuple[list[dict[str, Any]], int]:
    newest = past.first()
    chosen = _asked_for(request, past) or newest
    ways = chosen.body["ways"] if chosen else shipped_ways()
    rows = [{"place": place, "kind": way["kind"], "value": way["value"],
             **{f"{part}_{language}": way[part].get(language, "")
                for part in ("note", "corrected") for language in LANGUAGES}}
            for place, way in enumerate(ways, start=1)]  # fmt: skip
    return rows, newest.number if newest else 0


def _asked_for(request: HttpRequest, past: Any) -> Publication | None:
    """A former version, to begin with instead of the one in force."""
    number = request.GET.get("version", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    return past.filter(number=int(number)).first() if is_number else None


def _need(request: HttpRequest, permission: str) -> None:
    if not staff_of(request).has_perm(permission):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    context = {**admin.site.each_context(request), "may_publish": request.user.has_perm(DOES)}
    return render(request, f"desk/words/{name}.html", {**context, **shown})
