"""Changing the password from inside: the current one, the new one twice, and a code."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import limits, waits
from accounts.errors import TooManyTries
from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed, User
from accounts.sign_in.errors import WrongPassword
from accounts.sign_in.passwords import check_new_password, own_data, password_matches
from accounts.sign_in.visits import close_visits
from homebank.lib import throttle
from notifications.events import record
from notifications.messages import queue_alert


@sensitive_variables("current", "password")
def ask_for_change(
    *, user: User, current: str, password: str, network: str, visit_id: UUID | None, language: str
) -> Deed:
    """Check both passwords and send the code that changes it; `visit_id` will go on afterwards.

    The current one is counted as a wrong try first. Raises WrongPassword, TooManyTries(at),
    PasswordRefused, NoTrustedNumber.
    """
    customer = user.customer
    assert customer is not None
    of_network = throttle.take(limits.WRONG_PASSWORDS_NETWORK, network)
    if not of_network.allowed:
        raise TooManyTries(at=of_network.until)
    tries = f"change user {user.pk} {network}"
    if until := waits.take(limits.WRONG_PASSWORDS, tries):
        raise TooManyTries(at=until)
    waits.slow_down(limits.WRONG_PASSWORDS_ACCOUNT, f"user {user.pk}")
    if not password_matches(user, current):
        record(kind="password-change-refused", customer_id=customer.pk, facts={"network": network})
        raise WrongPassword
    throttle.give_back(limits.WRONG_PASSWORDS_NETWORK, network)
    waits.give_back(limits.WRONG_PASSWORDS_ACCOUNT, f"user {user.pk}")
    waits.forget(limits.WRONG_PASSWORDS, tries)
    own = [*own_data(customer, user.homebank_id or ""), user.login_name or ""]
    check_new_password(password=password, own=own)
    return change_password.ask(
        customer=customer, language=language, hashed=make_password(password),
        visit=str(visit_id or ""), network=network,
    )  # fmt: skip


@confirmed(
    "new-password", title=_("Change the password"), after="accounts:security",
    done=_("The password is changed, and all other visits are ended."),
)  # fmt: skip
@sensitive_variables("hashed")
def change_password(*, customer: Customer, hashed: str, visit: str, network: str) -> None:
    """Set the password, end every other visit, tell the owner."""
    user = customer.user
    user.password = hashed
    user.save(update_fields=["password"])
    close_visits(user=user, but=UUID(visit) if visit else None)
    record(kind="password-changed", customer_id=customer.pk, facts={"network": network})
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="password-changed", language=customer.language,
                    customer_id=customer.pk)  # fmt: skip
