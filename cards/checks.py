"""Rules of card operations that cannot be used speak at start."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from cards.authorization.rules import RulesWrong, rules


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
