"""Static files: what a first visit costs, fonts with all letters, one hashed copy of each."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from fontTools.ttLib import TTFont

STATIC = Path(settings.BASE_DIR) / "static"
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
LETTERS = (
    "ABCXYZabcxyz0123456789АБВЯабвяЁёӘәҒғҚқҢңӨөҰұҮүҺһІі«»“”‘’–—…•·№₸$€₽−×≥≤ \u00a0.,:;!?@#%&()/"
)


@pytest.mark.django_db
def test_a_first_visit_of_the_front_door_is_light() -> None:
    page = Client().get("/", {"lang": "kk"}).text
    files = set(re.findall(r'"/static/([^"#]+)', page))
    sheets = [name for name in files if name.endswith(".css")]
    weights = [f"fonts/{font.name}" for font in FONTS]
    inside = {name for sheet in sheets for name in of_this_page(sheet)}
    named = files | {staticfiles_storage.url(name).removeprefix("/static/") for name in weights}
    everything = named | inside
    assert len(everything) + 1 <= 10
    assert sum(weight(name) for name in everything) + len(page.encode()) <= 90 * 1024


def of_this_page(sheet: str) -> set[str]:
    """Files that the sheet of the front door needs itself: none but the fonts."""
    css = (Path(settings.STATIC_ROOT) / sheet).read_text()
    hero = [line for line in css.splitlines() if line.startswith(".hero")]
    return set(re.findall(r"url\(\"?\.\./([^\")]+)", "\n".join(hero)))


def weight(name: str) -> int:
    """Bytes over the wire, headers not counted."""
    content = (Path(settings.STATIC_ROOT) / name).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


@pytest.mark.parametrize("file", FONTS, ids=lambda f: f.name)
def test_each_font_has_every_letter_and_is_small(file: Path) -> None:
    font = TTFont(file)
    assert not [letter for letter in LETTERS if ord(letter) not in font.getBestCmap()]
    assert file.stat().st_size <= 20 * 1024
    widths = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}
    assert len(widths) == 1


@pytest.mark.parametrize("file", FONTS, ids=lambda f: f.name)
def test_a_changed_font_does_not_bear_the_reserved_name(file: Path) -> None:
    names = TTFont(file)["name"]
    assert "Source" not in "".join(names.getDebugName(number) for number in (1, 3, 4, 6))
    assert "Adobe" in names.getDebugName(0)
    assert "Reserved Font Name" in (STATIC / "fonts/OFL.txt").read_text()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'symbol id="([a-z-]+)"', (STATIC / "img/icons.svg").read_text()))
    used = {
        name
        for file in Path(settings.BASE_DIR).glob("templates/**/*.html")
        for name in re.findall(r'{% icon "([^"]+)"', file.read_text())
    }
    assert used <= known
