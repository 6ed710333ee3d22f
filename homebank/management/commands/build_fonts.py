"""Cuts Source Sans Pro: three languages for the pages (woff2), all of Europe for papers (ttf)."""

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
# A paper bears the names of strangers: every letter that the font has, but for what no name holds.
NOT_FOR_PAPERS = (range(0x1D00, 0x1E00), range(0x1F00, 0x2000))
FEATURES = ["kern", "tnum", "lnum", "ccmp", "locl", "mark"]
# The Open Font License reserves the name "Source": a changed font bears another.
FAMILY = "Homebank Sans"


class Command(BaseCommand):
    help = (
        "Cuts the fonts of the portal out of Source Sans Pro (wheel font-source-sans-pro, a "
        "development dependency): static/fonts for pages, documents/typst/fonts for papers, with "
        "the list of the letters that are there. Run it after a change of the letters; the results "
        "are committed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        base = settings.BASE_DIR
        parser.add_argument("--to", type=Path, default=base / "static" / "fonts")
        parser.add_argument("--papers", type=Path, default=base / "documents" / "typst" / "fonts")

    def handle(self, *args: Any, to: Path, papers: Path, **options: Any) -> None:
        for style, weight in WEIGHTS.items():
            source = _source(style)
            page, paper = to / f"homebank-sans-{weight}.woff2", papers / f"HomebankSans-{style}.ttf"
            _cut(source, page, weight, LATIN + CYRILLIC + SIGNS)
            _cut(source, paper, weight, _letters(source))
            for made in page, paper:
                self.stdout.write(f"{made.name}: {made.stat().st_size:,} bytes")
        (papers / "letters.txt").write_text(_ranges(_letters(_source("Regular"))))


def _source(style: str) -> Path:
    try:
        import font_source_sans_pro
    except ImportError:
        raise CommandError("font-source-sans-pro is missing: run `make install`.") from None
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{style}.ttf"


def _letters(source: Path) -> list[int]:
    """What a paper may print: the same in every weight."""
    from fontTools.ttLib import TTFont

    known = TTFont(str(source)).getBestCmap()
    return sorted(code for code in known if not any(code in out for out in NOT_FOR_PAPERS))


def _ranges(codes: list[int]) -> str:
    """`20-7e`, one range a line: the letters that documents/letters.py lets through."""
    starts = [code for code in codes if code - 1 not in set(codes)]
    ends = [code for code in codes if code + 1 not in set(codes)]
    return "".join(f"{start:x}-{end:x}\n" for start, end in zip(starts, ends, strict=True))


def _cut(source: Path, made: Path, weight: int, letters: list[int]) -> None:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options(
        flavor="woff2" if made.suffix == ".woff2" else None, layout_features=FEATURES,
        hinting=False, desubroutinize=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
    )  # fmt: skip
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            name = FAMILY if record.nameID == 1 else f"{FAMILY} {weight}"
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    save_font(font, str(made), options)
