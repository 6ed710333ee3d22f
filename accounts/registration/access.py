"""Making an access to the portal: a user with a Homebank ID, and a login name if wished."""

import secrets

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import Customer, SmsDevice, User
from accounts.registration.errors import AlreadyRegistered, LoginNameTaken
from accounts.registration.login_names import read_login_name
from accounts.sign_in.passwords import check_new_password, own_data
from homebank.lib import clock
from homebank.lib.ids import with_check_digit
from notifications.events import record

DRAWS = 20


@sensitive_variables("password")
def give_access(*, customer: Customer, password: str, login_name: str | None = None) -> User:
    """A way to sign in for a customer whose identity was proven. Its Homebank ID is drawn.

    A suspended access is put in force again under its old ID, and its login name unless another is
    given. Raises PasswordRefused, LoginNameRefused, AlreadyRegistered.
    """
    login_name = read_login_name(login_name) if login_name else None
    check_new_password(password=password, own=[*own_data(customer), login_name or ""])
    return open_access(customer=customer, hashed=make_password(password), login_name=login_name)


@sensitive_variables("hashed")
def open_access(*, customer: Customer, hashed: str, login_name: str | None) -> User:
    """The same by a password's hash and a login name that were checked before.

    Raises LoginNameTaken and AlreadyRegistered.
    """
    with transaction.atomic():
        suspended = User.objects.select_for_update().filter(customer=customer).first()
        if suspended is not None:
            user = _renew(suspended, hashed, login_name)
        else:
            user = _make_user(customer, hashed, login_name)
        SmsDevice.objects.get_or_create(user=user, defaults={"name": "SMS"})
        record(kind="customer-registered", customer_id=customer.pk)
    return user


@sensitive_variables("hashed")
def _renew(user: User, hashed: str, login_name: str | None) -> User:
    if user.has_usable_password():
        raise AlreadyRegistered
    customer = user.customer
    assert customer is not None
    user.password, user.login_name = hashed, login_name or user.login_name
    user.first_name, user.registered_at = customer.given_name[:60], clock.now()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise LoginNameTaken from None
    return user


@sensitive_variables("hashed")
def _make_user(customer: Customer, hashed: str, login_name: str | None) -> User:
    """A user with a free Homebank ID: seven random digits and their check digit."""
    for _ in range(DRAWS):
        drawn = with_check_digit(str(secrets.randbelow(9_000_000) + 1_000_000))
        user = User(
            customer=customer, homebank_id=drawn, password=hashed, login_name=login_name,
            first_name=customer.given_name[:60], registered_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            if User.objects.filter(customer=customer).exists():
                raise AlreadyRegistered from None
            if login_name and User.objects.filter(login_name=login_name).exists():
                raise LoginNameTaken from None
            continue
        return user
    raise RuntimeError("no free Homebank ID was drawn")
