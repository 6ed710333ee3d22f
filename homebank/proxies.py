"""Who may tell us where a request comes from: the proxies that the settings name, nobody else."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

type_of_next = Callable[[HttpRequest], HttpResponse]
TOLD_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


def proxies_only(get_response: type_of_next) -> type_of_next:
    """Forget what a peer that is no proxy of ours says of the client, its scheme and its host."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in TOLD_BY_PROXIES:
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def _is_proxy(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)
