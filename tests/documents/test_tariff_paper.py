"""The tariff as a document: every row with its price, one file for a version and language."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from documents.models import Document
from homebank.lib import clock
from tariffs.printed import printed_rows
from tariffs.tables import table_at
from tests.documents.tools import VALID, WHOLE, qr_of, signature_of, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/tariffs/document.pdf"


def reader(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.requirement("TAR-04", "document as PDF")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_row_is_in_the_document_with_its_price(language: str) -> None:
    text = squeezed(text_of(reader(language).get(ADDRESS).content))
    with translation.override(language):
        rows = printed_rows(table_at(clock.now()))
    assert len(rows) > 40
    missing = [row.number for row in rows if squeezed(f"{row.name}") not in text
               or squeezed(row.price) not in text or row.number not in text]  # fmt: skip
    assert missing == []


@pytest.mark.requirement("TAR-04", "document as PDF")
def test_it_is_sealed_by_the_bank(tmp_path: Path) -> None:
    said = signature_of(reader().get(ADDRESS).content, tmp_path)
    assert VALID in said
    assert WHOLE in said


def test_it_is_made_once_for_a_version_and_language() -> None:
    first = reader().get(ADDRESS).content
    assert reader().get(ADDRESS).content == first
    assert reader("kk").get(ADDRESS).content != first
    assert reader().get("/tariffs/1/document.pdf").content == first
    assert Document.objects.filter(kind="tariff").count() == 2


def test_a_browser_that_has_it_is_not_sent_it_again() -> None:
    answer = reader().get(ADDRESS)
    tag = {"if-none-match": answer["ETag"], "accept-language": "en"}
    assert Client().get(ADDRESS, headers=tag).status_code == 304


def test_its_qr_leads_to_the_page_that_verifies_it() -> None:
    pdf = reader().get(ADDRESS).content
    path = "/verify/" + qr_of(pdf).split("/verify/")[1]
    page = reader().get(path).content.decode()
    paper = Document.objects.get(kind="tariff")
    assert paper.sha256 in page
    assert "tariff" in page


def test_a_version_that_is_not_there_is_not_found() -> None:
    assert reader().get("/tariffs/999/document.pdf").status_code == 404


def test_it_can_only_be_read() -> None:
    assert reader().post(ADDRESS).status_code == 405
