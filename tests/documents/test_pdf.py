"""The file: PDF/A-2b, tagged, in its language, with its fonts inside and nothing that acts."""

from io import BytesIO

import pikepdf
import pytest

from documents.issuing import address_of, sealed_bytes
from tests.documents.tools import qr_of, sample, text_of

pytestmark = pytest.mark.django_db
PART, CONFORMANCE = (
    "{http://www.aiim.org/pdfa/ns/id/}part",
    "{http://www.aiim.org/pdfa/ns/id/}conformance",
)
# What a paper must not do: act when opened, run, fetch, hold other files, ask for input.
ACTS = {"/JavaScript", "/JS", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/EmbeddedFile", "/AA",
        "/OpenAction", "/EF", "/RichMedia", "/Movie", "/Sound"}  # fmt: skip


def opened(language: str = "ru") -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(sealed_bytes(sample(language=language))))


def names_in(pdf: pikepdf.Pdf) -> set[str]:
    """Every name that is a key or a value anywhere in the file."""
    found: set[str] = set()
    for each in pdf.objects:
        text = repr(each)
        found |= {word.strip("\"',():") for word in text.replace("[", " ").split()}
    return found


def test_it_says_that_it_is_an_archival_pdf_after_it_was_sealed() -> None:
    with opened() as pdf, pdf.open_metadata() as told:
        assert (told[PART], told[CONFORMANCE]) == ("2", "B")


def test_it_has_what_archives_ask_for() -> None:
    with opened() as pdf:
        [intent] = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert "/DestOutputProfile" in intent
        assert not pdf.is_encrypted
        assert pdf.trailer.ID is not None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_screen_reader_knows_its_language_title_and_order(language: str) -> None:
    with opened(language) as pdf, pdf.open_metadata() as told:
        assert str(pdf.Root.Lang) == language
        assert told["dc:title"] == "Квитанция"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root


def test_every_font_is_inside() -> None:
    with opened() as pdf:
        fonts = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_nothing_in_it_acts_or_leads_outside() -> None:
    with opened() as pdf:
        assert names_in(pdf) & ACTS == set()


def test_the_seal_shows_on_paper_too() -> None:
    with opened() as pdf:
        [field] = pdf.Root.AcroForm.Fields
        assert field.FT == "/Sig"
        assert int(field.F) & 4, "printed with the page"
        assert "/N" in field.AP


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_phone_reads_the_address_from_the_printed_page(language: str) -> None:
    paper = sample(language=language)
    assert qr_of(sealed_bytes(paper)) == address_of(paper)


def test_number_and_code_stand_beside_the_qr() -> None:
    paper = sample()
    text = text_of(sealed_bytes(paper))
    assert paper.number_shown in text
    assert paper.code_shown in text
