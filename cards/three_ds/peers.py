"""Who may ask the access control server: added by a command, known by key or certificate."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cards.errors import CardRefused
from cards.models import ThreeDsPeer
from homebank.lib import clock, crypto
from homebank.lib.network import address_of, is_proxy

COLUMN = "cards_threedspeer.key"
LONGEST_KEY = 200
# What the proxy says of a client's certificate: SHA-256 of it, hexadecimal.
CERTIFICATE_HEADER = "HTTP_X_CLIENT_CERTIFICATE_SHA256"


class PeerRefused(CardRefused):
    """A peer that was not added or changed."""


class NotAnAddress(PeerRefused):
    message = _("{address} is no address that can be used: it begins with https and has a host.")


class NotACertificate(PeerRefused):
    message = _("A certificate is told by its SHA-256: 64 hexadecimal digits.")


class PeerThere(PeerRefused):
    message = _("There is a peer with this name or certificate. Close it first.")


class NoSuchPeer(PeerRefused):
    message = _("No peer that is open has this name.")


def add_peer(
    *, name: str, results_url: str, frame_origins: list[str], certificate: str = "", key: str = ""
) -> tuple[ThreeDsPeer, str]:
    """A peer and its key, drawn unless given: it is shown once. PeerRefused."""
    for address in (results_url, *frame_origins):
        _check_address(address)
    if bad := next((each for each in frame_origins if urlsplit(each).path not in {"", "/"}), None):
        raise NotAnAddress(address=bad)
    certificate = certificate.replace(":", "").lower()
    if certificate and (len(certificate) != 64 or set(certificate) - set("0123456789abcdef")):
        raise NotACertificate
    key = key or secrets.token_urlsafe(32)
    peer = ThreeDsPeer(
        name=name, key=key, key_fingerprint=_fingerprint(key), certificate=certificate,
        results_url=results_url, frame_origins=[each.rstrip("/") for each in frame_origins],
        made_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            peer.save(force_insert=True)
    except IntegrityError:
        raise PeerThere from None
    return peer, key


def close_peer(*, name: str) -> None:
    """Nothing of the peer is answered any more. NoSuchPeer."""
    open_ones = ThreeDsPeer.objects.filter(name=name, closed_at=None)
    if not open_ones.update(closed_at=clock.now()):
        raise NoSuchPeer


def peer_of(request: HttpRequest) -> ThreeDsPeer | None:
    """Whose request it is: by `Authorization: Bearer`, or by a certificate that a proxy saw."""
    open_ones = ThreeDsPeer.objects.filter(closed_at=None)
    kind, _blank, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and 0 < len(key) <= LONGEST_KEY:
        return open_ones.filter(key_fingerprint=_fingerprint(key)).first()
    certificate = request.META.get(CERTIFICATE_HEADER, "").replace(":", "").lower()
    came_from = address_of(request.META.get("REMOTE_ADDR", ""))
    if certificate and came_from is not None and is_proxy(came_from):
        return open_ones.filter(certificate=certificate).first()
    return None


def _fingerprint(key: str) -> str:
    return crypto.fingerprint(key, column=COLUMN)


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        raise NotAnAddress(address=address) from None
    is_plain = not set(address) & set(" ,;'\"\\") and address.isascii() and address.isprintable()
    allowed = {"https", "http"} if settings.DEMO else {"https"}
    if not (has_host and is_plain and parts.scheme in allowed):
        raise NotAnAddress(address=address)
