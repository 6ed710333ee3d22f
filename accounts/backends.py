"""Password checks for staff; customers sign in through `accounts.sign_in`."""

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Staff only: a customer's password opens no admin."""
