"""Bad settings of the SMPP gateway speak at start, not at the first code of the night."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from notifications.gateways.smpp.configuration import from_settings


@register()
def the_smpp_settings_make_sense(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Where the gateway is used, its address, sender and window can be read."""
    used = any(".smpp." in path for path in settings.SMS_GATEWAYS)
    if not used or not settings.SMPP_URL:  # without an address notifications.E004 speaks
        return []
    try:
        from_settings()
    except ImproperlyConfigured as reason:
        return [Error(str(reason), id="notifications.E006", hint="docs/smpp.md")]
    return []
