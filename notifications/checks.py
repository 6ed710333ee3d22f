"""Bad configuration of messages speaks at start: one line each, with what to do."""

import re
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from homebank.lib.money import Money
from notifications import texts

WORST_AMOUNT = Money(999_999_999)
LONG_PAYEE = "Ж" * 40


@register(Tags.security)
def the_console_stays_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The console gateway writes codes where an operator reads them: a demo's only."""
    if settings.DEMO or not any("console" in path for path in settings.SMS_GATEWAYS):
        return []
    return [
        Error("HOMEBANK_SMS_GATEWAY is the console outside a demo: codes would be readable.",
              hint="Name a real gateway (docs/messages.md).", id="notifications.E001")
    ]  # fmt: skip


@register()
def the_gateways_are_some(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each dotted path leads to something that can send, and none is named twice."""
    paths = settings.SMS_GATEWAYS
    found: list[CheckMessage] = [told for path in paths for told in _told_of(path)]
    if not paths or len(set(paths)) != len(paths):
        found.append(
            Error("HOMEBANK_SMS_GATEWAY names no gateway, or one twice.",
                  id="notifications.E002", hint="Name each once, the preferred first.")
        )  # fmt: skip
    return found


def _told_of(path: str) -> list[CheckMessage]:
    """What is wrong with one gateway; one of the house says itself which settings it misses."""
    try:
        maker = import_string(path)
    except ImportError as reason:
        return [Error(f"HOMEBANK_SMS_GATEWAY: {reason}.", id="notifications.E002",
                      hint="Write package.module.Class (docs/messages.md).")]  # fmt: skip
    if isinstance(maker, type) and not hasattr(maker, "send"):
        return [Error(f"HOMEBANK_SMS_GATEWAY: {path} has no send().",
                      id="notifications.E002", hint="docs/messages.md: the contract.")]  # fmt: skip
    missing: list[str] = getattr(maker, "missing_settings", list)()
    return [
        Error(f"HOMEBANK_SMS_GATEWAY: {path} needs {name}.", id="notifications.E004",
              hint=f"Set {name} or {name}_FILE (docs/operating.md).")
        for name in missing
    ]  # fmt: skip


@register(Tags.security)
def secrets_travel_sealed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Outside a demo a provider's secret and the codes go over https only."""
    addresses = {"HOMEBANK_SMSC_KZ_URL": settings.SMSC_KZ_URL,
                 "HOMEBANK_MOBIZON_URL": settings.MOBIZON_URL}  # fmt: skip
    return [
        Error(f"{name} is not https: codes and our secret could be read on the way.",
              hint="Begin it with https://.", id="notifications.E007")
        for name, address in addresses.items()
        if not settings.DEMO and not address.startswith("https://")
    ]  # fmt: skip


@register()
def the_prefixes_are_some(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Prefixes of numbers begin with a plus and a country's digit."""
    wrong = [p for p in settings.SMS_PREFIXES if not re.fullmatch(r"\+[1-9][0-9]{0,13}", p)]
    if settings.SMS_PREFIXES and not wrong:
        return []
    return [Error(f"HOMEBANK_SMS_PREFIXES: {', '.join(wrong) or 'none'}.",
                  id="notifications.E005", hint="Write +77, or +77,+996.")]  # fmt: skip


@register()
def the_code_host_fits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every code text has room for the site's host, with the worst amount and a long payee."""
    host = settings.CODE_HOST
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", host):
        return [Error(f"HOMEBANK_CODE_HOST: {host!r} is no host name.", id="notifications.E003",
                      hint="Write the site's host alone: no https://, port or path.")]  # fmt: skip
    lost = [f"{purpose} ({language})" for purpose in texts.CODES
            for language, text in texts.CODES[purpose].items()
            if text.bound and not _is_bound(purpose, language, host)]  # fmt: skip
    if not lost:
        return []
    return [checks.Warning(f"HOMEBANK_CODE_HOST: {host} is too long for: {', '.join(lost)}.",
                    hint="These codes go out without their last line, which binds them to the "
                    "site. Up to 20 letters fit everywhere.", id="notifications.W001")]  # fmt: skip


def _is_bound(purpose: str, language: str, host: str) -> bool:
    text = texts.code_text(purpose=purpose, language=language, code="000000", host=host,
                           amount=WORST_AMOUNT, payee=LONG_PAYEE, card_last4="0000")  # fmt: skip
    return "\n@" in text
