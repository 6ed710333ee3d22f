"""Bad configuration speaks at start: one line each, with what to do."""

import re
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

PLAIN_PATH = re.compile("[A-Za-z0-9][A-Za-z0-9-]*")
LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@register(Tags.security)
def demo_stays_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What only a demo may have is refused elsewhere, and a demo serves this machine only."""
    found: list[CheckMessage] = []
    if settings.DEMO and set(settings.ALLOWED_HOSTS) - LOCAL:
        found.append(
            Error("HOMEBANK_DEMO is on, but HOMEBANK_ALLOWED_HOSTS names more than this machine.",
                  hint="A demo has no Secure cookies and shows codes: unset HOMEBANK_DEMO.",
                  id="homebank.E001")
        )  # fmt: skip
    if not settings.DEMO and any("demo" in path for path in settings.SMS_GATEWAYS):
        found.append(
            Error("HOMEBANK_SMS_GATEWAY is the demo phone outside a demo: codes would be shown.",
                  hint="Name a real gateway (docs/operating.md).", id="homebank.E002")
        )  # fmt: skip
    if not settings.DEMO and settings.CLOCK_FILE:
        found.append(
            Error("HOMEBANK_CLOCK_FILE moves the bank's clock outside a demo.",
                  hint="Unset it.", id="homebank.E003")
        )  # fmt: skip
    return found


@register(Tags.security)
def keys_are_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Field keys are 32 bytes each, at least one, and no key serves two purposes."""
    found: list[CheckMessage] = []
    if not settings.FIELD_KEYS or any(len(key) != 32 for key in settings.FIELD_KEYS.values()):
        found.append(
            Error("HOMEBANK_FIELD_KEYS: each key is id:64 hexadecimal digits.",
                  hint="Make one with `openssl rand -hex 32`.", id="homebank.E004")
        )  # fmt: skip
    keys = [*settings.FIELD_KEYS.values(), settings.INDEX_KEY, settings.CODE_KEY]
    if len(set(keys)) != len(keys):
        found.append(
            Error("Two of the HOMEBANK_*_KEY settings hold the same key.",
                  hint="Each purpose has a key of its own.", id="homebank.E005")
        )  # fmt: skip
    return found


@register(Tags.security)
def traces_outlive_their_limits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What is counted for a day must not be purged within it."""
    if settings.KEEP_TRACES_DAYS >= 2:
        return []
    return [Error("HOMEBANK_KEEP_TRACES_DAYS is less than 2: limits of a day would forget.",
                  hint="Keep traces for 30 days, or as long as the bank's rules say.",
                  id="homebank.E007")]  # fmt: skip


@register(Tags.security)
def desk_has_a_place(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The desk's networks are networks, its path is one plain word that is no page's."""
    found: list[CheckMessage] = []
    for text in settings.DESK_NETWORKS:
        try:
            ip_network(text)
        except ValueError as reason:
            found.append(
                Error(f"HOMEBANK_DESK_NETWORKS: {reason}.",
                      hint="Name networks like 10.20.0.0/16 or 2001:db8::/32, comma-separated.",
                      id="homebank.E008")
            )  # fmt: skip
    if not PLAIN_PATH.fullmatch(settings.ADMIN_PATH) or settings.ADMIN_PATH in _taken_paths():
        found.append(
            Error(f"HOMEBANK_ADMIN_PATH is {settings.ADMIN_PATH!r}.",
                  hint="One word of letters, digits and dashes that no page of the site begins"
                  " with.", id="homebank.E009")
        )  # fmt: skip
    return found


def _taken_paths() -> set[str]:
    """What the addresses of the site's own pages and files begin with."""
    from homebank.urls import PORTAL

    known = {settings.STATIC_URL.strip("/")}
    for each in PORTAL:
        below = getattr(each, "url_patterns", [])
        places = [str(each.pattern)] if str(each.pattern) else [str(p.pattern) for p in below]
        known |= {place.split("/")[0] for place in places}
    return known


@register(Tags.database)
def web_role_does_not_own_the_book(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """The site's database role must not own the book, or the book is not append-only to it."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_class c, pg_roles r WHERE c.relname = 'ledger_entry' AND"
            " r.rolname = current_user AND (pg_has_role(r.oid, c.relowner, 'USAGE') OR r.rolsuper)"
        )
        owns = cursor.fetchone() is not None
    if owns and connection.settings_dict["USER"] == settings.DATABASES["default"]["USER"]:
        return [Error("The role of DATABASE_URL owns the book.", id="homebank.E006",
                      hint="Give the site a role of its own (docs/ledger.md).")]  # fmt: skip
    return []
