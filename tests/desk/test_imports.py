"""Customers and cards issued in branches come by a file: checked first, once, line by line."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.codewords.rules import codeword_matches
from accounts.models import Customer, iin_fingerprint
from cards.models import Card
from desk.models import CardImport, ImportedCard, ImportFault, ImportKey
from homebank.lib.ids import with_check_digit
from tests.desk.cards_csv import WORD, a_line, file_of, many_lines, text_of
from tests.people import new_person

pytestmark = pytest.mark.django_db
NUMBER = with_check_digit("440564000000615")


def run(path: Path, **options: Any) -> str:
    """What the command says; its refusal for a file with faults is no error here."""
    out = io.StringIO()
    options = {"threads": 1, "stdout": out, "stderr": io.StringIO(), **options}
    with translation.override("en"):  # a page that was asked before leaves its language
        try:
            call_command("import_cards", path, **options)
        except CommandError as refusal:
            out.write(str(refusal))
    return out.getvalue()


def customer_of(line: dict[str, str]) -> Customer | None:
    return Customer.objects.filter(iin_fingerprint=iin_fingerprint(line["iin"])).first()


def faults(path: Path) -> list[tuple[int, str, str]]:
    """What a dry run finds: line, column, code."""
    run(path)
    found = ImportFault.objects.filter(of=CardImport.objects.latest("made_at"))
    return list(found.order_by("line", "column", "code").values_list("line", "column", "code"))


@pytest.mark.requirement("OPS-06", "import")
def test_a_dry_run_writes_nothing_and_a_commit_opens_file_and_card(tmp_path: Path) -> None:
    line = a_line()
    path = file_of(tmp_path, line)
    assert "1 lines: 1 right, 0 with faults. Nothing is imported yet" in run(path)
    assert customer_of(line) is None
    assert "1 cards, 1 new customers" in run(path, commit=True)
    anna = customer_of(line)
    assert anna is not None
    card = Card.objects.get(customer=anna)
    assert (card.brand, card.standing, card.expiry_text) == ("Visa", "active", "12/99")
    assert (anna.phone, anna.language, anna.birth_date) == (line["phone"], "kk", "1990-01-01")


@pytest.mark.requirement("OPS-06", "import")
def test_the_codeword_of_a_file_works_once(tmp_path: Path) -> None:
    line = a_line()
    run(file_of(tmp_path, line), commit=True)
    anna = customer_of(line)
    assert anna is not None
    assert codeword_matches(anna, WORD)
    assert anna.codeword_state == Customer.Codeword.LEGACY


@pytest.mark.requirement("OPS-06", "import")
def test_the_same_file_and_the_same_line_in_another_file_do_nothing_again(tmp_path: Path) -> None:
    line, other = a_line(), a_line()
    run(file_of(tmp_path, line), commit=True)
    assert "1 cards" in run(file_of(tmp_path, line), commit=True)
    again = run(file_of(tmp_path, line, other, name="more.csv"), commit=True)
    assert "1 cards, 1 new customers, 1 stood already, 0 left out." in again
    anna = customer_of(line)
    assert Card.objects.filter(customer=anna).count() == 1


def test_a_reference_stands_for_one_line_for_ever(tmp_path: Path) -> None:
    line = a_line()
    run(file_of(tmp_path, line), commit=True)
    other = a_line(reference=line["reference"])
    path = file_of(tmp_path, other, name="other.csv")
    assert faults(path) == [(2, "reference", "reference-taken")]


@pytest.mark.requirement("OPS-06", "import")
def test_an_iin_on_file_makes_no_second_file(tmp_path: Path) -> None:
    anna = new_person()
    line = a_line(iin=anna.customer.iin)
    path = file_of(tmp_path, line)
    assert faults(path) == [(2, "iin", "on-file")]
    assert "No line of the file is right" in run(path, commit=True)
    assert Card.objects.filter(customer=anna.customer).count() == 1


@pytest.mark.requirement("OPS-06", "import")
def test_a_second_card_comes_by_the_customers_number_name_and_birth_date(tmp_path: Path) -> None:
    anna = new_person()
    customer = anna.customer
    line = a_line(
        iin=customer.iin, customer_number=str(anna.user and anna.user.homebank_id), phone="",
        full_name=customer.full_name.upper(), birth_date="01.01.1990", codeword="",
    )  # fmt: skip
    assert "1 cards, 0 new customers" in run(file_of(tmp_path, line), commit=True)
    assert Card.objects.filter(customer=customer).count() == 2


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"full_name": "Ахметова Айгуль"}, ("full_name", "name-differs")),
        ({"birth_date": "02.01.1990"}, ("birth_date", "birth-differs")),
        ({"phone": "+7 700 000 99 98"}, ("phone", "phone-differs")),
        ({"codeword": WORD}, ("codeword", "codeword-known")),
    ],
)
def test_a_number_of_somebody_else_links_nothing(
    tmp_path: Path, other: dict[str, str], fault: tuple[str, str]
) -> None:
    anna = new_person()
    facts = {"iin": anna.customer.iin, "customer_number": str(anna.customer.pk), "phone": "",
             "full_name": anna.customer.full_name, "codeword": "", **other}  # fmt: skip
    assert faults(file_of(tmp_path, a_line(**facts))) == [(2, *fault)]


def test_the_number_of_another_customer_is_told_by_the_iin_alone(tmp_path: Path) -> None:
    anna, ben = new_person(), new_person()
    facts = {"iin": anna.customer.iin, "customer_number": str(ben.customer.pk), "codeword": ""}
    assert faults(file_of(tmp_path, a_line(**facts))) == [(2, "iin", "other-customer")]
    facts["customer_number"] = "99999999"
    found = faults(file_of(tmp_path, a_line(**facts)))
    assert found == [(2, "customer_number", "unknown-customer")]


WRONG = {
    "reference": [("", "missing"), ("=cmd", "reference"), (NUMBER, "reference"),
                  ("x" * 41, "long")],
    "customer_number": [("12", "unknown-customer")],
    "full_name": [("", "missing"), ("Анна", "name"), ("=1+1 Анна", "name"), ("а " * 70, "long")],
    "latin_name": [("anna", "latin-name")],
    "iin": [("", "missing"), ("123456789012", "iin"), ("٩" * 12, "iin")],
    "birth_date": [("", "missing"), ("1990-01-01", "birth-date"), ("31.02.1990", "birth-date"),
                   ("01.01.2999", "birth-date"), ("01.01.1800", "birth-date")],
    "phone": [("+7 495 000 00 00", "phone")],
    "language": [("de", "language")],
    "codeword": [("", "missing"), ("abc", "codeword-length"), ("qwerty", "codeword-trivial"),
                 ("ахметова", "codeword-own")],
    "card_number": [("4111111111111111", "card-number"), ("x", "card-number")],
    "expiry": [("13/30", "expiry"), ("01/20", "expiry-passed")],
    "brand": [("Amex", "brand")],
    "kind": [("gold", "kind")],
}  # fmt: skip


@pytest.mark.requirement("OPS-06", "row-by-row report")
def test_each_wrong_value_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    spoilt = [(name, value, code) for name, cases in WRONG.items() for value, code in cases]
    lines = [a_line(**{name: value}) for name, value, _code in spoilt]
    for line, (name, value, _code) in zip(lines, spoilt, strict=True):
        line[name] = value
    expected = [(at, name, code) for at, (name, _value, code) in enumerate(spoilt, start=2)]
    found = [each for each in faults(file_of(tmp_path, *lines)) if each[2] != "codeword-known"]
    assert found == expected


def test_what_a_file_says_twice_is_told_with_the_earlier_line(tmp_path: Path) -> None:
    one = a_line()
    two = a_line(iin=one["iin"], phone=one["phone"], reference=one["reference"])
    three, four = a_line(card_number=NUMBER), a_line(card_number=" ".join(NUMBER))
    path = file_of(tmp_path, one, two, three, four)
    found = faults(path)
    assert [(at, column) for at, column, code in found if code == "twice"] == [
        (3, "iin"), (3, "phone"), (3, "reference"), (5, "card_number")]  # fmt: skip
    assert set(ImportFault.objects.filter(code="twice").values_list("other", flat=True)) == {2, 4}
    assert not ImportKey.objects.exists()


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_both_separators_with_and_without_a_mark_are_read(
    tmp_path: Path, separator: str, mark: bytes
) -> None:
    path = tmp_path / "cards.csv"
    path.write_bytes(mark + text_of(a_line(), separator=separator).encode())
    assert "1 lines: 1 right" in run(path)


def test_hostile_lines_are_told_and_the_others_read(tmp_path: Path) -> None:
    path, right = tmp_path / "cards.csv", text_of(a_line())
    heading, line = right.splitlines()
    hostile = [
        line.replace("Ахметова", "Ахм\x00етова").encode(), line.encode("cp1251"), b"x" * 10_000_000,
        line.replace("Ахметова", 'Ах"метова').encode().replace(b"kk", b'"kk'), b"a;b", b"",
        line.replace("Анна", "Ан\u202eна").encode(),
    ]  # fmt: skip
    path.write_bytes(b"\r\n".join([heading.encode(), *hostile, line.encode()]))
    assert faults(path) == [(2, "", "signs"), (3, "", "encoding"), (4, "", "long-line"),
                            (5, "", "quotes"), (6, "", "values"), (8, "", "signs")]  # fmt: skip
    assert CardImport.objects.latest("made_at").lines == 7


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "heading"),
        (b"a;b\r\n", "heading"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"\x00" * 9, "heading"),
        (text_of().encode(), "no line"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "cards.csv"
    path.write_bytes(content)
    assert word in run(path)
    assert CardImport.objects.latest("made_at").state == "refused"


@pytest.mark.requirement("OPS-06", "row-by-row report")
def test_the_report_names_lines_and_columns_and_holds_nothing_of_the_file(tmp_path: Path) -> None:
    line = a_line(reference=NUMBER, codeword="=HYPERLINK(1)", full_name="=1+1 Анна", phone="@x")
    report = tmp_path / "report.csv"
    run(file_of(tmp_path, line), report=report, language="ru")
    told = report.read_text("utf-8-sig").splitlines()
    assert len(told) == 4
    assert all(row.startswith(("2;", "Строка;")) for row in told)
    assert not [sign for sign in (NUMBER, "=", "@", "HYPERLINK") if sign in "".join(told)]


def test_lines_with_faults_are_left_out_and_the_right_ones_come(tmp_path: Path) -> None:
    lines = [a_line(), a_line(iin="1"), a_line()]
    said = run(file_of(tmp_path, *lines), commit=True)
    assert "2 cards, 2 new customers, 0 stood already, 1 left out." in said
    assert "--report" in said


@pytest.mark.requirement("OPS-06", "import")
def test_a_thousand_lines_come_once_with_constant_counts(tmp_path: Path) -> None:
    lines = many_lines(1000, seed=6)
    said = run(file_of(tmp_path, *lines), commit=True)
    assert "1000 cards, 1000 new customers, 0 stood already, 0 left out." in said
    of = CardImport.objects.latest("made_at")
    assert ImportedCard.objects.filter(of=of, card__isnull=False).count() == 1000
    assert (of.place, of.lines, of.percent) == (1001, 1000, 100)
