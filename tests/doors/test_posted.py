"""Every address by every kind of visitor, posted to (S7): each answer is exact, and none is a 500.

Whoever is not let in learns no more by posting than by looking, and changes nothing.
"""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client

from tests.doors.addresses import Door, all_doors
from tests.doors.cast import HALF, HALF_STAFF, OTHER, OWNER, ROLES, STRANGER, World
from tests.doors.knocks import Knock, fingerprint, in_words
from tests.doors.posted import AUDITORS_OWN, DESK_READ, POSTED, READ, expected
from tests.doors.rules import AUDITOR, DESK, QUERIES, RULES
from tests.doors.test_posts import FREE, WISHES

# Those of 3-D Secure and the channel answer machines: their own tests say what.
DOORS = [door for door in all_doors() if door.name not in FREE]


def post(world: World, client: Client, door: Door) -> str:
    """The answer to a POST of all wishes, in the words of the rules; what it did is undone."""
    path = world.address(door) + QUERIES.get(door.name, "")
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.post(path, {**WISHES, "post": "yes"})
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever signed out is in again
    return in_words(Knock(door, path, answer))


def surprises(world: World, who: str) -> list[str]:
    """Where this visitor was answered otherwise than the rules say."""
    client, wrong = world.visitor(who), []
    client.raise_request_exception = False
    for door in DOORS:
        got, wanted = post(world, client, door), expected(door.name, who)
        if wanted is not None:
            wanted = wanted.format(address=world.address(door))
        if got.startswith("5") or wanted not in {None, got}:
            wrong.append(f"{who} at {door.name}: {got}, not {wanted}")
    return wrong


def test_each_line_is_for_an_address() -> None:
    named = READ | DESK_READ | set(POSTED) | AUDITORS_OWN
    assert named - set(RULES) == set(), "these lines of tests/doors/posted.py are for no address"


@pytest.mark.requirement("OPS-01", "six roles")
@pytest.mark.requirement("CRD-01", "own cards only")
@pytest.mark.parametrize("visitors", [(STRANGER, OWNER, OTHER, HALF), (HALF_STAFF, *ROLES)])
def test_a_post_is_answered_as_the_rules_say(world: World, visitors: tuple[str, ...]) -> None:
    wrong = [line for who in visitors for line in surprises(world, who)]
    assert wrong == [], "tests/doors/posted.py says what a new address needs"


@pytest.mark.requirement("OPS-01", "the auditor changes nothing")
def test_an_auditor_changes_nothing_at_the_desk(world: World) -> None:
    auditor, taken = world.visitor(AUDITOR), []
    doors = [(door, world.address(door)) for door in DOORS if door.template.startswith(DESK)]
    before = fingerprint()
    for door, address in doors:
        if door.name in AUDITORS_OWN:
            continue
        answer = auditor.post(address, {**WISHES, "deed": "approve"})
        if answer.status_code not in {403, 404, 405}:
            taken.append(f"{door.name}: {answer.status_code}")
    assert taken == []
    assert fingerprint() == before


@pytest.mark.requirement("OPS-01", "the auditor sees all")
def test_an_auditor_sees_every_table_that_anybody_sees() -> None:
    for name, rule in RULES.items():
        if name.endswith(("_changelist", "_change")) and "200" in {rule(who) for who in ROLES}:
            assert rule(AUDITOR) == "200", name
