"""Pages that renew themselves: a browser left alone asks for them, so they keep no visit alive."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])


def renews_itself(view: View) -> View:
    """Mark the view whose page asks again without a person."""
    view.renews_itself = True  # type: ignore[attr-defined]
    return view


def is_unattended(path: str) -> bool:
    """Whether the address is of a page that renews itself."""
    try:
        return bool(getattr(resolve(path).func, "renews_itself", False))
    except Resolver404:
        return False
