"""Who is named as operator by a program proves it: the code of the own authenticator, once."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.factors.staff_codes import NOBODY, staff_app_proves
from accounts.models import User
from accounts.staff.errors import OperatorNotProven
from accounts.staff.roles import Role
from notifications.events import record


@sensitive_variables("code")
def prove_operator(
    *, login_name: str, code: str, permission: str, is_asked: bool = True, **where: str
) -> User:
    """The member of staff of this login name, if they may do it and their authenticator shows this.

    OperatorNotProven, and one event with `where`, whichever of the three is wrong: each costs the
    same statements. An auditor does nothing, whatever else they are. The caller counts tries, and
    asks nobody (`is_asked`) of a name with too many; the code is spent in a transaction of its own,
    so that whatever the deed refuses gives none back.
    """
    found = User.objects.staff().filter(login_name=login_name).first()
    named = found or User(pk=NOBODY)
    may, looks_only = named.has_perm(permission), named.groups.filter(name=Role.AUDITOR).exists()
    by = found if may and not looks_only and is_asked else None
    with transaction.atomic():
        if staff_app_proves(by, code) and by is not None:
            return by
        login = {"login": login_name} if found else {}
        record(kind="operator-not-proven", customer_id=None, facts={**where, **login})
    raise OperatorNotProven
