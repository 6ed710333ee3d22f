"""Roles of staff, changed by two administrators; one of them alone puts somebody out at once."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accounts.four_eyes.errors import NotYoursToDecide
from accounts.models import User
from accounts.staff.deeds import count_deed, read_reason
from accounts.staff.errors import LastAdministrator, NobodyToDecide, SameRoles
from accounts.staff.roles import Role
from homebank.lib import clock
from notifications.events import record

# Of our advisory locks: that of the number of administrators.
LOCK = 20_261_122
CHANGED, DEACTIVATED = "staff-roles-changed", "staff-deactivated"


def of(user: User) -> list[str]:
    """The roles that the member of staff has, in the order of `Role`."""
    held = set(user.groups.values_list("name", flat=True))
    return [role.value for role in Role if role.value in held]


def words(roles: Iterable[str]) -> str:
    """`branch, approver` in the reader's language."""
    return ", ".join(str(Role(role).label) for role in roles)


def check_roles(*, user: User, roles: Sequence[str], proposer: User) -> None:
    """Whether the roles may be proposed: SameRoles, NobodyToDecide, LastAdministrator."""
    _lock_administrators()
    if user.is_active and of(user) == list(roles):
        raise SameRoles
    if not administrators().exclude(pk__in=[proposer.pk, user.pk]).exists():
        raise NobodyToDecide
    if Role.ADMINISTRATOR.value not in roles:
        _check_others(user)


def set_roles(*, user: User, roles: Sequence[str], by: User, reason: str) -> None:
    """Put the roles in force, also for somebody who was put out; their visits end."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        locked.groups.set(Group.objects.filter(name__in=[Role(role).value for role in roles]))
        locked.is_active, locked.rights_changed_at = True, clock.now()
        locked.save(update_fields=["is_active", "rights_changed_at"])
        _record(CHANGED, locked, by, reason)


def deactivate_staff(*, user: User, by: User, reason: str) -> None:
    """Whoever left, or lost a password, is out at once: nobody needs a second one for that.

    ReasonMissing, TooManyTries(at), NotYoursToDecide, LastAdministrator.
    """
    reason = read_reason(reason)
    count_deed(by)
    if user.pk == by.pk:
        raise NotYoursToDecide
    with transaction.atomic():
        _lock_administrators()
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk, is_staff=True)
        _check_others(locked)
        locked.is_active, locked.rights_changed_at = False, clock.now()
        locked.save(update_fields=["is_active", "rights_changed_at"])
        _record(DEACTIVATED, locked, by, reason)


def administrators() -> QuerySet[User]:
    """Those who may decide about roles today, by the role that gives it."""
    return User.objects.staff().filter(groups__name=Role.ADMINISTRATOR.value)


def _check_others(user: User) -> None:
    """Two administrators are needed for everything, so two have to stay."""
    is_one = administrators().filter(pk=user.pk).exists()
    if is_one and administrators().filter(~Q(pk=user.pk)).count() < 2:
        raise LastAdministrator


def _lock_administrators() -> None:
    """Until the transaction ends nobody else changes how many there are: the second who comes
    counts what the first has left. Taken before the row of whoever is changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _record(kind: str, user: User, by: User, reason: str) -> None:
    facts = {"login": str(user), "roles": " ".join(of(user)), "operator": str(by), "reason": reason}
    record(kind=kind, customer_id=None, facts=facts)
