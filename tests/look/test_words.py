"""The catalogues are whole, and the command that keeps them tells the truth."""

import re
from datetime import time as clock_time
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import formats, translation
from django.utils.translation import gettext, pgettext

from homebank import catalogues


def test_every_message_is_translated_with_its_placeholders() -> None:
    assert catalogues.find_faults() == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_framework_word_is_missing(language: str) -> None:
    catalogue = catalogues.read(language)
    packages = set(catalogues.FRAMEWORK)
    words = [entry for entry in catalogue if packages & {file for file, _ in entry.occurrences}]
    assert len(words) > 400
    assert not [entry.msgid for entry in words if not entry.translated()]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues that a test may spoil."""
    for language in catalogues.LANGUAGES:
        target = tmp_path / language / "LC_MESSAGES"
        target.mkdir(parents=True)
        (target / "django.po").write_bytes(catalogues.catalogue_file(language).read_bytes())
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    return tmp_path


def spoil(folder: Path, message: str, **changes: object) -> None:
    file = folder / "kk" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(file))
    entry = catalogue.find(message)
    for name, value in changes.items():
        setattr(entry, name, value)
    catalogue.save()


def test_each_fault_is_named_and_the_check_fails(copied: Path) -> None:
    spoil(copied, "Sign out", msgstr="")
    spoil(copied, "Sign in", msgstr="{name} кіру")
    spoil(copied, "Help", flags=["fuzzy"])
    spoil(copied, "Services", msgid="Servants")
    told = StringIO()
    with pytest.raises(CommandError, match="faults in the words"):
        call_command("translations", check=True, stdout=told)
    assert "kk: not translated: 'Sign out'" in told.getvalue()
    assert "kk: other placeholders: 'Sign in' -> '{name} кіру'" in told.getvalue()
    assert "kk: fuzzy: 'Help'" in told.getvalue()
    assert "nobody says this any more (run manage.py translations): 'Servants'" in told.getvalue()
    assert "not in the catalogue (run manage.py translations): 'Services'" in told.getvalue()


def test_a_fragment_is_merged_and_wins(copied: Path, tmp_path: Path) -> None:
    fragments = tmp_path / "fragments"
    fragments.mkdir()
    (fragments / "x.kk.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Sign out"\nmsgstr "Кету"\n'
    )
    call_command("translations", merge=fragments, stdout=StringIO())
    assert catalogues.read("kk").find("Sign out").msgstr == "Кету"
    assert (copied / "kk" / "LC_MESSAGES" / "django.mo").exists()


def test_merging_from_nowhere_is_refused() -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("translations", merge=Path("/nowhere"))


def test_a_second_run_changes_nothing(copied: Path) -> None:
    call_command("translations", stdout=StringIO())
    before = [catalogues.catalogue_file(code).read_bytes() for code in catalogues.LANGUAGES]
    call_command("translations", stdout=StringIO())
    assert before == [catalogues.catalogue_file(code).read_bytes() for code in catalogues.LANGUAGES]


@pytest.mark.parametrize(
    ("language", "number", "time"),
    [("kk", "1234,5", "14:05"), ("ru", "1234,5", "14:05"), ("en", "1234.5", "14:05")],
)
def test_numbers_and_times_are_written_as_the_language_does(
    language: str, number: str, time: str
) -> None:
    with translation.override(language):
        assert formats.localize(1234.5) == number
        assert formats.localize(clock_time(14, 5)) == time
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_kazakh_months_are_small_in_dates_and_weekdays_are_spelt_right() -> None:
    with translation.override("kk"):
        assert pgettext("alt. month", "November") == "қараша"
        assert gettext("Friday") == "Жұма"
        assert gettext("Date/time") == "Күні мен уақыты"


def test_kazakh_never_falls_back_to_russian_for_a_framework_word() -> None:
    with translation.override("kk"):
        assert gettext("Enter a valid email address.").startswith("Электрондық")
        assert gettext("This password is entirely numeric.").startswith("Құпиясөз")


NEVER = re.compile(r"пожалуйста|извините|упс|недопустим|некорректн|кешіріңіз|өтінеміз", re.I)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_bank_neither_begs_nor_apologises(language: str) -> None:
    texts = [
        text
        for entry in catalogues.read(language)
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert not [text for text in texts if NEVER.search(text)]


def test_no_kazakh_suffix_is_glued_to_a_placeholder() -> None:
    glued = re.compile(r"(%\([a-z_0-9]+\)[sd]|\{[a-z_0-9]*\})[-‑]?[а-яәғқңөұүһі]")
    texts = [text for e in catalogues.read("kk") for text in (e.msgstr, *e.msgstr_plural.values())]
    assert not [text for text in texts if glued.search(text)]
