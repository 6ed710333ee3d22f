"""What a page says before a code or a debit when the function it leads to is in trouble."""

from typing import Any

from django import template

from homebank.lib.function_status import FunctionStatus
from notifications.function_status import sms_status
from payments.function_status import acquirer_status, biller_status
from payments.models import Biller

register = template.Library()


@register.inclusion_tag("parts/trouble.html")
def sms_trouble() -> dict[str, Any]:
    """That codes by SMS do not arrive as they should; nothing while they do."""
    return _shown("sms", sms_status())


@register.inclusion_tag("parts/trouble.html")
def biller_trouble(biller: Biller) -> dict[str, Any]:
    """That payments to the biller do not go as they should; nothing while they do."""
    return {**_shown("biller", biller_status(biller.pk)), "biller": biller}


@register.inclusion_tag("parts/trouble.html")
def acquirer_trouble() -> dict[str, Any]:
    """That cards of other banks are not debited as they should be; nothing while they are."""
    return _shown("acquirer", acquirer_status())


def _shown(function: str, status: FunctionStatus) -> dict[str, Any]:
    return {"function": function, "status": status, "bad": status.asked - status.good}
