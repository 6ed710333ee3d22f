"""`manage.py cardhost`: the ISO 8583 host that shops and cash machines ask."""

import asyncio
import signal
import ssl
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from cards.authorization.host import Host

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = (
        "Answers card messages on TCP until SIGTERM (docs/authorisation.md): two bytes of length, "
        "then ISO 8583 in ASCII. With HOMEBANK_CARDHOST_CERTIFICATE, _KEY and _CLIENTS it speaks "
        "TLS and asks for the other end's certificate; without them it listens on loopback only."
    )
    # The others would load every page of the bank: a quarter of what this process takes.
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = settings.CARDHOST_PORT
        parser.add_argument("--port", type=int, default=usual, help=f"where to listen ({usual})")
        parser.add_argument("--bind", default="127.0.0.1", help="on which address (127.0.0.1)")
        parser.add_argument("--threads", type=int, default=8, help="decisions at once (8)")

    def handle(self, *args: Any, **options: Any) -> None:
        tls = _tls()
        if tls is None and options["bind"] not in LOOPBACK:
            raise CommandError("Without certificates the host listens on 127.0.0.1 only.")
        try:
            asyncio.run(self._run(options, tls))
        except OSError as reason:
            raise CommandError(f"port {options['port']}: {reason.strerror}") from None

    async def _run(self, options: dict[str, Any], tls: ssl.SSLContext | None) -> None:
        host, stopped = Host(threads=options["threads"]), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        port = await host.listen(options["port"], bind=options["bind"], tls=tls)
        said = "TLS, both ends by certificate" if tls else "plain, loopback only"
        self.stdout.write(f"card host on {options['bind']}:{port} ({said})")
        self.stdout.flush()
        await stopped.wait()
        await host.stop()
        self.stdout.write("card host closed")


def _tls() -> ssl.SSLContext | None:
    """Both ends show a certificate; ours alone would let anybody ask of cards."""
    files = [settings.CARDHOST_CERTIFICATE, settings.CARDHOST_KEY, settings.CARDHOST_CLIENTS]
    if not any(files):
        return None
    if not all(files):
        raise CommandError("HOMEBANK_CARDHOST_CERTIFICATE, _KEY and _CLIENTS belong together.")
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(files[0], files[1])
        context.load_verify_locations(files[2])
    except (OSError, ssl.SSLError) as reason:
        raise CommandError(f"The host's certificates cannot be used: {reason}") from None
    context.verify_mode = ssl.CERT_REQUIRED
    return context
