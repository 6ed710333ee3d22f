"""Files of a statement hold exactly what the page shows: PDF, spreadsheet, table."""

import csv
import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pikepdf
import pytest
from django.test import Client

from cards.issuing import issue_card
from cards.statements import limits
from documents.models import Document
from homebank.lib import clock
from homebank.lib.money import Money
from tests.documents.tools import text_of as paper_text
from tests.people import Person, new_person
from tests.statements.book import (
    DAY,
    address,
    bought,
    client_of,
    file_address,
    lines,
    move,
    page,
    taken,
)

pytestmark = pytest.mark.django_db
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "%0A=1",
           "\u200b=1+1", "\u00ad@SUM(A1)", "\x01+1", "\ufeff-1", "\u00a0=1"]  # fmt: skip


@pytest.fixture
def anna() -> Person:
    with clock.moved(-20 * DAY):
        return new_person(balance=Money(0), name="Ахметова Анна")


@pytest.fixture
def her(anna: Person) -> Client:
    return client_of(anna)


def as_csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(
        csv.reader(io.StringIO(text, newline=""), delimiter="," if "Date," in text else ";")
    )


def as_xlsx(data: bytes) -> list[list[tuple[str, str]]]:
    """Rows of the first sheet as (kind, text): `s` or `inlineStr` is a text, `n` a number."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    return [[cell(c) for c in row.iter(f"{NS}c")] for row in sheet.iter(f"{NS}row")]


def cell(found: ElementTree.Element) -> tuple[str, str]:
    text = "".join(found.itertext())
    return found.get("t", "n"), text


@pytest.mark.requirement("CRD-04", "PDF, CSV, XLSX export what is shown")
@pytest.mark.parametrize("narrowing", [{}, {"way": "out"}, {"q": "magnum"}, {"least": "100"}])
def test_tables_hold_the_rows_of_all_pages_in_their_order(
    anna: Person, her: Client, narrowing: dict[str, str]
) -> None:
    for each in range(60):
        move(anna.card, 200_00 + each)
    bought(anna.card, "Magnum", 99_00)
    shown = lines(page(her, anna.card, **narrowing))
    table = as_csv(taken(her, anna.card, "csv", **narrowing))[1:]
    book = as_xlsx(taken(her, anna.card, "xlsx", **narrowing))[1:]
    sums = [amount.replace("₸", "").replace("+", "").replace("−", "-") for amount, _ in shown]
    assert [row[-2] for row in table][: len(sums)] == sums
    assert [Decimal(row[-2][1]) for row in book] == [Decimal(row[-2]) for row in table]
    assert len(table) == (
        61 if not narrowing else {"way": 1, "q": 1, "least": 60}[next(iter(narrowing))]
    )


@pytest.mark.parametrize(
    ("language", "row"),
    [("en", ["Date", "₸", "1234567.05"]), ("ru", ["Дата", "₸", "1234567,05"]),
     ("kk", ["Күні", "₸", "1234567,05"])],
)  # fmt: skip
def test_a_table_speaks_the_readers_language(anna: Person, language: str, row: list[str]) -> None:
    move(anna.card, 1_234_567_05)
    data = taken(client_of(anna, language), anna.card, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert row[2] in text
    assert (";" in text.splitlines()[0]) == (language != "en")


@pytest.mark.parametrize("shop", HOSTILE)
def test_no_cell_is_a_formula(anna: Person, her: Client, shop: str) -> None:
    move(anna.card, 1_000_00)
    bought(anna.card, shop, 5_00)
    [_head, first, _second] = as_csv(taken(her, anna.card, "csv"))
    assert first[2].strip()[0] not in "=+-@\t\r＝"
    [_titles, row, _last] = as_xlsx(taken(her, anna.card, "xlsx"))
    assert row[2][0] != "n"
    assert row[2][1][0] not in "=+-@\t\r＝"


def test_sums_are_numbers_and_exact(anna: Person, her: Client) -> None:
    sums = [99_999_999_999_99, -7, 1, -33_333_333_333_33]
    for minor in sums:
        move(anna.card, minor)
    rows = as_xlsx(taken(her, anna.card, "xlsx"))[1:]
    balance = 0
    for row, minor in zip(reversed(rows), sums, strict=True):
        balance += minor
        assert [kind for kind, _ in row[-2:]] == ["n", "n"]
        assert [Decimal(text) * 100 for _, text in row[-2:]] == [minor, balance]


@pytest.mark.requirement("CRD-04", "PDF, CSV, XLSX export what is shown")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_paper_tells_the_period_the_balances_and_each_movement(
    anna: Person, language: str
) -> None:
    move(anna.card, 9_000_00)
    bought(anna.card, "MAGNUM 58", 1_500_25, rrn="111122223333")
    text = paper_text(taken(client_of(anna, language), anna.card, "pdf"))
    plain = " ".join(text.replace("\u00a0", " ").split())
    for told in ("MAGNUM 58", "111122223333", "Ахметова Анна", f"{anna.card.account.iban}"[-4:]):
        assert told in plain
    assert ("₸7,499.75" if language == "en" else "7 499,75 ₸") in plain


def test_the_same_statement_is_the_same_paper(anna: Person, her: Client) -> None:
    move(anna.card, 9_000_00)
    first = taken(her, anna.card, "pdf")
    assert taken(her, anna.card, "pdf") == first
    move(anna.card, 1_00)
    assert taken(her, anna.card, "pdf") != first
    papers = Document.objects.filter(owner=anna.customer, kind="statement")
    assert papers.count() == 2
    assert "/ByteRange" in first.decode("latin-1")


def test_a_narrowed_paper_says_that_it_is_not_all(anna: Person, her: Client) -> None:
    move(anna.card, 9_000_00)
    data = taken(her, anna.card, "pdf", way="out", q="magnum")
    text = paper_text(data)
    assert "magnum" in text
    assert "Only what fits" in text
    with pikepdf.open(io.BytesIO(data)) as paper:
        assert len(paper.pages) == 1


def test_a_file_is_named_by_its_period(anna: Person, her: Client) -> None:
    day = clock.today() - DAY
    answer = her.get(file_address(anna.card, "csv", since=day, until=day))
    assert f"homebank-{anna.card.last4}-{day}-{day}.csv" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_cards_of_one_account_have_a_column(anna: Person, her: Client) -> None:
    move(anna.card, 900_00)
    second = issue_card(customer=anna.customer, account=anna.card.account)
    bought(second, "Magnum", 5_00)
    rows = as_csv(taken(her, anna.card, "csv"))
    assert rows[0][4] == "Card"
    assert [row[4] for row in rows[1:]] == [second.title, ""]


def test_a_wrong_address_leads_back_to_its_sentence(anna: Person, her: Client) -> None:
    answer = her.get(file_address(anna.card, "csv", least="x"), follow=True)
    assert b"Write the amount in digits" in answer.content
    assert her.get(file_address(anna.card, "exe")).status_code == 404


def test_files_are_limited_in_an_hour_and_then_possible_again(anna: Person, her: Client) -> None:
    for _ in range(limits.FILES.count):
        taken(her, anna.card, "csv")
    answer = her.get(file_address(anna.card, "csv"), follow=True)
    assert b"the next one is possible at" in answer.content
    with clock.moved(timedelta(hours=1, minutes=1)):
        taken(client_of(anna), anna.card, "csv")


def test_the_page_offers_each_form_with_its_own_address(anna: Person, her: Client) -> None:
    html = her.get(address(anna.card, q="Magnum")).content.decode()
    for form in ("pdf", "xlsx", "csv"):
        assert f"/statement/{form}/?since=" in html
    assert html.count("q=Magnum") >= 3
