"""Bad configuration of sign-in speaks at start."""

from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from accounts.passwords import POLICIES
from homebank.lib import places


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
