"""Who a session belongs to. Passwords are checked in accounts.sign_in, behind its limits."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


class SessionBackend(ModelBackend):
    """Knows sessions and permissions; opens no door by password.

    Django's own `authenticate()` would be a way in without limits or second factor.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        return None

    def get_user(self, user_id: Any) -> User | None:
        """The user with their file, or nobody from the moment that either is blocked."""
        user = User.objects.select_related("customer").filter(pk=user_id, is_active=True).first()
        if user is None or (user.customer is not None and user.customer.is_blocked):
            return None
        return user
