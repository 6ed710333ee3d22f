"""Pages that renew themselves: a browser left alone asks for them, so they keep no visit alive."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])


def renews_itself(view: View) -> View:
    """Mark the view whose page asks again without a person."""
    view.renews_itself = True  # type: ignore[attr-defined]
    return view


def is_unattended(request: HttpRequest) -> bool:
    """Whether a page is looked at that renews itself; what is posted to it, a person has sent."""
    if request.method not in {"GET", "HEAD"}:
        return False
    try:
        return bool(getattr(resolve(request.path_info).func, "renews_itself", False))
    except Resolver404:
        return False
