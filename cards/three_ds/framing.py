"""What lets a challenge stand in a shop's frame, and in nobody else's."""

from urllib.parse import urlsplit

from csp.constants import SELF
from django.http import HttpResponse

from cards.models import ThreeDsTransaction


def framed(response: HttpResponse, row: ThreeDsTransaction) -> HttpResponse:
    """Let the sites in the peer's record frame the page, and its form go back to the shop's server.

    A peer without sites frames nothing: the page keeps the headers of every other one.
    """
    replaced = {"form-action": [SELF, _target(row.notification_url)]}
    if row.peer.frame_origins:
        replaced["frame-ancestors"] = row.peer.frame_origins
        response.xframe_options_exempt = True
    response._csp_replace = replaced  # type: ignore[attr-defined]
    return response


def _target(address: str) -> str:
    """The address as a policy names it: without its query."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
