"""What search engines find: an address for each language, one sitemap, and nothing private."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.public.pages import PAGES

pytestmark = pytest.mark.django_db
MAP, LINK = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"
FOUND = [*PAGES, "/payments/", "/payments/categories/mobile/"]
NOT_FOUND = ["/sign-in/", "/register/", "/demo/phone/", "/no-such-page/", "/tariffs/1/"]


def head(path: str, language: str) -> str:
    return Client().get(path, {"lang": language}).text.split("</head>")[0]


@pytest.mark.parametrize("path", FOUND)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_to_be_found_has_all_its_marks(path: str, language: str) -> None:
    top, here = head(path, language), f"{settings.PUBLIC_URL}{path}"
    assert f'<link rel="canonical" href="{here}?lang={language}">' in top
    for other in ("kk", "ru", "en"):
        assert f'hreflang="{other}" href="{here}?lang={other}"' in top
    assert f'hreflang="x-default" href="{here}"' in top
    [description] = re.findall(r'<meta name="description" content="([^"]+)">', top)
    [title] = re.findall(r'property="og:title" content="([^"]+)"', top)
    assert 25 < len(description) < 200
    assert title in re.findall(r"<title>(.*?)</title>", top, re.S)[0]
    assert "noindex" not in top


@pytest.mark.parametrize("path", NOT_FOUND)
def test_what_is_nobodys_to_find_says_so(path: str) -> None:
    top = head(path, "ru")
    assert '<meta name="robots" content="noindex">' in top
    assert "canonical" not in top


def test_titles_and_descriptions_differ_from_page_to_page() -> None:
    for language in ("kk", "ru", "en"):
        tops = [head(path, language) for path in FOUND]
        titles = [re.findall(r"<title>(.*?)</title>", top, re.S)[0] for top in tops]
        told = [re.findall(r'name="description" content="(.*?)"', top)[0] for top in tops]
        assert len(set(titles)) == len(titles)
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("path", PAGES)
def test_the_address_of_a_language_speaks_it_whatever_the_browser_says(path: str) -> None:
    answer = Client().get(path, {"lang": "kk"}, headers={"accept-language": "en"})
    assert answer["Content-Language"] == "kk"
    assert '<html lang="kk"' in answer.text


def test_the_sitemap_lists_each_page_in_each_language_and_each_is_there() -> None:
    answer = Client().get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    pages = ElementTree.fromstring(answer.content).findall(f"{MAP}url")
    places = [str(page.findtext(f"{MAP}loc")) for page in pages]
    assert len(places) == len(set(places))
    assert {f"{settings.PUBLIC_URL}{path}?lang=en" for path in FOUND} <= set(places)
    assert all(len(page.findall(f"{LINK}link")) == 4 for page in pages)
    for place in places[::3]:
        parts = urlsplit(place)
        assert Client().get(f"{parts.path}?{parts.query}").status_code == 200, place


def test_no_private_address_is_in_the_sitemap() -> None:
    text, ours = Client().get("/sitemap.xml").text, re.escape(settings.PUBLIC_URL)
    assert not re.search(rf"{ours}/(my|cards|demo|sign-in|register|desk)/|/pay/", text)


def test_robots_are_told_the_way_and_kept_out_of_the_rest() -> None:
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    for private in ("/my/", "/cards/", "/demo/"):
        assert f"Disallow: {private}" in answer.text
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/robots.txt"])
def test_pages_are_only_read(path: str) -> None:
    assert Client().post(path).status_code in {403, 405}
    assert Client().head(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/tariffs/", "/branches/", "/help/"])
def test_a_page_that_has_not_changed_is_not_sent_twice(path: str) -> None:
    first: Any = Client().get(path, headers={"accept-encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert first["Cache-Control"] == "no-cache"
    again = Client().get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = Client().get(path, {"lang": "kk"}, headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200


def test_a_customers_view_of_a_public_page_is_kept_by_no_cache() -> None:
    from tests.people import new_person, signed_in

    answer = signed_in(new_person()).get("/tariffs/")
    assert answer["Cache-Control"] == "no-store"
