"""Contrast by the numbers: every role for text reaches WCAG AA, in both themes, on each ground."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
ROLE = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9A-F]{3,6}), (#[0-9A-F]{3,6})\)")
THEMES = {"light": 0, "dark": 1}
# What is written or drawn, on what, and the least ratio (4.5 text, 3 graphics and borders).
PAIRS = [
    *[(text, ground, 4.5) for text in ("ink", "muted", "accent") for ground in ("sheet", "ground")],
    *[("ink", ground, 4.5) for ground in ("tint", "raised", "ok-tint", "bad-tint", "hold-tint")],
    *[("accent", "tint", 4.5), ("press", "tint", 4.5), ("on-accent", "accent", 4.5)],
    *[("on-accent", "press", 4.5), ("muted", "raised", 4.5)],
    *[(name, "sheet", 4.5) for name in ("ok", "bad", "hold")],
    *[(name, "ground", 4.5) for name in ("ok", "bad", "hold")],
    *[(name, f"{name}-tint", 4.5) for name in ("ok", "bad", "hold")],
    *[(name, ground, 3.0) for name in ("edge", "gold", "focus") for ground in ("sheet", "ground")],
]


def roles(block: str) -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in ROLE.findall(block)}


USUAL = roles(SHEET[: SHEET.index("/* More contrast")])
MORE = USUAL | roles(SHEET[SHEET.index(':root[data-contrast="more"]') :])


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_text_is_readable(theme: str, text: str, ground: str, least: float) -> None:
    at = THEMES[theme]
    assert ratio(USUAL[text][at], USUAL[ground][at]) >= least


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
def test_more_contrast_is_seven_to_one(theme: str, text: str) -> None:
    at = THEMES[theme]
    assert ratio(MORE[text][at], MORE["sheet"][at]) >= 7


def test_the_system_and_the_link_give_the_same_contrast() -> None:
    start = SHEET.index("@media (prefers-contrast: more)")
    end = SHEET.index(':root[data-contrast="more"]')
    assert roles(SHEET[start:end]) == roles(SHEET[end:])


def test_a_browser_without_light_dark_gets_the_same_light_theme() -> None:
    old = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{3,6});", SHEET[SHEET.index("@supports") :]))
    assert {name: luminance(colour) for name, colour in old.items()} == {
        name: luminance(USUAL[name][0]) for name in old
    }


@pytest.mark.parametrize("name", ["on-night", "night-muted", "night-gold"])
def test_what_stands_on_night_is_readable(name: str) -> None:
    fixed = dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-F]{6});", SHEET))
    assert ratio(fixed[name], fixed["night"]) >= 4.5
