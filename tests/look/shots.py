"""Pictures of every page: `python -m tests.look.shots --to DIR`. For eyes, not for `make test`.

Starts a bank of its own, walks it once a language, and photographs each stop in each width and
theme. `--only` takes a regular expression of stops.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page, sync_playwright

from tests import environment

LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
ATTRIBUTES = {"light": {"theme": "light"}, "dark": {"theme": "dark"},
              "contrast": {"theme": "light", "contrast": "more"},
              "large": {"theme": "light", "size": "large"}}  # fmt: skip
WEAR = """(said) => { const root = document.documentElement;
  for (const name of ["theme", "size", "contrast"]) delete root.dataset[name];
  Object.assign(root.dataset, said);
  const dock = document.querySelector(".dock"); if (dock) dock.style.position = "static"; }"""


def main() -> None:
    """Take the pictures that the command line asks for."""
    asked = _arguments()
    asked.to.mkdir(parents=True, exist_ok=True)
    with own_bank() as bank, sync_playwright() as playwright:
        from tests.browser import ARGUMENTS
        from tests.look.tour import Tour

        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for language in asked.languages:
            context = browser.new_context(
                locale=LOCALES[language], timezone_id="Asia/Almaty", reduced_motion="reduce"
            )
            walk(Tour(bank, context.new_page(), language), asked)
            context.close()


def walk(tour: Any, asked: argparse.Namespace) -> None:
    """Photograph each stop that is asked for, in each width and look."""
    ways = [(width, look) for width in asked.widths for look in asked.looks]
    for number, stop in enumerate(tour.stops()):
        for width, look in ways if re.search(asked.only, stop) else ():
            name = f"{number:03}-{stop}-{tour.language}-{width}-{look}.png"
            photograph(tour.page, asked.to / name, width=int(width), look=look)


def photograph(page: Page, file: Path, *, width: int, look: str) -> None:
    """The whole page as it stands, in that width and look."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(WEAR, ATTRIBUTES[look])
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file, full_page=True)
    print(file, flush=True)


@contextmanager
def own_bank() -> Iterator[Any]:
    """A fresh demo bank that runs for so long, beside whatever runs already."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    environment.enter()
    django.setup()
    from django.core.management import call_command

    from homebank.catalogues import compile_catalogues
    from tests.system import start_bank, stop_bank

    compile_catalogues()
    call_command("collectstatic", interactive=False, verbosity=0)
    state = environment.STATE / "shots"
    bank = start_bank(state, environment.postgres(), "shots", watched=False)
    try:
        yield bank
    finally:
        stop_bank(bank)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--languages", nargs="+", default=list(LOCALES))
    parser.add_argument("--widths", nargs="+", default=["1280", "360"])
    parser.add_argument("--looks", nargs="+", default=["light", "dark"])
    parser.add_argument("--only", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
