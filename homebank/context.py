"""What every template may say about the bank."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from homebank.appearance import Appearance
from homebank.identity import BANK


def bank(request: HttpRequest) -> dict[str, Any]:
    """`bank` (identity and contacts), `demo`, `reference` of this request, how it shall look."""
    return {
        "bank": BANK,
        "demo": settings.DEMO,
        "code_host": settings.CODE_HOST,
        "reference": getattr(request, "reference", ""),
        "appearance": getattr(request, "appearance", Appearance()),
    }
