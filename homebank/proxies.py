"""Who may tell us where a request comes from: the proxies that the settings name, nobody else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from homebank.lib.network import address_of, is_proxy

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
        peer = address_of(request.META.get("REMOTE_ADDR", ""))
        if peer is None or not is_proxy(peer):
            for name in TOLD_BY_PROXIES:
                request.META.pop(name, None)
        return get_response(request)

    return middleware
