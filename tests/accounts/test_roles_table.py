"""The page of the roles says what the code says."""

from io import StringIO

from django.core.management import call_command

from accounts.management.commands.roles import PAGE, in_three, roles_table
from accounts.staff.roles import DOES, SEES, Role


def test_the_table_of_roles_is_the_one_in_the_docs() -> None:
    out = StringIO()
    call_command("roles", stdout=out)
    _before, table, _after = in_three(PAGE.read_text())
    assert table == out.getvalue().strip(), "run manage.py roles --write"


def test_the_auditor_sees_all_that_anybody_sees() -> None:
    seen = {each for role in Role for each in SEES[role]}
    rooms = {each.removesuffix(".*") for each in SEES[Role.AUDITOR] if each.endswith(".*")}
    unseen = {each for each in seen if each.split(".")[0] not in rooms}
    assert unseen - set(SEES[Role.AUDITOR]) == set()


def test_no_deed_is_an_auditors() -> None:
    """Looking at photos is a permission of its own, since each look has a reason."""
    assert set(DOES.get(Role.AUDITOR, ())) <= {"cards.see_photo"}


def test_whoever_proposes_does_not_decide() -> None:
    for role in Role:
        deeds = set(DOES.get(role, ()))
        own = {each.split(".propose_")[1] for each in deeds if ".propose_" in each}
        both = {each for each in deeds if each.split(".decide_")[-1] in own and "decide_" in each}
        assert both <= {"accounts.decide_roles"}, role


def test_every_deed_in_the_table_has_its_words() -> None:
    for permission in {each for deeds in DOES.values() for each in deeds}:
        assert f"`{permission}`" in roles_table()
