"""What each page of a customer may say about their visit."""

from typing import Any

from django.http import HttpRequest

from accounts.decorators import customer_of
from accounts.visits import SEEN, stay_of


def stay(request: HttpRequest) -> dict[str, Any]:
    """`stay`: how long the customer's visit lasts; None for everybody else."""
    here = getattr(request, "user", None) is not None and customer_of(request) is not None
    return {"stay": stay_of(request) if here and SEEN in request.session else None}
