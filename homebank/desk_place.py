"""The desk is there for the networks that the settings name; for all others its path is none.

Not a refusal but nothing: with passwords and authenticators behind it, who may not come so far
need not know that there is a door.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from homebank.lib.network import is_desk_open_to, network_of

Handler = Callable[[HttpRequest], HttpResponse]
WITHOUT_DESK = "homebank.urls_without_desk"
log = logging.getLogger(__name__)


def desk_place(get_response: Handler) -> Handler:
    """Who comes from elsewhere is answered by addresses without the desk: 404, as for any other."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_desk_open_to(request):
            request.urlconf = WITHOUT_DESK
            if _is_below(request.path):
                log.warning("the desk was asked for from %s", network_of(request) or "nowhere")
        return get_response(request)

    return middleware


def _is_below(path: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"/{settings.ADMIN_PATH}/")
