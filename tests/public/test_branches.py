"""Branches and cash machines as data: the page, what is open now, what a file may hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.public.hours import read_days, read_holidays, read_span, read_week
from homebank.public.listing import shown
from homebank.public.places import FILE, all_places, read_places
from tests.look.kazakh import assert_only_kazakh
from tests.public.pages import english

HOLIDAYS = read_holidays(["16-12", "2026-05-27"])
USUAL = read_week(
    {"mon-fri": "09:00-18:00", "lunch": "13:00-14:00", "sat": "10:00-14:00"},
    always=False, holidays=HOLIDAYS,
)  # fmt: skip


def at(text: str) -> tuple[bool, str]:
    """Whether the usual branch is open at the Almaty time, and when that changes."""
    standing = USUAL.at(datetime.fromisoformat(text).replace(tzinfo=ALMATY))
    changes = standing.changes_at
    return standing.is_open, f"{changes:%a %H:%M}" if changes else ""


@pytest.mark.parametrize(
    ("when", "is_open", "changes"),
    [("2026-11-23 08:59", False, "Mon 09:00"), ("2026-11-23 09:00", True, "Mon 13:00"),
     ("2026-11-23 13:00", False, "Mon 14:00"), ("2026-11-23 14:00", True, "Mon 18:00"),
     ("2026-11-23 18:00", False, "Tue 09:00"), ("2026-11-28 13:30", True, "Sat 14:00"),
     ("2026-11-28 14:00", False, "Mon 09:00"), ("2026-12-15 18:30", False, "Thu 09:00"),
     ("2026-12-16 12:00", False, "Thu 09:00"), ("2026-05-27 12:00", False, "Thu 09:00"),
     ("2027-05-27 12:00", True, "Thu 13:00")],
)  # fmt: skip
def test_what_the_hours_mean_at_a_moment(when: str, is_open: bool, changes: str) -> None:
    assert at(when) == (is_open, changes)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)))
def test_what_changes_at_a_moment_is_different_right_after_it(when: datetime) -> None:
    standing = USUAL.at(when.replace(tzinfo=UTC))
    assert standing.changes_at is not None
    assert USUAL.at(standing.changes_at).is_open is not standing.is_open


def test_round_the_clock_is_always_open() -> None:
    week = read_week({}, always=True, holidays=HOLIDAYS)
    assert week.at(datetime(2026, 12, 16, tzinfo=UTC)).is_open


@pytest.mark.parametrize(
    ("hours", "fault"),
    [({"mon": "18:00-09:00"}, "ends before"), ({"fri-mon": "09:00-18:00"}, "earlier day first"),
     ({"someday": "09:00-18:00"}, "not in tuple"), ({"mon": "9-18"}, "isoformat"),
     ({}, "no hours")],
)  # fmt: skip
def test_hours_that_mean_nothing_are_refused(hours: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_week(hours, always=False, holidays=frozenset())


def test_the_parts_of_hours_are_read() -> None:
    assert str(read_span("09:00-18:30")) == "09:00–18:30"
    assert list(read_days("tue-thu")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [("city: almaty", "city: atlantis", "atlantis"), ("[cash,", "[cache,", "no such service"),
     ("09:00-18:00, sat", "25:00-26:00, sat", "hour must be"),
     ("[43.2394, 76.9041]", "[here]", "here"), ("[«Абай» бөлімшесі, ", "[", "values")],
)  # fmt: skip
def test_a_file_that_is_wrong_names_the_place(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    text = FILE.read_text()
    assert old in text
    (tmp_path / "branches.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=f"almaty-abay: .*{fault}"):
        read_places(tmp_path / "branches.yaml")


def test_our_own_places_are_whole() -> None:
    places = all_places()
    keys = [place.key for place in (*places.branches, *places.machines)]
    assert len(keys) == len(set(keys))
    assert {place.city for place in places.branches} == set(places.cities)
    assert all(40 < p.point[0] < 56 and 46 < p.point[1] < 88 for p in places.branches)
    assert all(len(set(place.names)) > 1 for place in places.branches)


@pytest.mark.django_db
@pytest.mark.requirement("OPS-08", "contacts")
def test_a_branch_tells_address_hours_services_phone_and_place() -> None:
    page = english("/branches/", {"city": "astana"})
    assert "Yesil branch" in page
    assert "42 Mangilik El Avenue" in page
    assert "Mon–Fri 09:00–18:00 Sat 10:00–15:00 Sun closed" in page
    assert "cash desk · documents and certificates · cards to take" in page
    assert "7111 , extension 201 51.09860,71.42260" in page
    assert 'href="geo:51.09860,71.42260"' in Client().get("/branches/").text


@pytest.mark.django_db
def test_a_city_in_the_address_shows_its_places_only() -> None:
    page = english("/branches/", {"city": "aktau"})
    assert "Caspian branch" in page
    assert "Yesil branch" not in page
    everywhere = english("/branches/", {"city": "atlantis"})
    assert "Caspian branch" in everywhere
    assert "Yesil branch" in everywhere


@pytest.mark.django_db
def test_open_now_is_told_by_the_banks_clock() -> None:
    branch = next(p for p in all_places().branches if p.key == "aktau-caspian")
    monday = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert shown(branch, monday).now in {"Открыто до 13:00", "Open until 13:00"}
    with clock.moved(monday - clock.now()):
        assert "Open until 13:00" in english("/branches/", {"city": "aktau"})
    with clock.moved(monday.replace(hour=16) - clock.now()):
        assert "Closed, opens tomorrow at 09:00" in english("/branches/", {"city": "aktau"})


@pytest.mark.django_db
def test_machines_that_print_a_codeword_say_so() -> None:
    page = english("/branches/", {"city": "almaty"})
    told = "prints a new codeword on a slip, 30 tenge"
    assert page.count(told) == 2
    assert "Almaty-2 railway station" in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/branches/", "/branches/?city=astana", "/contacts/"])
def test_kazakh_pages_are_kazakh_only(path: str) -> None:
    page = Client().get(path, headers={"accept-language": "kk"}).text
    assert_only_kazakh(page, allow=("Skype", "homebank_kkb", "help", "example"))


@pytest.mark.django_db
def test_the_page_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        Client().get("/branches/")
