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
    if settings.DEMO or "console" not in settings.SMS_GATEWAY:
        return []
    return [
        Error("HOMEBANK_SMS_GATEWAY is the console outside a demo: codes would be readable.",
              hint="Name a real gateway (docs/messages.md).", id="notifications.E001")
    ]  # fmt: skip


@register()
def the_gateway_is_one(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The dotted path of the gateway leads to something that can send."""
    try:
        maker = import_string(settings.SMS_GATEWAY)
    except ImportError as reason:
        return [Error(f"HOMEBANK_SMS_GATEWAY: {reason}.", id="notifications.E002",
                      hint="Write package.module.Class (docs/messages.md).")]  # fmt: skip
    if isinstance(maker, type) and not hasattr(maker, "send"):
        return [Error(f"HOMEBANK_SMS_GATEWAY: {settings.SMS_GATEWAY} has no send().",
                      id="notifications.E002", hint="docs/messages.md: the contract.")]  # fmt: skip
    return []


@register()
def the_code_host_fits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every code text has room for the site's host, with the worst amount and a long payee."""
    host = settings.CODE_HOST
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", host):
        return [Error(f"HOMEBANK_CODE_HOST: {host!r} is no host name.", id="notifications.E003",
                      hint="Write the site's host alone: no https://, port or path.")]  # fmt: skip
    lost = [f"{purpose} ({language})" for purpose in texts.CODES
            for language in texts.LANGUAGES if not _is_bound(purpose, language, host)]  # fmt: skip
    if not lost:
        return []
    return [checks.Warning(f"HOMEBANK_CODE_HOST: {host} is too long for: {', '.join(lost)}.",
                    hint="These codes go out without their last line, which binds them to the "
                    "site. Up to 21 letters fit everywhere.", id="notifications.W001")]  # fmt: skip


def _is_bound(purpose: str, language: str, host: str) -> bool:
    text = texts.code_text(purpose=purpose, language=language, code="000000", host=host,
                           amount=WORST_AMOUNT, payee=LONG_PAYEE)  # fmt: skip
    return "\n@" in text
