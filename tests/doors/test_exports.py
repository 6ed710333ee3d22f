"""Nothing leaves the desk as a file unless it is written down: who took it, and how much."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from homebank.lib import embedded
from notifications.models import Event
from tests.doors.addresses import Door, all_doors
from tests.doors.cast import World, member_of
from tests.doors.rules import AUDITOR, BRANCH, DESK, SEEN_BY

# Every address of the desk that answers with a file, and the event that taking it leaves.
FILES = {
    "desk:import-report": "import.report-taken",
    "desk:trial-balance-file": "book.file-taken",
    "desk:account-file": "book.file-taken",
    "desk:day-file": "book.file-taken",
    "admin:cards_cardorder_batch": "order.batch-taken",
    "admin:cards_cardorder_photo": "file-looked",
}
# CSV files: their events tell how many rows left.
TABLES = {"import.report-taken", "book.file-taken"}
# Modules that can make an answer a file, and why each may.
MAKERS = {
    "accounts/views/data.py": "a customer's own data, behind a code: own-data-taken",
    "cards/ordering/desk_making.py": "the sealed file for the bureau: order.batch-taken",
    "cards/photos/pictures.py": "photos: file-looked at the desk; their owner's otherwise",
    "cards/views/files.py": "a customer's own statements, kept as rows",
    "desk/books/files.py": "the books, through csv_files: book.file-taken",
    "desk/csv_files.py": "the one door of tables at the desk: records before it sends",
    "documents/answers.py": "papers, each a row with its number",
}
MARKS = re.compile("FileResponse|StreamingHttpResponse|Content-Disposition|content_disposition")
ROOMS = ("accounts", "cards", "channel", "desk", "documents", "homebank", "ledger",
         "notifications", "payments", "tariffs")  # fmt: skip


@pytest.mark.requirement("OPS-02", "every export recorded")
@pytest.mark.parametrize("who", [BRANCH, AUDITOR])
def test_every_file_that_leaves_the_desk_leaves_its_event(world: World, who: str) -> None:
    client, files, login = world.visitor(who), {}, member_of(who).login_name
    for door in own_pages():
        before = set(Event.objects.values_list("pk", flat=True))
        answer = client.get(world.address(door))
        if FILES.get(door.name) in TABLES:
            assert "attachment" not in answer.get("Content-Disposition", ""), door.name
            if answer.status_code == 200:
                answer = client.post(world.address(door), {"reason": "yearly audit"})
        if "attachment" in answer.get("Content-Disposition", ""):
            told = Event.objects.exclude(pk__in=before).filter(facts__operator=login)
            files[door.name] = {event.kind: event.facts for event in told}
    assert "desk:trial-balance-file" in files
    for name, events in files.items():
        assert FILES[name] in events, f"{name} is in FILES of this module, and leaves its event"
        if FILES[name] in TABLES:
            assert events[FILES[name]]["rows"].isdigit(), name
            assert events[FILES[name]]["reason"] == "yearly audit", name


def test_no_other_module_makes_files() -> None:
    """A new one says here how what it sends is written down."""
    root = embedded.CHECKOUT
    found = {
        str(path.relative_to(root))
        for room in ROOMS
        for path in Path(root / room).rglob("*.py")
        if MARKS.search(path.read_text())
    }
    assert found == set(MAKERS)


@pytest.mark.requirement("OPS-02", "every export recorded")
def test_the_whole_book_is_exported_for_a_reason_only(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--why"):
        call_command("export_book", str(tmp_path / "none.jsonl"))
    book = tmp_path / "book.jsonl"
    call_command("export_book", str(book), why="yearly  audit", stdout=io.StringIO())
    facts = Event.objects.filter(kind="book.exported").latest("id").facts
    assert facts["rows"] == str(len(book.read_text().splitlines()))
    assert facts["reason"] == "yearly audit"
    assert facts["operator"]


def own_pages() -> list[Door]:
    """The desk's addresses but for those that Django gives each table."""
    tables = {f"admin:{table.replace('/', '_')}" for table in SEEN_BY}
    return [
        door
        for door in all_doors()
        if door.template.startswith(DESK)
        and door.name.rsplit("_", 1)[0] not in tables
        and not door.name.endswith("/>")
        and door.name != "admin:logout"
    ]
