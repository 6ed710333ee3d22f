"""The two database roles of the site: the owner migrates, the web role works.

The web role may read and write ordinary tables; on the book and on events only what their own
migrations grant. See docs/ledger.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from homebank.env import database

DEFAULT_PRIVILEGES = """
GRANT USAGE ON SCHEMA public TO {web};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web};
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
"""


@contextmanager
def as_owner() -> Iterator[BaseDatabaseWrapper]:
    """The default connection as the owner of the tables, within the block.

    ImproperlyConfigured if DATABASE_OWNER_URL is not set.
    """
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL: migrations run as the tables' owner.")
    owner = database(settings.DATABASE_OWNER_URL)
    connection = connections["default"]
    web = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    _become(connection, {key: owner[key] for key in ("USER", "PASSWORD")})
    try:
        yield connection
    finally:
        _become(connection, web)


def prepare(connection: BaseDatabaseWrapper, web_role: str) -> None:
    """Let the web role work on the tables that the owner is about to make."""
    with connection.cursor() as cursor:
        cursor.execute(DEFAULT_PRIVILEGES.format(web=connection.ops.quote_name(web_role)))


def _become(connection: BaseDatabaseWrapper, who: dict[str, object]) -> None:
    connection.close()
    # A new dictionary: the old one is settings.DATABASES itself, which other threads read.
    connection.settings_dict = {**connection.settings_dict, **who}
