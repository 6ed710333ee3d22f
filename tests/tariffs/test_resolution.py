"""Which line prices what: every row is reached, named billers first, nothing by chance."""

import pytest

from tariffs.errors import NoTariff
from tariffs.fees import work_out
from tariffs.files import read_tariff
from tariffs.lines import Line
from tariffs.loading import PUBLISHED as FOLDER
from tariffs.resolution import find_line, line_by_number
from tariffs.subjects import Subject
from tests.tariffs.rows import INSIDE, PUBLISHED, REACHED_BY, WITHOUT_PRICE

LINES = read_tariff(FOLDER / "vi.yaml").lines


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.number)
def test_every_row_is_reached_by_what_it_prices(line: Line) -> None:
    if line.number in WITHOUT_PRICE:
        assert not line.has_price
        return
    assert find_line(REACHED_BY[line.number], LINES) == line
    assert work_out(line.rule, 100_000).fee_minor == PUBLISHED[line.number]


def test_the_table_has_thirty_items_with_their_sub_rows() -> None:
    assert {line.number.split(".")[0] for line in LINES} == {str(n) for n in range(1, 31)}
    assert {line.number for line in LINES} == set(REACHED_BY) | WITHOUT_PRICE
    assert len(LINES) + sum(len(line.rule.tiers) for line in LINES) == 51


def test_what_stands_outside_the_table_is_priced_and_reached_by_no_row_of_it() -> None:
    file = read_tariff(FOLDER / "vi.yaml")
    [slip] = file.outside
    subject = Subject("codeword_slip")
    assert (slip.number, work_out(slip.rule, 0).fee_minor) == ("ATM 1", 3_000)
    assert find_line(subject, (*file.lines, slip)) == slip
    with pytest.raises(NoTariff):
        find_line(subject, file.lines)


def test_no_two_lines_are_equally_fit_for_a_subject() -> None:
    for number, subject in REACHED_BY.items():
        fitting = [line for line in LINES if line.has_price and line.scope.covers(subject)]
        best = max(line.scope.precision for line in fitting)
        assert [line.scope.precision for line in fitting].count(best) == 1, number


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        (Subject("utilities", biller="astana_erc"), "21"),
        (Subject("utilities", biller="maec_kazatomprom"), "20"),
        (Subject("university", biller="miras_university_shymkent"), "20"),
        (Subject("mortgage_loans", biller="zhilstroysberbank", operation="deposit_topup"), "18"),
        (Subject("mortgage_loans", biller="zhilstroysberbank"), "13"),
        (Subject("mobile", biller="taulink"), "11"),
        (Subject("utilities", biller="a_ksk_by_name"), "7"),
        (Subject("ksk", biller="a_ksk_by_name"), "17"),
    ],
)
def test_a_named_biller_comes_before_its_category(subject: Subject, number: str) -> None:
    assert find_line(subject, LINES).number == number


@pytest.mark.parametrize("school", ["university", "school", "kindergarten"])
def test_a_universal_transfer_is_not_an_ordinary_payment_for_education(school: str) -> None:
    transfer = Subject(school, operation="universal_transfer", facts=INSIDE)
    assert find_line(transfer, LINES).number == "9.4.a"
    with pytest.raises(NoTariff):
        find_line(Subject(school, operation="universal_transfer"), LINES)


@pytest.mark.parametrize("source", ["card", "current_account", "deposit"])
@pytest.mark.parametrize("destination", ["card", "current_account", "phone"])
@pytest.mark.parametrize("bank", ["own", "other"])
def test_a_transfer_that_no_sub_row_fits_costs_250(
    source: str, destination: str, bank: str
) -> None:
    facts = {"source": source, "destination": destination, "beneficiary_bank": bank}
    line = find_line(Subject("transfers", facts=facts), LINES)
    listed = {
        ("card", "card", "own"): 9500,
        ("current_account", "card", "own"): 20000,
        ("current_account", "current_account", "own"): 20000,
    }
    assert line.rule.fixed_minor == listed.get((source, destination, bank), 25000)
    assert line.number.startswith("29.2")


@pytest.mark.parametrize(
    "subject",
    [Subject("other", biller="somebody"), Subject("payment_systems", biller="qiwi"),
     Subject("catalogue_orders"), Subject(""), Subject("rent"), Subject("MOBILE")],
)  # fmt: skip
def test_what_no_line_names_has_no_fee(subject: Subject) -> None:
    with pytest.raises(NoTariff):
        find_line(subject, LINES)


@pytest.mark.parametrize(
    ("number", "told"),
    [("31", "no line '31'"), ("", "no line ''"), ("٣", "no line"), ("-1", "no line"),
     ("9", "Name one of 9.1, 9.2, 9.3, 9.4.a, 9.4.b"), ("29", "29.2.c"),
     ("25.2", "name line 25"), ("30.2", "no price of its own")],
)  # fmt: skip
def test_a_number_without_a_price_is_answered_with_what_to_name(number: str, told: str) -> None:
    with pytest.raises(LookupError, match=told):
        line_by_number(number, LINES)
