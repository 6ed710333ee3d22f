"""`manage.py three_ds_peer`: who may ask the access control server for 3-D Secure."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cards.models import ThreeDsPeer
from cards.three_ds.peers import add_peer, close_peer
from homebank.lib.errors import Refusal


class Command(BaseCommand):
    help = (
        "Adds, lists and closes peers of 3-D Secure: servers of shops, or a directory server "
        "(docs/3-d-secure.md). `add` prints the key once: the peer sends it with each AReq, and "
        "the bank sends it with each RReq."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["add", "list", "close"])
        parser.add_argument("name", nargs="?", default="", help="what the peer is called")
        parser.add_argument("--results", default="", help="https address that results go to")
        parser.add_argument("--frame", action="append", default=[], metavar="ORIGIN",
                            help="a site that may frame challenges; may be repeated")  # fmt: skip
        parser.add_argument("--certificate", default="", help="SHA-256 of the peer's certificate")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deed"] == "list":
            self._list()
            return
        if not options["name"]:
            raise CommandError("Say the name of the peer.")
        try:
            self._change(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _change(self, options: dict[str, Any]) -> None:
        if options["deed"] == "close":
            close_peer(name=options["name"])
            self.stdout.write(f"{options['name']} is closed: nothing of it is answered any more.")
            return
        peer, key = add_peer(
            name=options["name"], results_url=options["results"], frame_origins=options["frame"],
            certificate=options["certificate"],
        )  # fmt: skip
        self.stdout.write(f"{peer.name} is added. Its key, shown once:\n{key}")

    def _list(self) -> None:
        for peer in ThreeDsPeer.objects.order_by("name", "made_at"):
            state = f"closed {peer.closed_at:%d.%m.%Y}" if peer.closed_at else "open"
            sites = " ".join(peer.frame_origins) or "no site"
            self.stdout.write(f"{peer.name}  {state}  {peer.results_url}  {sites}")
