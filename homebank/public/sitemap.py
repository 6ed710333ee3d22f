"""Which pages may be found by a search, and their addresses in each language."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from homebank.lib import clock
from homebank.public.help import groups_now
from homebank.public.papers import document
from homebank.public.places import all_places
from payments.catalogue import listing


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page with its address in each language, and when it changed, where that is known."""

    address: str
    alternates: tuple[tuple[str, str], ...]
    changed: date | None


def in_each_language(path: str) -> tuple[tuple[str, str], ...]:
    """(language, whole address) of a page. The language stands in the address itself."""
    whole = f"{settings.PUBLIC_URL}{path}"
    return tuple((code, f"{whole}?lang={code}") for code, _name in settings.LANGUAGES)


def indexed() -> list[Indexed]:
    """Every page that a stranger may find, the front door first."""
    tariff = document()
    in_force = tariff.edition.version.in_force_from if tariff else None
    pages: list[tuple[str, date | None]] = [
        (reverse("public:home"), None),
        (reverse("payments:catalogue"), None),
        *((reverse("payments:category", args=[row.thing.key]), None)
          for row in listing.categories()),
        (reverse("public:tariffs"), in_force),
        (reverse("public:calculator"), None),
        (reverse("public:branches"), all_places().updated),
        (reverse("public:contacts"), None),
        (reverse("public:status"), None),
        (reverse("public:help"), None),
        *((each.address, each.updated) for group in groups_now() for each in group.articles),
    ]  # fmt: skip
    today = clock.today()
    return [
        Indexed(f"{settings.PUBLIC_URL}{path}", in_each_language(path), _past(changed, today))
        for path, changed in pages
    ]


def _past(changed: date | None, today: date) -> date | None:
    return changed if changed and changed <= today else None
