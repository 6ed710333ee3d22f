"""`manage.py channel_terminal`: which cash machines and branches may speak on the channel."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from channel.models import Terminal
from channel.terminals import add_terminal, revoke_terminal, terminal_named
from homebank.lib.errors import Refusal


class Command(BaseCommand):
    help = (
        "Adds, lists and revokes terminals of the signed channel (docs/channel.md). `add` prints "
        "the key id and the key once: type them into the machine, they are kept nowhere in clear."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["add", "list", "revoke"])
        parser.add_argument("name", nargs="?", default="", help="what the terminal is called")
        parser.add_argument("--kind", choices=Terminal.Kind.values, default="machine")
        parser.add_argument("--place", default="", help="where it stands")
        parser.add_argument("--reason", default="", help="why its key is revoked")

    def handle(self, *args: Any, **options: Any) -> None:
        deeds = {"add": self._add, "list": self._list, "revoke": self._revoke}
        with translation.override("en"):
            try:
                deeds[options["deed"]](options)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None

    def _add(self, options: dict[str, Any]) -> None:
        terminal, key = add_terminal(
            name=options["name"], kind=options["kind"], place=options["place"]
        )
        self.stdout.write(f"{terminal.name} is added. Shown once:")
        self.stdout.write(f"key id {terminal.key_id}\nkey    {key}")

    def _revoke(self, options: dict[str, Any]) -> None:
        found = terminal_named(options["name"])
        terminal = revoke_terminal(terminal_id=found.pk, reason=options["reason"])
        self.stdout.write(f"{terminal.name} is revoked: nothing of it is heard any more.")

    def _list(self, options: dict[str, Any]) -> None:
        for each in Terminal.objects.order_by("name", "added_at"):
            seen = f"heard {each.seen_at:%d.%m.%Y %H:%M}" if each.seen_at else "never heard"
            state = f"stopped {each.stopped_at:%d.%m.%Y %H:%M}" if each.stopped_at else "works"
            state = f"revoked {each.revoked_at:%d.%m.%Y}" if each.revoked_at else state
            self.stdout.write(f"{each.name}  {each.kind}  {each.key_id}  {state}  {seen}")
