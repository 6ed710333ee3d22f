"""Static files are gathered again when one changed, and only then."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from homebank.static_files import collect_if_changed


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    """One static file and nothing else, and an empty place to gather it in."""
    file = tmp_path / "source" / "one.css"
    file.parent.mkdir()
    file.write_text("body { color: #123456 }")
    settings.STATICFILES_DIRS = [file.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "gathered"
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    return file


@pytest.fixture(autouse=True)
def forget() -> Any:
    yield
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


def test_nothing_is_gathered_twice(source: Path) -> None:
    assert collect_if_changed()
    assert not collect_if_changed()


def test_a_changed_file_is_gathered_anew(source: Path, settings: Any) -> None:
    collect_if_changed()
    source.write_text("body { color: #654321 }")
    assert collect_if_changed()
    assert "#654321" in (settings.STATIC_ROOT / "one.css").read_text()


def test_a_new_file_and_a_lost_one_are_noticed(source: Path) -> None:
    collect_if_changed()
    source.with_name("two.css").write_text("p { margin: 0 }")
    assert collect_if_changed()
    source.unlink()
    assert collect_if_changed()


def test_a_place_that_was_emptied_is_filled_again(source: Path, settings: Any) -> None:
    collect_if_changed()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert collect_if_changed()
