"""The tariff as a published document, on the page that anyone reads (TAR-04)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.look.kazakh import assert_only_kazakh
from tests.public.pages import english, load_version, text

pytestmark = pytest.mark.django_db
BRANDS = ("Oriflame", "Avon", "Faberlic", "Taulink", "OSMP", "Cyberplat", "FN", "Management",
          "VI", "SMS", "Banking", "PDF", "a", "b", "c")  # fmt: skip
CHEAPER = (("fixed: 35\n", "fixed: 30\n"), ('{"1000": "35.00"}', '{"1000": "30.00"}'))


@pytest.mark.requirement("TAR-04", "public page")
def test_a_stranger_reads_all_thirty_items_with_their_prices() -> None:
    page = Client().get("/tariffs/", {"lang": "en"}).text
    numbers = re.findall(r'<tr id="line-([^"]+)">', page)
    assert {str(item) for item in range(1, 31)} <= set(numbers)
    assert len(numbers) == len(set(numbers)) == 51
    for number, price in {"3": "₸35", "21": "0.5%, at least ₸50", "25.7": "₸500"}.items():
        row = page[page.index(f'<tr id="line-{number}">') :].split("</tr>")[0]
        assert price in row, number


@pytest.mark.requirement("TAR-04", "public page")
def test_the_document_names_its_version_and_its_day() -> None:
    page = english("/tariffs/")
    assert "Homebank JSC: tariff for individuals VI. Homebank" in page
    assert "Version 1 In force from 1 January 2025" in page
    assert "once VAT included" not in page
    assert "for one item VAT included ₸840" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_language_has_the_same_rows(language: str) -> None:
    answer = Client().get("/tariffs/", {"lang": language})
    assert answer.text.count('<tr id="line-') == 51
    if language == "kk":
        assert_only_kazakh(answer.text, allow=BRANDS)


@pytest.mark.requirement("TAR-04", "document as PDF")
def test_the_document_leads_to_its_paper() -> None:
    page = Client().get("/tariffs/").text
    [paper] = re.findall(r'href="(/tariffs/1/document.pdf)"', page)
    answer = Client().get(paper)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_parts_are_listed_and_lead_to_rows_that_are_there() -> None:
    page = Client().get("/tariffs/", {"lang": "en"}).text
    contents = page[page.index('class="contents') :].split("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert len(targets) == 6
    assert all(f'id="{target}"' in page for target in targets)


@pytest.mark.requirement("TAR-03", "date in force")
def test_former_and_coming_versions_are_published_beside(tmp_path: Path) -> None:
    load_version(tmp_path, 2, "2045-03-01", *CHEAPER)
    assert "From 1 March 2045 coming" in english("/tariffs/")
    coming = english("/tariffs/2/")
    assert "Not in force yet: it counts from 1 March 2045." in coming
    assert "₸30" in coming
    assert "₸35" in english("/tariffs/1/")


@pytest.mark.requirement("TAR-03", "date in force")
def test_a_version_that_came_into_force_today_is_the_one_shown(tmp_path: Path) -> None:
    load_version(tmp_path, 2, "2026-01-01", *CHEAPER)
    assert "Version 2 In force from 1 January 2026" in english("/tariffs/")
    former = english("/tariffs/1/")
    assert "A former version: it was in force until 31 December 2025." in former
    assert "From 1 January 2025 former" in english("/tariffs/")


@pytest.mark.parametrize("number", ["0", "2", "99", "9" * 30, "9" * 5000, "-1", "x", "1.0"])
def test_a_version_that_is_not_there_is_not_found(number: str) -> None:
    assert Client().get(f"/tariffs/{number}/").status_code == 404


def test_only_the_front_page_of_the_tariff_is_to_be_found_by_a_search() -> None:
    assert "noindex" not in Client().get("/tariffs/").text
    assert 'content="noindex"' in Client().get("/tariffs/1/").text


def test_the_page_costs_the_same_however_many_versions(
    tmp_path: Path, django_assert_num_queries: object
) -> None:
    Client().get("/tariffs/")
    for number in range(2, 6):
        load_version(tmp_path, number, f"20{40 + number}-01-01")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert "2045" in text(Client().get("/tariffs/"))
