"""How a page for anyone is served: only read, compressed, and not sent twice."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

View = TypeVar("View", bound=Callable[..., HttpResponse])


def public_page(view: View) -> View:
    """A browser keeps the page and asks each time whether it still holds: 304 if it does.

    It differs by cookies (language, look, who is signed in), so nobody may show it unasked.
    Compression is safe here: what a visitor types stands beside no secret of the bank.
    """
    return require_safe(gzip_page(conditional_page(cache_control(no_cache=True)(view))))
