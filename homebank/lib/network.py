"""Where a request comes from, coarsely: limits and records know a network, not a person."""

from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def network_of(request: HttpRequest) -> str:
    """The /24 (IPv4) or /48 (IPv6) that the request came from; "" where there is no address.

    X-Forwarded-For is believed as far as settings.TRUSTED_PROXIES handed it over, and no further.
    """
    address = _client_address(request)
    if address is None:
        return ""
    prefix = 24 if address.version == 4 else 48
    return str(ip_network(f"{address}/{prefix}", strict=False))


def address_of(text: str) -> Address | None:
    """The address, an IPv4 one inside IPv6 (`::ffff:`) as IPv4; None for what is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address


def is_proxy(address: Address) -> bool:
    """Whether it is one of settings.TRUSTED_PROXIES."""
    return any(address in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)


def is_desk_open_to(request: HttpRequest) -> bool:
    """Whether the request comes from settings.DESK_NETWORKS; from anywhere, if none is named."""
    if not settings.DESK_NETWORKS:
        return True
    address = _client_address(request)
    networks = (_network(each) for each in settings.DESK_NETWORKS)
    return address is not None and any(address in network for network in networks)


def is_at_desk(request: HttpRequest) -> bool:
    """Whether the path is the desk's, and the request comes from where there is a desk."""
    return request.path.startswith(f"/{settings.ADMIN_PATH}/") and is_desk_open_to(request)


@cache
def _network(text: str) -> Network:
    return ip_network(text)


def _client_address(request: HttpRequest) -> Address | None:
    """The nearest address, walking back from ours, that is none of our proxies."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    for text in [request.META.get("REMOTE_ADDR", ""), *reversed(forwarded)]:
        address = address_of(text)
        if address is None or not is_proxy(address):
            return address
    return address
