"""Making members of staff: nobody is there by default, nobody is there without a second factor."""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import AccountsRefused
from accounts.models import User
from accounts.sign_in.passwords import check_new_password
from accounts.staff.roles import Role
from homebank.lib import clock
from notifications.events import record


class LoginTaken(AccountsRefused):
    message = _("The login name {login} is taken, or is not written as a login name.")


@sensitive_variables("password", "hashed")
def open_staff(
    *, login_name: str, password: str, roles: Sequence[str] = (), first_name: str = ""
) -> User:
    """A member of staff in the roles (values of `Role`), with an authenticator to be set up.

    Raises PasswordRefused, LoginTaken, ValueError for an unknown role. `authenticator_url` is
    shown once.
    """
    groups = [Role(role).value for role in roles]
    login_name = login_name.strip().lower()
    check_new_password(password=password, own=[login_name, first_name], staff=True)
    hashed = make_password(password)
    user = User(login_name=login_name, password=hashed, is_staff=True, first_name=first_name,
                registered_at=clock.now())  # fmt: skip
    with transaction.atomic():
        _save_new(user)
        user.groups.set(Group.objects.filter(name__in=groups))
        TOTPDevice.objects.create(user=user, name="TOTP")
        record(kind="staff-added", customer_id=None,
               facts={"login": login_name, "roles": " ".join(groups)})  # fmt: skip
    return user


def authenticator_url(user: User) -> str:
    """The otpauth:// address that an authenticator app takes. A secret: for its owner only."""
    device = TOTPDevice.objects.get(user=user, name="TOTP")
    return str(device.config_url)


def _save_new(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise LoginTaken(login=user.login_name) from None
