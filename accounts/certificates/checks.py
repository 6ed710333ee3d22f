"""Bad configuration of sign-in by certificate speaks at start, and says what is missing."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from accounts.certificates.known_authorities import is_offered, recognised_authorities
from homebank.lib import clock
from homebank.lib.authorities import Authority, Unreadable
from homebank.lib.certificates import DEMO_AUTHORITY

HINT = "docs/identity.md tells which files sign-in by certificate needs."
LOOPBACK = {"127.0.0.1", "localhost"}


@register(Tags.security)
def authorities_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The folders hold authorities that are valid, each with its list; or nothing is offered."""
    if not is_offered():
        return []
    try:
        known = recognised_authorities()
    except Unreadable as reason:
        return [Error(f"HOMEBANK_CERTIFICATE_AUTHORITIES: {reason}.", hint=HINT,
                      id="accounts.E010")]  # fmt: skip
    return [message for each in known for message in _troubles(each)]


@register(Tags.security)
def ncalayer_is_on_this_computer(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A page's script speaks with the visitor's own NCALayer and with nothing else."""
    address = urlsplit(settings.NCALAYER_URL)
    schemes = {"ws", "wss"} if settings.DEMO else {"wss"}
    if address.hostname in LOOPBACK and address.scheme in schemes:
        return []
    hint = "Leave it unset: wss://127.0.0.1:13579. Only a demo may say ws://."
    told = f"HOMEBANK_NCALAYER_URL is {settings.NCALAYER_URL!r}."
    return [Error(told, hint=hint, id="accounts.E013")]


def _troubles(authority: Authority) -> Iterator[CheckMessage]:
    now = clock.now()
    if DEMO_AUTHORITY in authority.name and not settings.DEMO:
        yield Error(f"{authority.name} is a demo's: anybody may have its keys.", hint=HINT,
                    id="accounts.E011")  # fmt: skip
    if not authority.is_current(now):
        yield checks.Warning(f"{authority.name} is not valid today: whom it vouched for cannot "
                             "sign in.", hint=HINT, id="accounts.W010")  # fmt: skip
    if authority.revoked is None:
        yield Error(f"{authority.name} has no list of revoked certificates (CRL).", hint=HINT,
                    id="accounts.E012")  # fmt: skip
    elif not authority.list_is_fresh(now):
        yield checks.Warning(f"The list of revoked certificates of {authority.name} is too old: "
                             "nobody can sign in by its certificates until a new one is there.",
                             hint=HINT, id="accounts.W011")  # fmt: skip
