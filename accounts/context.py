"""What each page of a customer may say about their visit."""

from typing import Any

from django.db import Error
from django.http import HttpRequest

from accounts.decorators import customer_of
from accounts.sign_in.visits import SEEN, stay_of


def stay(request: HttpRequest) -> dict[str, Any]:
    """`stay`: how long the customer's visit lasts; None for everybody else."""
    try:
        here = getattr(request, "user", None) is not None and customer_of(request) is not None
        return {"stay": stay_of(request) if here and SEEN in request.session else None}
    except Error:  # the page that tells of a fault is shown without a database too
        return {"stay": None}
