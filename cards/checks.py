"""Rules of card operations that cannot be used speak at start."""

from typing import Any

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
