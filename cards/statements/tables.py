"""A statement as CSV and as a spreadsheet, written row by row: memory does not grow with it."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cards.models import Card
from cards.statements.columns import Row, facts_of, harmless, row_of, titles
from cards.statements.finding import Statement, every_line
from homebank.lib.amounts import show
from homebank.lib.money import Money

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Progress = Callable[[int], None]
# Excel knows by it that the letters are UTF-8.
MARK = "\ufeff"
PIECE = 512 * 1024
WIDTHS = {"text": 34, "short": 12, "sum": 18}


def csv_pieces(statement: Statement, progress: Progress) -> Iterator[bytes]:
    """The table and nothing else, in pieces; `progress` hears how many entries were read.

    A comma stands between whole and fraction where the reader's language has it, and then a
    semicolon between columns: so spreadsheets of that language read it without being asked.
    """
    english = (get_language() or "ru").startswith("en")
    paper = io.StringIO(newline="")
    paper.write(MARK)
    write = csv.writer(paper, delimiter="," if english else ";").writerow
    write(titles(statement))
    for seen, lines in every_line(statement):
        for line in lines:
            row = row_of(line)
            card = [row.card] if statement.names_cards else []
            sums = [_number(sum_, english) for sum_ in (row.amount, row.balance)]
            write([f"{row.at:%d.%m.%Y}", f"{row.at:%H:%M:%S}", row.name, row.note, *card, *sums])
        progress(seen)
        if paper.tell() >= PIECE:
            yield _emptied(paper)
    yield _emptied(paper)


def xlsx_pieces(statement: Statement, card: Card, progress: Progress) -> Iterator[bytes]:
    """The book: a sheet of the movements, a sheet of what they are. In pieces of its bytes."""
    with TemporaryDirectory(prefix="homebank-statement-") as folder:
        path = Path(folder) / "statement.xlsx"
        _write_book(path, folder, statement, card, progress)
        with path.open("rb") as made:
            while piece := made.read(PIECE):
                yield piece


def _write_book(
    path: Path, folder: str, statement: Statement, card: Card, progress: Progress
) -> None:
    # Only who takes a spreadsheet waits for its library.
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False,
               "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
    with Workbook(str(path), options) as book:
        moves = book.add_worksheet(_("Movements"))
        _write_moves(book, moves, statement, progress)
        about = book.add_worksheet(_("About the statement"))
        about.set_column(0, 1, WIDTHS["text"])
        facts = [*facts_of(statement, card), *_balances(statement)]
        for number, (name, value) in enumerate(facts):
            about.write_string(number, 0, name)
            about.write_string(number, 1, harmless(value))


def _write_moves(
    book: "Workbook", sheet: "Worksheet", statement: Statement, progress: Progress
) -> None:
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
    clock = book.add_format({"num_format": "hh:mm:ss"})
    sums = book.add_format({"num_format": "#,##0.00"})
    names = titles(statement)
    sheet.set_column(0, 1, WIDTHS["short"])
    sheet.set_column(2, len(names) - 3, WIDTHS["text"])
    sheet.set_column(len(names) - 2, len(names) - 1, WIDTHS["sum"])
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    numbers = count(1)
    for seen, lines in every_line(statement):
        for line in lines:
            row = row_of(line)
            _write_row(sheet, next(numbers), row, statement.names_cards, (day, clock, sums))
        progress(seen)


def _write_row(
    sheet: "Worksheet", number: int, row: Row, names_cards: bool, formats: tuple[object, ...]
) -> None:
    day, clock, sums = formats
    moment = row.at.replace(tzinfo=None, microsecond=0)
    sheet.write_datetime(number, 0, moment.date(), day)
    sheet.write_datetime(number, 1, moment.time(), clock)
    texts = [row.name, row.note, *([row.card] if names_cards else [])]
    for column, text in enumerate(texts, start=2):
        sheet.write_string(number, column, text)
    for column, amount in enumerate((row.amount, row.balance), start=2 + len(texts)):
        sheet.write_number(number, column, amount.amount, sums)


def _balances(statement: Statement) -> list[tuple[str, str]]:
    stretch = statement.stretch
    return [(_("Balance at the start"), show(stretch.opening)),
            (_("Balance at the end"), show(stretch.closing))]  # fmt: skip


def _number(money: Money, english: bool) -> str:
    text = str(money.amount)
    return text if english else text.replace(".", ",")


def _emptied(paper: io.StringIO) -> bytes:
    piece = paper.getvalue().encode()
    paper.seek(0)
    paper.truncate()
    return piece
