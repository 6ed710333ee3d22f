"""A blocked amount released at the desk: by two of staff, with a reason that stays, once."""

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import limits
from accounts.models import Proposal, User
from accounts.staff.accounts import open_staff
from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.authorization.undoing import reverse_operation
from cards.limits import standing_of
from cards.models import Authorization, Card, Outcome
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


@pytest.fixture
def maria(anna: Person) -> Client:
    """Who approves, and has said why."""
    user = staff(Role.APPROVER)
    open_file(customer=anna.customer, by=user, why="check", note="what waits")
    return at_the_desk(user)


def page_of(row: Authorization) -> str:
    return reverse("desk:new-proposal", args=["release-hold", row.pk])


def decide(client: Client, row: Authorization, **button: str) -> str:
    """Press a button on the page of what waits about the operation; what is said then."""
    waits = Proposal.objects.filter(subject=row.pk).latest("proposed_at")
    page = reverse("desk:proposal", args=[waits.pk])
    return client.post(page, button, follow=True).content.decode()


@pytest.mark.requirement("AUT-03", "released by the operator")
@pytest.mark.requirement("OPS-04", "held payment")
def test_two_of_staff_free_the_amount_and_the_reason_stays(
    olga: Client, maria: Client, anna: Person, held: Authorization
) -> None:
    assert standing_of(card=anna.card, kind="cash").used == Money(10_000_00)
    row = reverse("admin:cards_authorization_change", args=[held.pk])
    assert page_of(held) in olga.get(row).content.decode()
    answer = olga.post(page_of(held), {"reason": WHY}, follow=True)
    assert "not in force yet" in answer.content.decode()
    assert balance_of(anna.card.account_id).held == Money(10_000_00)
    assert "Approved: it is in force." in decide(maria, held, approve="1")
    held.refresh_from_db()
    assert (held.outcome, held.held_minor) == (Outcome.RELEASED, 0)
    assert balance_of(anna.card.account_id).held == Money(0)
    assert standing_of(card=anna.card, kind="cash").used == Money(0)
    event = Event.objects.get(kind="card.hold-released", subject=held.pk)
    assert event.facts["reason"] == WHY
    assert event.facts["operator"] == "desk.branch, desk.approv"


def test_nothing_is_freed_twice(olga: Client, maria: Client, held: Authorization) -> None:
    olga.post(page_of(held), {"reason": WHY})
    decide(maria, held, approve="1")
    page = olga.post(page_of(held), {"reason": WHY}).content.decode()
    assert "Nothing is blocked for this operation any more." in page
    assert "decided already" in decide(maria, held, approve="1")
    assert Event.objects.filter(kind="card.hold-released", subject=held.pk).count() == 1


def test_what_was_taken_meanwhile_is_not_freed_and_said_so(
    olga: Client, maria: Client, anna: Person, held: Authorization
) -> None:
    olga.post(page_of(held), {"reason": WHY})
    Card.objects.select_for_update().get(pk=anna.card.pk)
    reverse_operation(row=held, left_minor=4_000_00)
    assert "so nothing was done" in decide(maria, held, approve="1")
    assert balance_of(anna.card.account_id).held == Money(4_000_00)
    assert Proposal.objects.get(subject=held.pk).state == "overtaken"


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
    assert not Proposal.objects.filter(subject=held.pk).exists()
    held.refresh_from_db()
    assert held.outcome == Outcome.HELD


def test_releases_are_limited(olga: Client, held: Authorization) -> None:
    user = User.objects.get(login_name="desk.branch")
    while throttle.take(limits.PROPOSALS, f"staff {user.pk}").allowed:
        pass
    answer = olga.post(page_of(held), {"reason": WHY})
    assert "Too many tries" in answer.content.decode()
    assert not Proposal.objects.filter(subject=held.pk).exists()
    held.refresh_from_db()
    assert held.outcome == Outcome.HELD


def test_the_lists_of_what_waits_begin_with_the_oldest(olga: Client) -> None:
    for name, query in (("presentment", "?aside=unknown"), ("presentment", "?aside=repeated"),
                        ("presentment", "?aside=nonsense"), ("overdraft", "")):  # fmt: skip
        page = olga.get(reverse(f"admin:cards_{name}_changelist") + query)
        assert page.status_code == 200


def test_a_disputes_release_is_proposed_on_the_disputes_page_alone(
    anna: Person, held: Authorization
) -> None:
    by = staff(Role.CONTACT_CENTRE)
    open_file(customer=anna.customer, by=by, why="dispute", note="a doubted operation")
    page = reverse("desk:new-proposal", args=["release-for-dispute", held.pk])
    assert at_the_desk(by).post(page, {"reason": WHY}).status_code == 404
    assert not Proposal.objects.exists()
