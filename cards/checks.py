"""Rules of card operations that cannot be used speak at start."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from cards.authorization.rules import RulesWrong, rules
from cards.ordering.batches import bureau_certificate
from cards.ordering.desk_errors import NoBureau


@register(Tags.security)
def card_rules_are_rules(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """HOMEBANK_CARD_RULES_FILE holds every rule, each within its bounds."""
    try:
        rules()
    except RulesWrong as reason:
        return [Error(f"HOMEBANK_CARD_RULES_FILE cannot be used: {reason}", id="cards.E001",
                      hint="Begin with cards/authorization/rules.toml.")]  # fmt: skip
    return []


@register(Tags.security)
def no_cvv_goes_by_sms(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """HOMEBANK_CVV_BY_SMS stays off: an SMS is read by whoever holds phone or SIM."""
    if not settings.CVV_BY_SMS:
        return []
    return [
        checks.Warning(
            "HOMEBANK_CVV_BY_SMS sends the CVV of cards by SMS.", id="cards.W001",
            hint="Switch it off: the portal shows number and CVV for a minute.",
        )
    ]  # fmt: skip


@register(Tags.security)
def bureau_has_a_certificate(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """HOMEBANK_CARD_BUREAU_CERTIFICATE, if set, is one that files can be sealed for."""
    if not settings.CARD_BUREAU_CERTIFICATE:
        return []
    try:
        bureau_certificate()
    except NoBureau:
        return [Error("HOMEBANK_CARD_BUREAU_CERTIFICATE is no PEM certificate with an RSA key.",
                      hint="docs/ordering.md tells what it is.", id="cards.E002")]  # fmt: skip
    return []
