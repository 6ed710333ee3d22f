"""Processes that no command starts (site, workers, beat) check the configuration too."""

from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe() -> None:
    """ImproperlyConfigured, with each error in a line, where `manage.py check` would refuse."""
    found = checks.run_checks(tags=[checks.Tags.security])
    errors = [str(message) for message in found if message.level >= checks.ERROR]
    if errors:
        raise ImproperlyConfigured("\n".join(errors))
