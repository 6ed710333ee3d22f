"""The site closed for works: who is answered what, that nothing is lost, and the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.works_page import FILE, LANGUAGES, SHEET, STYLE_SOURCE, works_page
from tests.doors.knocks import faults_of
from tests.people import new_person, signed_in
from tests.requirement_marks import Done

CLOSED = ["/", "/tariffs/", "/sign-in/", "/my/", "/payments/", "/no-such-page/", "/demo/phone/"]
OPEN = [("/healthz", 200), ("/readyz", 200), (f"/{settings.ADMIN_PATH}/login/", 200)]
Run = Callable[..., Done]


def in_hours(hours: int) -> str:
    """So many hours from now, as the command takes it."""
    return f"{(clock.now() + timedelta(hours=hours)).astimezone(ALMATY):%Y-%m-%d %H:%M}"


@pytest.fixture
def closed(command: Run, db: None) -> Iterator[str]:
    """The site is closed for two hours; when it is to open."""
    until = in_hours(2)
    assert command("maintenance", "on", "--until", until, "--reason", "equipment").code == 0
    yield until
    command("maintenance", "off")


@pytest.mark.parametrize("path", CLOSED)
def test_customers_are_told_what_happens_and_until_when(closed: str, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 503
    assert 7000 < int(answer["Retry-After"]) <= 7200
    assert answer["Cache-Control"] == "no-store"
    assert answer.text.count(closed[-5:]) == 4
    assert "Меняется оборудование." in answer.text
    assert all(f'<section lang="{language}">' in answer.text for language in LANGUAGES)


@pytest.mark.parametrize(("path", "status"), OPEN)
def test_the_desk_and_health_go_on(closed: str, path: str, status: int) -> None:
    assert Client().get(path).status_code == status


def test_static_files_go_on(closed: str) -> None:
    page = Client().get(f"/{settings.ADMIN_PATH}/login/").text
    [sheet, *_rest] = re.findall(r'href="(/static/[^"]+\.css)"', page)
    served: Any = Client().get(sheet)
    with closing(served) as answer:
        assert b"".join(answer.streaming_content).startswith(b"/*")


def test_the_page_wears_every_header_and_lets_only_its_own_sheet_in(closed: str) -> None:
    answer: Any = Client().get("/")
    policy = answer["Content-Security-Policy"]
    assert STYLE_SOURCE in policy
    answer.headers["Content-Security-Policy"] = policy.replace(f" {STYLE_SOURCE}", "")
    assert faults_of(answer, is_private=False) == []


def test_a_form_is_refused_whole_and_nobody_is_signed_out(command: Run, db: None) -> None:
    visitor = signed_in(new_person())
    command("maintenance", "on")
    before = dict(visitor.session)
    assert visitor.post("/sign-out/").status_code == 503
    assert visitor.get("/my/").status_code == 503
    command("maintenance", "off")
    assert dict(visitor.session) == before
    assert visitor.get("/my/").status_code == 200


def test_nothing_of_the_database_is_asked(closed: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Client().get("/my/").status_code == 503


def test_works_that_last_longer_than_told_tell_no_time_and_stay_closed(closed: str) -> None:
    with clock.moved(timedelta(hours=3)):
        answer = Client().get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "300"
    assert closed[-5:] not in answer.text
    assert "Банк закрыт на время работ" in answer.text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"until": "soon", "reason": ""}', "\x00"])
def test_a_switch_that_cannot_be_read_closes_the_site(db: None, text: str) -> None:
    file = Path(settings.MAINTENANCE_FILE)
    file.write_text(text)
    try:
        assert Client().get("/").status_code == 503
    finally:
        file.unlink()
    assert Client().get("/").status_code == 200


def test_the_command_says_how_things_stand(command: Run) -> None:
    assert command("maintenance", "now").out == "The site is open.\n"
    until = in_hours(1)
    told = command("maintenance", "on", "--until", until).out
    assert "closed for customers. They are told: until" in told
    assert until[-5:] in told
    assert command("maintenance", "on").out.endswith("They are told: no end.\n")
    assert command("maintenance", "off").out == "The site is open.\n"
    assert command("maintenance", "off").code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--until", "soon"), "is no time"), (("--until", "2020-01-01 04:00"), "has passed"),
     (("--until", "2026-13-01 04:00"), "is no time"), (("--reason", "fun"), "invalid choice")],
)  # fmt: skip
def test_the_command_refuses_what_means_nothing(
    command: Run, db: None, words: tuple[str, ...], sentence: str
) -> None:
    done = command("maintenance", "on", *words)
    assert done.code != 0
    assert sentence in done.err
    assert Client().get("/").status_code == 200


def test_a_switch_that_cannot_be_written_is_one_clear_line(
    command: Run, settings: Any, tmp_path: Path
) -> None:
    settings.MAINTENANCE_FILE = str(tmp_path / "none" / "works.json")
    done = command("maintenance", "on")
    assert done.code == 1
    assert "cannot be written" in done.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proxys_page_is_made_anew_when_its_words_change(language: str) -> None:
    with translation.override(language):
        made = works_page()
    assert FILE.read_text() == made, "run manage.py build_maintenance_page"


def test_the_proxys_page_stands_alone_and_is_collected() -> None:
    page = (Path(settings.STATIC_ROOT) / "maintenance" / "index.html").read_text()
    assert page == FILE.read_text()
    assert not re.search(r'(src|href)="(?!data:|tel:|")', page)
    assert f"<style>{SHEET}</style>" in page
    assert len(page.encode()) < 12_000


def test_the_proxys_policy_lets_the_sheet_in() -> None:
    template = Path(settings.BASE_DIR) / "deploy" / "nginx" / "nginx.conf.template"
    assert f"style-src {STYLE_SOURCE};" in template.read_text()


@pytest.mark.parametrize(
    "told",
    [b"", b"\xff\xfe", b"[]", b'{"until": "2026-11-22 04:00", "reason": "update"}',
     b'{"until": 7, "reason": null}'],
)  # fmt: skip
def test_a_switch_that_says_nothing_readable_closes_the_site_too(
    told: bytes, tmp_path: Path, settings: Any, db: None
) -> None:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.write_bytes(told)
    assert Client().get("/").status_code == 503


def test_a_switch_that_the_site_may_not_read_closes_it_too(
    tmp_path: Path, settings: Any, db: None
) -> None:
    settings.MAINTENANCE_FILE = tmp_path  # a folder: not to be read by root either
    assert Client().get("/").status_code == 503
