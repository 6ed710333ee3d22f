"""Cuts Source Sans Pro down to the letters of three languages: static/fonts/*.woff2."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LATIN = [*range(0x20, 0x7F), *range(0xC0, 0x100)]
CYRILLIC = [*range(0x410, 0x450), *map(ord, "ЁёӘәҒғҚқҢңӨөҰұҮүҺһІі")]
SIGNS = [*map(ord, "\u00a0§©«»°·±×–—‘’“”„•…\u2009\u202f№→−≤≥₸€₽$")]
# The light weight draws figures of 32 px and up, and the headline of the home page.
WEIGHTS = {"Regular": 400, "Semibold": 600, "Light": 300}
FEATURES = ["kern", "tnum", "lnum", "ccmp", "locl", "mark"]
# The Open Font License reserves the name "Source": a changed font bears another.
FAMILY = "Homebank Sans"


class Command(BaseCommand):
    help = (
        "Cuts the fonts of the portal out of Source Sans Pro (wheel font-source-sans-pro, a "
        "development dependency) and writes them to static/fonts. Run it after a change of the "
        "letters; the results are committed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "static" / "fonts")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        for style, weight in WEIGHTS.items():
            made = to / f"homebank-sans-{weight}.woff2"
            _cut(_source(style), made, weight)
            self.stdout.write(f"{made.name}: {made.stat().st_size:,} bytes")


def _source(style: str) -> Path:
    try:
        import font_source_sans_pro
    except ImportError:
        raise CommandError("font-source-sans-pro is missing: run `make install`.") from None
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{style}.ttf"


def _cut(source: Path, made: Path, weight: int) -> None:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options(
        flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
    )  # fmt: skip
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LATIN + CYRILLIC + SIGNS)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            name = FAMILY if record.nameID == 1 else f"{FAMILY} {weight}"
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    save_font(font, str(made), options)
