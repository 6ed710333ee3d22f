"""`manage.py explain ID|RRN|NUMBER`: everything that is known of a payment or card operation."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from homebank.lib.clock import ALMATY
from homebank.lib.stories import Moment, story_of


class Command(BaseCommand):
    help = (
        "Prints one timeline: quote, codes, gates, entries, messages, answers. By the id of a "
        "payment, card operation, hold or transfer, by an RRN, or by the number on a receipt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="ID|RRN|NUMBER")
        parser.add_argument("--json", action="store_true", help="Print a JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            story = story_of(options["what"])
            if story is None:
                raise CommandError("Nothing has this id, RRN or number.")
            for moment in story.moments:
                self.stdout.write(_json(moment) if options["json"] else _text(moment))


def _text(moment: Moment) -> str:
    at = moment.at.astimezone(ALMATY)
    lines = [f"{at:%d.%m.%Y %H:%M:%S.%f}  {moment.room:<13} {moment.what}"]
    for name, value in moment.facts.items():
        values = value if isinstance(value, list) else [value]
        lines += [f"{'':29}{name}: {each}" for each in values if each not in ("", None)]
    return "\n".join(lines)


def _json(moment: Moment) -> str:
    told = {"at": moment.at.isoformat(), "room": moment.room, "what": str(moment.what)}
    return json.dumps({**told, "facts": moment.facts}, default=str, ensure_ascii=False)
