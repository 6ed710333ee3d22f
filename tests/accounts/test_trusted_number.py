"""The trusted number: changed by two members of staff, never by the portal (ACC-08)."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from accounts.models import Customer, Proposal
from accounts.recovery.cooling import cooling_until
from homebank.forms import Form
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    facts,
    newest_code,
    password_step,
    sign_in,
    texts,
    words,
)
from tests.accounts.staff import (
    at_the_desk,
    change_number,
    opened,
    page,
    proposal_page,
    propose,
    waiting_number,
)
from tests.doors.addresses import all_doors
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NEW, OTHER = "+77012223344", "+77019998877"
ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def number_of(person: Person) -> str | None:
    return Customer.objects.get(pk=person.customer.pk).phone


@pytest.mark.requirement("ACC-08", "changed by contact centre, ATM or branch only")
@pytest.mark.requirement("ACC-08", "old and new number told")
def test_two_members_of_staff_change_it_and_both_numbers_hear_of_it(ben: Person) -> None:
    change_number(ben, NEW)
    assert number_of(ben) == NEW
    told = ["Trusted number changed. Not you? Call 7111"]
    assert texts(ben.phone, "number-changed") == texts(NEW, "number-changed") == told


@pytest.mark.requirement("OPS-04", "trusted number")
def test_nobody_approves_their_own_proposal(ben: Person) -> None:
    both, _user = at_the_desk("branch", "approver")
    propose(opened(both, ben), ben, NEW)
    waits = waiting_number(ben)
    for deed in ({"approve": "1"}, {"reject": "1", "reason": "mine"}):
        answer = both.post(proposal_page(waits), deed, follow=True)
        assert "somebody else has to approve or reject it" in words(answer)
    assert number_of(ben) == ben.phone


def test_a_proposal_alone_changes_nothing_and_the_page_says_so(ben: Person) -> None:
    branch, _user = at_the_desk("contact-centre")
    answer = propose(opened(branch, ben), ben, NEW)
    assert "not in force yet" in words(branch.get(answer.url))
    assert number_of(ben) == ben.phone
    assert not texts(NEW)


def test_the_approver_finds_what_waits_in_the_list_of_customers(ben: Person) -> None:
    branch, _petr = at_the_desk("branch")
    customers = reverse("admin:accounts_customer_changelist")
    approver, _maria = at_the_desk("approver")
    assert not approver.get(customers, {"number": "waits"}).context["cl"].result_count
    propose(opened(branch, ben), ben, NEW)
    found = approver.get(customers, {"number": "waits"})
    assert [row.pk for row in found.context["cl"].result_list] == [ben.customer.pk]


def test_the_second_one_may_reject_with_a_reason(ben: Person) -> None:
    branch, _petr = at_the_desk("branch")
    propose(opened(branch, ben), ben, NEW)
    approver, _maria = at_the_desk("approver")
    rejected = {"reject": "1", "reason": "the face differs"}
    shown = opened(approver, ben).post(proposal_page(waiting_number(ben)), rejected, follow=True)
    assert "the face differs" in words(shown)
    assert "the face differs" in words(approver.get(page(ben, "number")))
    assert number_of(ben) == ben.phone


@pytest.mark.parametrize(("typed", "said"), [
    ("12", "This is no mobile number of Kazakhstan"), ("", "Fill in the field"),
    ("+7 495 123 45 67", "This is no mobile number"), ("\x00", "ull characters are not allowed"),
])  # fmt: skip
def test_what_is_no_number_is_told_and_kept(ben: Person, typed: str, said: str) -> None:
    branch, _user = at_the_desk("branch")
    assert said in words(propose(opened(branch, ben), ben, typed))
    assert not Proposal.objects.filter(customer=ben.customer).exists()


def test_a_number_of_another_customer_is_refused_at_both_steps(ben: Person) -> None:
    anna, branch = new_person(), opened(at_the_desk("branch")[0], ben)
    propose(branch, ben, anna.phone)
    assert "trusted number of another customer" in words(branch.get(page(ben, "number")))
    propose(branch, ben, NEW)
    change_number(anna, NEW)
    approver = opened(at_the_desk("approver")[0], ben)
    answer = approver.post(proposal_page(waiting_number(ben)), {"approve": "1"}, follow=True)
    assert "trusted number of another customer" in words(answer)
    assert number_of(ben) == ben.phone


def test_staff_without_the_right_are_refused(ben: Person) -> None:
    for role, status in (("auditor", 403), ("administrator", 403), ("tariff-editor", 403)):
        client, _user = at_the_desk(role)
        assert client.get(page(ben, "number")).status_code == status
        assert propose(client, ben, NEW).status_code == status
    approver = opened(at_the_desk("approver")[0], ben)
    assert propose(approver, ben, NEW).status_code == 403
    assert not Proposal.objects.exists()


def test_a_customer_gets_three_proposals_a_day(ben: Person) -> None:
    branch = opened(at_the_desk("branch")[0], ben)
    approver = opened(at_the_desk("approver")[0], ben)
    for _ in range(3):
        propose(branch, ben, NEW)
        said = {"reject": "1", "reason": "no"}
        approver.post(proposal_page(waiting_number(ben)), said)
    assert "Too many tries" in words(branch.get(propose(branch, ben, NEW).url))
    with clock.moved(timedelta(days=1, seconds=1)):
        propose(opened(at_the_desk("branch")[0], ben), ben, NEW)
        assert waiting_number(ben).is_open


def test_whoever_is_in_is_out_and_new_payees_wait(ben: Person, visitor: Browser) -> None:
    assert sign_in(visitor, ben).url == "/my/"
    change_number(ben, NEW)
    assert "/sign-in/" in visitor.get("/my/").url
    assert cooling_until(customer=Customer.objects.get(pk=ben.customer.pk)) is not None


def test_a_code_sent_before_confirms_nothing_after(ben: Person, visitor: Browser) -> None:
    password_step(visitor, ben)
    code = newest_code(ben.phone)
    change_number(ben, NEW)
    assert "confirms nothing" in words(visitor.post("/sign-in/code/", {"code": code}))
    assert "/sign-in/" in visitor.get("/my/").url


def test_a_recovery_begun_by_the_old_number_comes_no_further(ben: Person, visitor: Browser) -> None:
    visitor.post("/recover/", {"phone": ben.phone})
    visitor.post("/recover/code/", {"code": newest_code(ben.phone)})
    change_number(ben, NEW)
    assert visitor.get("/recover/proof/").url == "/recover/"


def test_a_registration_begun_by_the_old_number_opens_no_access(visitor: Browser) -> None:
    newcomer = new_person(registered=False)
    visitor.post("/register/", facts(newcomer))
    visitor.post("/register/code/", {"code": newest_code(newcomer.phone)})
    change_number(newcomer, NEW)
    typed = {"password": "Kok-tobe-2026-aspan", "again": "Kok-tobe-2026-aspan"}
    assert visitor.post("/register/password/", typed).url == "/register/"
    assert not hasattr(Customer.objects.get(pk=newcomer.customer.pk), "user")


def test_the_new_number_signs_in_and_the_old_one_is_unknown(ben: Person, visitor: Browser) -> None:
    old = ben.phone
    change_number(ben, NEW)
    ben.phone = NEW
    assert sign_in(visitor, ben).url == "/my/"
    ben.phone = old
    assert "does not match" in words(password_step(Browser(headers={"accept-language": "en"}), ben))


def test_the_row_of_the_change_says_who_and_why_and_no_whole_number(ben: Person) -> None:
    change_number(ben, NEW)
    kinds = ("number-change-proposed", "number-changed")
    rows = [Event.objects.get(customer=ben.customer, kind=kind) for kind in kinds]
    assert rows[0].facts["operator"] != rows[1].facts["operator"]
    assert all(row.facts["reason"] == "lost" for row in rows)
    assert not any(phone[2:] in str(row.facts) for row in rows for phone in (NEW, ben.phone))


@pytest.mark.requirement("ACC-08", "never on the portal")
def test_no_address_of_the_portal_changes_it_or_shows_it_whole(ben: Person) -> None:
    client = Browser(headers={"accept-language": "en"})
    assert sign_in(client, ben).url == "/my/"
    doors = [d for d in all_doors() if not d.name.startswith(("admin:", "demo:"))]
    assert len(doors) > 60
    for door in doors:
        address = door.address(**dict.fromkeys(door.wants, str(ben.customer.pk)))
        if door.name not in {"accounts:sign-out", "accounts:end-others"}:
            client.post(address, wishes())
            shown = client.get(address)
            assert shown.streaming or ben.phone[2:].encode() not in shown.content, address
    assert number_of(ben) == ben.phone
    assert not Proposal.objects.exists()


def wishes() -> dict[str, str]:
    """The new number in every box that any form of the house has, and in some more."""
    kinds = [Form]
    for kind in kinds:
        kinds += kind.__subclasses__()
    names = {name for kind in kinds for name in getattr(kind, "base_fields", {})}
    more = {"trusted_number", "phone_fingerprint", "new", "number", "customer.phone", "deed"}
    assert {"phone", "document", "typed"} <= names
    return dict.fromkeys(names | more, OTHER)


@pytest.mark.requirement("ACC-08", "never on the portal")
def test_only_the_services_of_staff_write_it_and_no_page_of_the_portal_calls_them() -> None:
    get_resolver().url_patterns  # noqa: B018 (every room's views are imported)
    files = [f for room in ("accounts", "cards", "payments") for f in (ROOT / room).rglob("*.py")]
    writers = {str(f.relative_to(ROOT)) for f in files if writes_a_number(f)}
    assert writers <= {"accounts/recovery/trusted_number.py", "accounts/recovery/suspension.py"}
    users = {f.name for f in files if "trusted_number" in imported(f)}
    # The desk's pages and list, and what a second pair of eyes approves.
    assert users == {"admin.py", "desk_pages.py", "second_eyes.py"}


def writes_a_number(file: Path) -> bool:
    """Whether the module sets the number of a file that is there."""
    targets = [
        target
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Assign)
        for each in node.targets
        for target in ast.walk(each)
    ]
    return any(isinstance(t, ast.Attribute) and t.attr == "phone_fingerprint" for t in targets)


def imported(file: Path) -> set[str]:
    nodes = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.ImportFrom)]
    return {alias.name for n in nodes for alias in n.names} | {
        (n.module or "").split(".")[-1] for n in nodes
    }
