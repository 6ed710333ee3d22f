"""Where the templates and fonts of papers lie; nothing else can be read while one is set."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "typst"
FONTS = TEMPLATES / "fonts"
