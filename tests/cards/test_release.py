"""A blocked amount released at the desk: by a branch, with a reason that stays, once."""

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.openings import open_file
from accounts.roles import Role
from accounts.staff_accounts import open_staff
from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.limits import standing_of
from cards.models import Authorization, Outcome
from cards.releasing import RELEASES
from homebank.lib import clock, throttle
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of
from notifications.models import Event
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WHY = "Letter 17 of the shop: nothing will be taken"


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


@pytest.fixture
def held(anna: Person) -> Authorization:
    """Ten thousand tenge of cash that the machine never gave."""
    asked = Asked(operation="cash", amount_minor=10_000_00, number=anna.number)
    place = Place(key=uuid7().hex, merchant="ATM 0042", rrn="632517000001")
    return take_operation(card=anna.card, asked=asked, place=place, at=clock.now())


def staff(role: Role) -> User:
    return open_staff(
        login_name=f"desk.{role.value[:6]}", password="saxaul, steppe, seven", roles=[role]
    )


def at_the_desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


@pytest.fixture
def olga(anna: Person) -> Client:
    """A branch that has said why it opens Anna's file."""
    user = staff(Role.BRANCH)
    open_file(customer=anna.customer, by=user, why="dispute", note="the machine gave nothing")
    return at_the_desk(user)


def page_of(row: Authorization) -> str:
    return reverse("admin:cards_authorization_release", args=[row.pk])


@pytest.mark.requirement("AUT-03", "released by the operator")
def test_a_branch_frees_the_amount_and_the_reason_stays(
    olga: Client, anna: Person, held: Authorization
) -> None:
    assert standing_of(card=anna.card, kind="cash").used == Money(10_000_00)
    row = reverse("admin:cards_authorization_change", args=[held.pk])
    assert page_of(held) in olga.get(row).content.decode()
    answer = olga.post(page_of(held), {"reason": WHY}, follow=True)
    assert "The amount is free again." in answer.content.decode()
    held.refresh_from_db()
    assert (held.outcome, held.held_minor) == (Outcome.RELEASED, 0)
    assert balance_of(anna.card.account_id).held == Money(0)
    assert standing_of(card=anna.card, kind="cash").used == Money(0)
    event = Event.objects.get(kind="card.hold-released", subject=held.pk)
    assert event.facts["reason"] == WHY
    assert event.facts["operator"] == "desk.branch"


def test_nothing_is_freed_twice(olga: Client, held: Authorization) -> None:
    olga.post(page_of(held), {"reason": WHY})
    page = olga.post(page_of(held), {"reason": WHY}).content.decode()
    assert "Nothing is blocked for this operation." in page
    assert Event.objects.filter(kind="card.hold-released", subject=held.pk).count() == 1


def test_a_page_of_a_customer_asks_for_a_reason_first(held: Authorization) -> None:
    answer = at_the_desk(staff(Role.BRANCH)).post(page_of(held), {"reason": WHY})
    assert answer.status_code == 302
    assert "/reason/" in answer.headers["Location"]
    held.refresh_from_db()
    assert held.outcome == Outcome.HELD


@pytest.mark.parametrize("role", [Role.CONTACT_CENTRE, Role.AUDITOR, Role.APPROVER])
def test_other_roles_may_not(role: Role, anna: Person, held: Authorization) -> None:
    user = staff(role)
    open_file(customer=anna.customer, by=user, why="dispute", note="the machine gave nothing")
    assert at_the_desk(user).post(page_of(held), {"reason": WHY}).status_code == 403


@pytest.mark.parametrize("reason", ["", "   ", "card 4405 6434 7712 7823"])
def test_no_reason_and_one_with_a_card_number_free_nothing(
    olga: Client, held: Authorization, reason: str
) -> None:
    assert olga.post(page_of(held), {"reason": reason}).status_code == 200
    held.refresh_from_db()
    assert held.outcome == Outcome.HELD


def test_releases_are_limited(olga: Client, held: Authorization) -> None:
    user = User.objects.get(login_name="desk.branch")
    while throttle.take(RELEASES, f"staff {user.pk}").allowed:
        pass
    assert olga.post(page_of(held), {"reason": WHY}).status_code == 200
    held.refresh_from_db()
    assert held.outcome == Outcome.HELD


def test_the_lists_of_what_waits_begin_with_the_oldest(olga: Client) -> None:
    for name, query in (("presentment", "?aside=unknown"), ("presentment", "?aside=repeated"),
                        ("presentment", "?aside=nonsense"), ("overdraft", "")):  # fmt: skip
        page = olga.get(reverse(f"admin:cards_{name}_changelist") + query)
        assert page.status_code == 200
