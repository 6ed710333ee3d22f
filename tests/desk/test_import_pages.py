"""Imports and registers at the desk: who uploads, who approves, what each page tells."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, Proposal, iin_fingerprint
from desk.imports.keeping import MOST_BYTES
from desk.imports.taking_up import due_imports, purge_imports, work_on_import
from desk.models import CardImport, Difference, ImportFile
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, at_the_desk
from tests.desk.cards_csv import WORD, a_line, many_lines, text_of
from tests.desk.registers import cards_register, cleared, line_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
IMPORTS, REGISTERS = f"{DESK}imports/", f"{DESK}registers/"
WHY = {"reason": "branch 0102, list 7"}


def upload(client: Browser, content: bytes | str, address: str = IMPORTS, **typed: Any) -> Any:
    """Send the file in the page's form."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(address, {**typed, "file": SimpleUploadedFile("x.csv", raw)})


def checked(client: Browser, content: bytes | str) -> CardImport:
    """The file, once a worker has checked it."""
    of = CardImport.objects.get(pk=upload(client, content).url.strip("/").split("/")[-1])
    work_on_import(import_id=of.pk)
    of.refresh_from_db()
    return of


@pytest.mark.requirement("OPS-06", "import")
@pytest.mark.requirement("OPS-04", "before and after")
def test_a_file_is_checked_proposed_approved_by_another_and_imported() -> None:
    branch, _olga = at_the_desk("branch")
    approver, _igor = at_the_desk("approver")
    line = a_line()
    of = checked(branch, text_of(line, a_line(iin="1")))
    page = words(branch.get(f"{IMPORTS}{of.pk}/"))
    assert "This is no IIN." in page
    assert "Propose the import" in page
    new = f"{DESK}proposals/new/import-cards/{of.pk}/"
    made = branch.post(new, WHY).url
    assert "proposed this import" in words(branch.get(f"{IMPORTS}{of.pk}/"))
    assert approver.post(made, {"approve": "1"}).status_code == 302
    assert due_imports() == [of.pk]
    work_on_import(import_id=of.pk)
    of.refresh_from_db()
    assert (of.state, of.cards.count()) == ("done", 1)
    assert Customer.objects.filter(iin_fingerprint=iin_fingerprint(line["iin"])).exists()
    assert not ImportFile.objects.filter(of=of).exists()


@pytest.mark.requirement("OPS-06", "import")
def test_who_proposed_an_import_does_not_approve_it() -> None:
    both, _olga = at_the_desk("branch", "approver")
    of = checked(both, text_of(a_line()))
    made = both.post(f"{DESK}proposals/new/import-cards/{of.pk}/", WHY).url
    assert "somebody else" in words(both.post(made, {"approve": "1"}, follow=True))
    of.refresh_from_db()
    assert of.state == "checked"


@pytest.mark.requirement("OPS-06", "import")
def test_who_uploaded_a_file_does_not_approve_what_somebody_else_proposed() -> None:
    (both, _olga), (branch, _petr) = at_the_desk("branch", "approver"), at_the_desk("branch")
    of = checked(both, text_of(a_line()))
    made = branch.post(f"{DESK}proposals/new/import-cards/{of.pk}/", WHY).url
    shown = both.get(made)
    assert 'name="approve"' not in shown.content.decode()
    assert "other than" in words(shown)
    assert "approver" in words(shown)
    assert "You uploaded this file" in words(both.post(made, {"approve": "1"}, follow=True))
    of.refresh_from_db()
    assert of.state == "checked"
    assert at_the_desk("approver")[0].post(made, {"approve": "1"}).status_code == 302
    of.refresh_from_db()
    assert of.state == "importing"


def test_a_file_that_a_command_has_checked_is_who_uploads_it_then(tmp_path: Path) -> None:
    branch, olga = at_the_desk("branch")
    content, file = text_of(a_line()), tmp_path / "list.csv"
    file.write_text(content)
    call_command("import_cards", file, threads=1)
    of = CardImport.objects.get()
    assert "Propose the import" not in words(branch.get(f"{IMPORTS}{of.pk}/"))
    assert "by command" in words(branch.get(IMPORTS))
    assert upload(branch, content).url == f"{IMPORTS}{of.pk}/"
    of.refresh_from_db()
    assert of.made_by == olga
    assert "Propose the import" in words(branch.get(f"{IMPORTS}{of.pk}/"))
    with pytest.raises(CommandError, match="approved there"):
        call_command("import_cards", file, commit=True, threads=1)


def test_a_file_without_a_right_line_is_not_proposed() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line(iin="1")))
    assert "Propose the import" not in words(branch.get(f"{IMPORTS}{of.pk}/"))
    told = words(branch.post(f"{DESK}proposals/new/import-cards/{of.pk}/", WHY))
    assert "No line of the file is right" in told
    assert not Proposal.objects.filter(subject=of.pk).exists()


def planted(client: Browser, anna: Person) -> CardImport:
    """Two new people, a line that is wrong, and a card more for somebody on file."""
    more = a_line(customer_number=str(anna.customer.pk), full_name=anna.customer.full_name,
                  iin=anna.customer.iin, birth_date=f"{anna.customer.born_on:%d.%m.%Y}",
                  phone="", codeword="")  # fmt: skip
    return checked(client, text_of(a_line(), a_line(iin="1"), more, a_line()))


@pytest.mark.requirement("OPS-06", "rows looked through before the approval")
def test_the_approver_finds_the_row_for_a_file_on_file_among_all_others() -> None:
    (branch, olga), (approver, igor) = at_the_desk("branch"), at_the_desk("approver")
    anna = new_person()
    of = planted(branch, anna)
    made = branch.post(f"{DESK}proposals/new/import-cards/{of.pk}/", WHY).url
    told = words(approver.get(made))
    assert f"uploaded by {olga.login_name}" in told
    assert "new customers — 2" in told
    assert "cards for customers on file — 1" in told
    assert [row.line for row in shown(approver, of)] == [2, 4, 5]
    [found] = shown(approver, of, only="on-file")
    assert (found.line, found.file) == (4, anna.customer)
    assert [row.line for row in shown(approver, of, only="new")] == [2, 5]
    looked = Event.objects.filter(kind="import.rows-looked-at", subject=of.pk)
    assert looked.filter(facts__operator=igor.login_name).count() == 3


def shown(client: Browser, of: CardImport, **asked: str) -> list[Any]:
    """The rows on one page of what will be opened."""
    return list(client.get(f"{IMPORTS}{of.pk}/rows/", asked).context["page"].rows)


def test_rows_are_masked_and_of_a_customer_on_file_nothing_is_shown() -> None:
    branch, _olga = at_the_desk("branch")
    anna = new_person(name="Жунусова Сауле")
    page = branch.get(f"{IMPORTS}{planted(branch, anna).pk}/rows/").content.decode()
    assert "Анна А." in page
    kept = [anna.customer.full_name, anna.customer.iin, anna.customer.short_name, WORD]
    assert not [each for each in (*kept, "Ахметова") if each in page]
    rows = shown(branch, CardImport.objects.get())
    assert all(row.person.masked_iin in page for row in rows if row.person)
    assert not [row for row in rows if row.person and row.person.iin in page]


def test_a_page_of_rows_costs_the_same_at_any_depth() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(*many_lines(120, seed=1)))
    asked = []
    for after in ("", "51", "101"):
        with CaptureQueriesContext(connection) as queries:
            rows = shown(branch, of, after=after)
        asked.append((len(queries), rows[0].line, len(rows)))
    assert [(line, count) for _queries, line, count in asked] == [(2, 50), (52, 50), (102, 20)]
    assert len({queries for queries, _line, _count in asked}) == 1
    assert "after=51" in branch.get(f"{IMPORTS}{of.pk}/rows/").content.decode()


@pytest.mark.parametrize("asked", [
    {"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"after": "²"}, {"after": "9999999"},
    {"only": "rubbish"},
])  # fmt: skip
def test_rows_from_nowhere_are_none_and_no_error(asked: dict[str, str]) -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line()))
    assert len(shown(branch, of, **asked)) == int(asked.get("after") != "9999999")


def test_rows_are_for_who_proposes_or_approves_while_there_is_a_file() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line()))
    address = f"{IMPORTS}{of.pk}/rows/"
    for role in ("contact-centre", "auditor", "administrator"):
        assert at_the_desk(role)[0].get(address).status_code == 403
    branch.post(f"{IMPORTS}{of.pk}/discard/")
    assert branch.get(address).status_code == 404


@pytest.mark.requirement("OPS-06", "import")
def test_another_file_than_was_checked_is_neither_proposed_nor_approved() -> None:
    (branch, _olga), (approver, _igor) = at_the_desk("branch"), at_the_desk("approver")
    of = checked(branch, text_of(a_line()))
    new = f"{DESK}proposals/new/import-cards/{of.pk}/"
    made = branch.post(new, WHY).url
    kept = ImportFile.objects.get(of=of)
    kept.content = text_of(a_line()).encode()
    kept.save()
    assert "so nothing was done" in words(approver.post(made, {"approve": "1"}, follow=True))
    assert "is another one" in words(branch.post(new, WHY))
    of.refresh_from_db()
    assert of.state == "checked"


def test_progress_is_shown_while_a_worker_is_at_it() -> None:
    branch, _olga = at_the_desk("branch")
    address = upload(branch, text_of(a_line())).url
    page = branch.get(address).content.decode()
    assert '<meta http-equiv="refresh"' in page
    assert "<progress" in page
    of = CardImport.objects.get()
    work_on_import(import_id=of.pk)
    assert '<meta http-equiv="refresh"' not in branch.get(address).content.decode()


@pytest.mark.requirement("OPS-06", "row-by-row report")
@pytest.mark.requirement("OPS-02", "every export recorded")
def test_the_report_is_taken_as_csv_and_written_down() -> None:
    branch, olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line(iin="1"), a_line(expiry="99/99")))
    answer = branch.post(f"{IMPORTS}{of.pk}/report.csv", WHY)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[:2] for row in rows] == [["Line", "Column"], ["2", "iin"], ["3", "expiry"]]
    taken = Event.objects.get(kind="import.report-taken", subject=of.pk)
    assert (taken.facts["operator"], taken.facts["reason"]) == (olga.login_name, WHY["reason"])


def test_the_file_is_sealed_and_forgotten_when_nobody_wants_it() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line()))
    branch.post(f"{IMPORTS}{of.pk}/discard/")
    of.refresh_from_db()
    assert (of.state, ImportFile.objects.count()) == ("discarded", 0)
    other = checked(branch, text_of(a_line()))
    with clock.moved(timedelta(days=8)):
        purge_imports()
    other.refresh_from_db()
    assert (other.state, ImportFile.objects.count()) == ("discarded", 0)


def test_a_file_that_outlived_its_import_is_deleted() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, text_of(a_line()))
    CardImport.objects.filter(pk=of.pk).update(state="done", finished_at=clock.now())
    purge_imports()
    assert not ImportFile.objects.exists()


def test_the_same_file_again_is_the_same_import_until_it_is_discarded() -> None:
    branch, _olga = at_the_desk("branch")
    content = text_of(a_line())
    of = checked(branch, content)
    assert str(of.pk) in upload(branch, content).url
    branch.post(f"{IMPORTS}{of.pk}/discard/")
    assert str(of.pk) not in upload(branch, content).url


@pytest.mark.parametrize("role", ["contact-centre", "tariff-editor", "administrator"])
def test_other_roles_see_no_imports_and_no_registers(role: str) -> None:
    client, _staff = at_the_desk(role)
    for address in (IMPORTS, REGISTERS):
        assert client.get(address).status_code == 403
        assert upload(client, "x", address).status_code == 403


@pytest.mark.parametrize("role", ["approver", "auditor"])
def test_who_may_only_look_uploads_nothing(role: str) -> None:
    client, _staff = at_the_desk(role)
    for address in (IMPORTS, REGISTERS):
        assert client.get(address).status_code == 200
        assert upload(client, "x", address).status_code == 403
    assert not CardImport.objects.exists()


def test_no_file_an_empty_one_and_one_too_large_are_answered_with_a_sentence() -> None:
    branch, _olga = at_the_desk("branch")
    assert "No file came" in words(branch.post(IMPORTS, {}))
    assert "larger than 2 MB" in words(upload(branch, b"x" * (MOST_BYTES + 1)))
    assert not CardImport.objects.exists()


def test_a_file_that_is_none_is_refused_on_its_page() -> None:
    branch, _olga = at_the_desk("branch")
    of = checked(branch, b"\x89PNG\r\n\x1a\n\x00")
    assert of.state == "refused"
    assert "not UTF-8" in words(branch.get(f"{IMPORTS}{of.pk}/"))


def test_uploads_are_limited_a_day() -> None:
    branch, _olga = at_the_desk("branch")
    for number in range(20):
        assert upload(branch, f"{number}").status_code == 302
    assert "Too many files" in words(upload(branch, "20"))
    with clock.moved(timedelta(days=1, minutes=1)):
        branch, _olga = at_the_desk("branch")
        assert upload(branch, "21").status_code == 302


@pytest.mark.requirement("OPS-06", "reconcile")
def test_a_register_is_compared_and_its_differences_worked_at_the_desk() -> None:
    branch, olga = at_the_desk("branch")
    anna, day = new_person(), clock.today()
    row = cleared(anna.card)
    register = cards_register(line_of(row, amount="7.00"))
    with clock.moved(timedelta(days=1)):
        branch, olga = at_the_desk("branch")
        typed = {"source": "cards", "day": f"{day:%d.%m.%Y}"}
        address = upload(branch, register, REGISTERS, **typed).url
        assert row.reference in words(branch.get(address))
        one = f"{REGISTERS}differences/{Difference.objects.get(day=day).pk}/"
        assert "7.00 KZT 500.00 KZT" in words(branch.get(one))
        assert branch.post(one, {"take": "1"}).status_code == 302
        assert str(olga.login_name) in words(branch.get(one))
        assert "Say what you found out" in words(branch.post(one, {"explain": "1", "note": ""}))
        assert branch.post(one, {"explain": "1", "note": "a tip"}).status_code == 302
        assert "a tip" in words(branch.get(one))
        assert "every difference has its explanation" in words(branch.get(address))


@pytest.mark.parametrize("typed", [
    {"source": "cards", "day": ""}, {"source": "nobody", "day": "01.01.2026"},
    {"source": "cards", "day": "31.12.9999"}, {"source": "cards", "day": "01.01.0001"},
    {"source": "\x01", "day": "\x01"},
])  # fmt: skip
def test_a_register_of_no_day_or_of_nobody_is_answered_with_a_sentence(
    typed: dict[str, str],
) -> None:
    branch, _olga = at_the_desk("branch")
    answer = upload(branch, cards_register()[:-3], REGISTERS, **typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_card_number_in_a_note_is_refused() -> None:
    day = clock.today()
    row = cleared(new_person().card)
    with clock.moved(timedelta(days=1)):
        branch, _olga = at_the_desk("branch")
        upload(branch, cards_register(), REGISTERS, source="cards", day=f"{day:%d.%m.%Y}")
        found = Difference.objects.get(shown=row.reference)
        one = f"{REGISTERS}differences/{found.pk}/"
        assert row.card is not None
        told = branch.post(one, {"explain": "1", "note": f"card {row.card.number}"})
        assert "holds a card number" in words(told)
    found.refresh_from_db()
    assert found.state == "open"
