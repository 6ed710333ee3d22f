"""Who reads a page of the desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def staff_of(request: HttpRequest) -> User:
    """The member of staff; the desk's guard has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
