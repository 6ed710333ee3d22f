"""Who is named as operator by a program proves it: the code of the own authenticator, once."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.factors.staff_codes import NOBODY, staff_app_shows
from accounts.models import User
from accounts.staff.errors import OperatorNotProven
from notifications.events import record


@sensitive_variables("code")
def prove_operator(*, login_name: str, code: str, permission: str, **where: str) -> User:
    """The member of staff of this login name, if they may do it and their authenticator shows this.

    OperatorNotProven, and one event with `where`, whichever of the three is wrong: each costs the
    same statements. The caller counts tries; the code is spent in a transaction of its own, so that
    whatever the deed refuses gives none back.
    """
    found = User.objects.staff().filter(login_name=login_name).first()
    may = (found or User(pk=NOBODY)).has_perm(permission)
    by = found if may else None
    with transaction.atomic():
        if staff_app_shows(by, code) and by is not None:
            return by
        login = {"login": login_name} if found else {}
        record(kind="operator-not-proven", customer_id=None, facts={**where, **login})
    raise OperatorNotProven
