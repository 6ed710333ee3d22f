"""Bad configuration of sign-in speaks at start."""

import re
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from accounts.sign_in.passwords import POLICIES
from homebank.lib import places

# Letters at the end, so that it is no address.
HOST_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?")


@register(Tags.security)
def policy_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The password policy is one of those that exist."""
    if settings.PASSWORD_POLICY in POLICIES:
        return []
    return [
        Error(
            f"HOMEBANK_PASSWORD_POLICY is {settings.PASSWORD_POLICY!r}.",
            hint=f"Choose one of: {', '.join(POLICIES)}.", id="accounts.E001",
        )
    ]  # fmt: skip


@register(Tags.security)
def passkeys_have_a_host(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Passkeys belong to a host name, and answer on its own pages only, over https."""
    host = settings.PASSKEY_HOST
    if not HOST_NAME.fullmatch(host):
        return [Error(f"HOMEBANK_PASSKEY_HOST: {host!r} is no host name.", id="accounts.E004",
                      hint="Write a name without scheme and port: bank.example.")]  # fmt: skip
    foreign = [origin for origin in settings.PASSKEY_ORIGINS if not _is_page_of(host, origin)]
    if settings.PASSKEY_ORIGINS and not foreign:
        return []
    told = ", ".join(foreign) or "empty"
    return [Error(f"HOMEBANK_PASSKEY_ORIGINS: {told}", id="accounts.E005",
                  hint=f"Write origins of {host}, such as https://{host}.")]  # fmt: skip


def _is_page_of(host: str, origin: str) -> bool:
    """Whether it is an origin, no longer address, of the host or of a name below it."""
    parts = urlsplit(origin)
    name = parts.hostname or ""
    is_safe = parts.scheme == "https" or (settings.DEMO and name == "localhost")
    is_bare = parts.scheme + "://" + parts.netloc == origin and "@" not in parts.netloc
    return is_safe and is_bare and (name == host or name.endswith(f".{host}"))


@register(Tags.security)
def proxies_are_networks(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each trusted proxy is an address or a network, or every limit per network would fail."""
    try:
        [ip_network(proxy) for proxy in settings.TRUSTED_PROXIES]
    except ValueError as reason:
        return [Error(f"HOMEBANK_TRUSTED_PROXIES: {reason}", id="accounts.E002",
                      hint="Write addresses or networks: 10.0.0.1,10.1.0.0/16.")]  # fmt: skip
    return []


@register(Tags.security)
def places_are_readable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A configured file of places can be read: else nobody would learn that it is silent."""
    trouble = places.trouble()
    if not trouble:
        return []
    hint = ("Put a City or Country file in MaxMind's format there (GeoLite2-City.mmdb), readable"
            " for the site, or unset HOMEBANK_GEOIP_FILE.")  # fmt: skip
    return [Error(f"HOMEBANK_GEOIP_FILE: {trouble}", hint=hint, id="accounts.E003")]
