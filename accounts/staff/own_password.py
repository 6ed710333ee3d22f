"""A member of staff changes their own password: the current one and the authenticator's code."""

from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import limits, waits
from accounts.errors import TooManyTries
from accounts.factors.staff_codes import staff_app_shows
from accounts.models import User
from accounts.sign_in.passwords import check_new_password, password_matches
from accounts.sign_in.visits import close_visits
from accounts.staff.errors import PasswordOrCodeWrong, SamePassword
from homebank.lib import throttle
from notifications.events import record


@sensitive_variables("current", "password", "code")
def change_own_password(
    *, user: User, current: str, password: str, code: str, network: str, visit_id: UUID | None
) -> None:
    """Another password, and every other visit of theirs is over. One answer for both proofs.

    What is new is judged first: its refusals, PasswordRefused and SamePassword, spend no code.
    A try counts as wrong first, at the limits of sign-in: PasswordOrCodeWrong, TooManyTries(at).
    """
    own = [user.login_name or "", user.first_name]
    check_new_password(password=password, own=own, staff=True)
    if password == current:
        raise SamePassword
    _check_proofs(user, current, code, network)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        close_visits(user=user, but=visit_id)
        _record("staff-password-changed", user, network)


@sensitive_variables("current", "code")
def _check_proofs(user: User, current: str, code: str, network: str) -> None:
    of_network = throttle.take(limits.WRONG_PASSWORDS_NETWORK, network)
    if not of_network.allowed:
        raise TooManyTries(at=of_network.until)
    tries = f"change user {user.pk} {network}"
    if until := waits.take(limits.WRONG_PASSWORDS, tries):
        raise TooManyTries(at=until)
    right = password_matches(user, current)
    with transaction.atomic():
        # Where the password was wrong no app is asked: whoever sits there tires none out.
        right = staff_app_shows(user if right else None, code)
        if not right:
            _record("staff-password-refused", user, network)
    if not right:
        raise PasswordOrCodeWrong
    throttle.give_back(limits.WRONG_PASSWORDS_NETWORK, network)
    waits.forget(limits.WRONG_PASSWORDS, tries)


def _record(kind: str, user: User, network: str) -> None:
    facts = {"login": user.get_username(), "network": network}
    record(kind=kind, customer_id=None, facts=facts)
