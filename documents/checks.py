"""A bank without a seal, with a worn-out one, or with a demo's, speaks at start."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from homebank.lib import clock
from homebank.lib.certificates import NoSeal, Seal, read_seal

HINT = "docs/documents.md tells where a seal comes from and how it is put in."
SOON = timedelta(days=30)


@register(Tags.security)
def bank_has_a_seal(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """HOMEBANK_SEAL_FILE holds a seal that an authority of this world vouches for, today."""
    if not settings.SEAL_FILE:
        return [Error("HOMEBANK_SEAL_FILE is not set: papers could not be sealed.",
                      hint=HINT, id="documents.E001")]  # fmt: skip
    try:
        seal = read_seal(settings.SEAL_FILE, settings.SEAL_PASSPHRASE)
    except NoSeal as reason:
        return [Error(f"HOMEBANK_SEAL_FILE: {reason}.", hint=HINT, id="documents.E002")]
    return [*_whose(seal), *_how_long(seal)]


def _whose(seal: Seal) -> list[CheckMessage]:
    if settings.DEMO or not seal.is_demo:
        return []
    return [Error("HOMEBANK_SEAL_FILE is a demo's seal: nobody vouches for it.",
                  hint=HINT, id="documents.E003")]  # fmt: skip


def _how_long(seal: Seal) -> list[CheckMessage]:
    now, day = clock.now(), f"{seal.ends_at.astimezone(clock.ALMATY):%d.%m.%Y}"
    if not seal.begins_at <= now < seal.ends_at:
        return [Error(f"The seal's certificate is not valid today (it ends {day}).",
                      hint=HINT, id="documents.E004")]  # fmt: skip
    if seal.ends_at - now < SOON:
        return [checks.Warning(f"The seal's certificate ends {day}: ask for the next one now.",
                        hint=HINT, id="documents.W001")]  # fmt: skip
    return []
