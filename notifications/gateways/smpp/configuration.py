"""Where the centre is, who we are there and whom a message is from: read from the settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.gateways.smpp.alphabet import SEPTETS
from notifications.gateways.smpp.pdu import Address

PORTS: Final = {"smpp": 2775, "smpps": 3550}
INTERNATIONAL, NATIONAL, ALPHANUMERIC, SHORT_CODE = 1, 2, 5, 3
ISDN = 1


@dataclass(frozen=True, slots=True)
class Configuration:
    """One account at one centre."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    system_type: str
    source: Address
    window: int
    encrypted: bool

    def tls(self) -> ssl.SSLContext | None:
        """For smpps://, what checks the centre's certificate; SSL_CERT_FILE names an own CA."""
        return ssl.create_default_context() if self.encrypted else None


def from_settings() -> Configuration:
    """The configuration, or ImproperlyConfigured with what to write instead."""
    parts = urlsplit(settings.SMPP_URL)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "HOMEBANK_SMPP_URL is written smpp://system_id:password@host:port (or smpps://)."
        ) from None
    if not (parts.hostname and parts.username):
        raise ImproperlyConfigured("HOMEBANK_SMPP_URL needs a host and a system_id.")
    return Configuration(
        host=parts.hostname, port=port,
        system_id=_field("HOMEBANK_SMPP_URL", unquote(parts.username)),
        password=_field("HOMEBANK_SMPP_URL", unquote(parts.password or "")),
        system_type=_field("HOMEBANK_SMPP_SYSTEM_TYPE", settings.SMPP_SYSTEM_TYPE),
        source=read_sender(settings.SMS_SENDER),
        window=_window(), encrypted=parts.scheme == "smpps",
    )  # fmt: skip


def read_sender(sender: str) -> Address:
    """A number (+77001234567), a short code (up to 6 digits) or a name of up to 11 letters."""
    digits = sender.removeprefix("+")
    if digits.isascii() and digits.isdigit():
        if len(digits) > 15:
            raise ImproperlyConfigured("HOMEBANK_SMS_SENDER: a number has at most 15 digits.")
        is_short = len(digits) <= 6 and digits == sender
        return Address(SHORT_CODE, 0, digits) if is_short else Address(INTERNATIONAL, ISDN, digits)
    if not sender or not _is_plain(sender) or sum(len(SEPTETS[x]) for x in sender) > 11:
        raise ImproperlyConfigured(
            "HOMEBANK_SMS_SENDER is a number, a short code, or a name of 1 to 11 Latin letters, "
            "digits and spaces."
        )
    return Address(ALPHANUMERIC, 0, sender)


def _window() -> int:
    """How many submits may be outstanding."""
    written = settings.SMPP_WINDOW
    if not (written.isdecimal() and 1 <= int(written) <= 1000):
        raise ImproperlyConfigured("HOMEBANK_SMPP_WINDOW is a number from 1 to 1000.")
    return int(written)


def _is_plain(sender: str) -> bool:
    """Letters whose place is the same in ASCII and in the phones' alphabet, so that all agree."""
    return all(" " <= x <= "z" and SEPTETS.get(x) == x.encode() for x in sender)


def _field(name: str, value: str) -> str:
    """Text that fits a field of the protocol, which ends at a zero byte."""
    if not value.isascii() or not value.isprintable() or len(value) > 64:
        raise ImproperlyConfigured(f"{name}: only up to 64 printable ASCII signs can be sent.")
    return value
