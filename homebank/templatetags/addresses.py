"""The addresses of the present page in each language, for search engines and those who share it."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.translation import get_language

from homebank.public.sitemap import in_each_language

register = template.Library()
# Open Graph names a territory beside the language.
TERRITORIES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """`canonical` is this page in this language; `usual` lets the browser choose the language."""

    canonical: str
    usual: str
    alternates: tuple[tuple[str, str], ...]
    territory: str


@register.simple_tag(takes_context=True)
def page_addresses(context: RequestContext) -> Addresses:
    """Without the query: what a filter or a question shows is a view of the same page."""
    request: Any = context["request"]
    language = get_language() or settings.LANGUAGE_CODE
    alternates = in_each_language(request.path)
    return Addresses(
        canonical=dict(alternates).get(language, alternates[0][1]),
        usual=f"{settings.PUBLIC_URL}{request.path}",
        alternates=alternates,
        territory=TERRITORIES.get(language, ""),
    )
