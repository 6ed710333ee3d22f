"""The mark "SIM changed": no code goes to the number, and what is stronger works on (ACC-08)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Customer
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, facts, newest_code, password_step, sign_in, texts, words
from tests.accounts.staff import DESK, at_the_desk, opened, page
from tests.accounts.test_authenticator import key_on, shown_by
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
STOPPED = "Codes by SMS are stopped: the SIM card of your number was changed."


@pytest.fixture
def ben() -> Person:
    return new_person(language="en")


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def mark(person: Person) -> None:
    centre, _user = at_the_desk("contact-centre")
    opened(centre, person).post(page(person, "sim"), {"reason": "the operator called"})
    assert Customer.objects.get(pk=person.customer.pk).sim_changed_at is not None


def codes(person: Person) -> int:
    return len([text for text in texts(person.phone) if text[:6].isdigit()])


@pytest.mark.requirement("ACC-08", "only target of codes")
def test_the_right_password_sends_no_code_and_the_page_says_what_to_do(
    ben: Person, visitor: Browser
) -> None:
    mark(ben)
    assert password_step(visitor, ben).url == "/sign-in/code/"
    shown = words(visitor.get("/sign-in/code/"))
    assert STOPPED in shown
    assert "Come to a branch with your identity document, or call 7111" in shown
    visitor.post("/sign-in/code/", {"resend": "1"})
    assert codes(ben) == 0


def test_a_code_on_its_way_confirms_nothing(ben: Person, visitor: Browser) -> None:
    password_step(visitor, ben)
    code = newest_code(ben.phone)
    mark(ben)
    assert "confirms nothing" in words(visitor.post("/sign-in/code/", {"code": code}))
    assert "/sign-in/" in visitor.get("/my/").url


def test_an_authenticator_app_signs_in_meanwhile(ben: Person, visitor: Browser) -> None:
    sign_in(visitor, ben)
    key = key_on(visitor.get("/my/security/app/"))
    added = visitor.post("/my/security/app/", {"code": shown_by(key)}).url
    visitor.post(added, {"code": newest_code(ben.phone)})
    mark(ben)
    sent, again = codes(ben), Browser(headers={"accept-language": "en"})
    with clock.moved(timedelta(minutes=2)):
        password_step(again, ben)
        shown = words(again.get("/sign-in/code/"))
        assert "Enter the code that your authenticator app shows" in shown
        assert "No code goes out by SMS" in shown
        assert again.post("/sign-in/code/", {"code": shown_by(key)}).url == "/my/"
    assert codes(ben) == sent


def test_a_change_from_inside_gets_no_code_either(ben: Person, visitor: Browser) -> None:
    sign_in(visitor, ben)
    mark(ben)
    sent, new = codes(ben), "Kok-tobe-2026-aspan"
    typed = {"current": ben.password, "password": new, "again": new}
    assert STOPPED in words(visitor.get(visitor.post("/my/security/password/", typed).url))
    assert codes(ben) == sent


def test_strangers_at_the_recovery_get_one_answer(ben: Person, visitor: Browser) -> None:
    anna, pages = new_person(), []
    mark(ben)
    for phone in (ben.phone, anna.phone, "+77009999999"):
        client = Browser(headers={"accept-language": "en"})
        assert client.post("/recover/", {"phone": phone}).url == "/recover/code/"
        shown = words(client.get("/recover/code/"))
        pages.append(shown.replace(phone[-2:], "..").replace(phone[2:5], "..."))
    assert "None comes after a change of the SIM card" in pages[0]
    assert [codes(ben), codes(anna)] == [0, 1]


def test_registration_answers_as_to_any_mismatch(visitor: Browser) -> None:
    newcomer = new_person(registered=False)
    mark(newcomer)
    assert "do not match what the bank has" in words(visitor.post("/register/", facts(newcomer)))
    assert codes(newcomer) == 0


def test_a_branch_lets_codes_go_out_again(ben: Person, visitor: Browser) -> None:
    mark(ben)
    cleared = {"clear": "1", "reason": "identity card, in person"}
    centre, _user = at_the_desk("contact-centre")
    assert opened(centre, ben).post(page(ben, "sim"), cleared).status_code == 403
    branch, _user = at_the_desk("branch")
    opened(branch, ben).post(page(ben, "sim"), cleared)
    assert sign_in(visitor, ben).url == "/my/"
    facts_kept = Event.objects.get(customer=ben.customer, kind="sim-cleared").facts
    assert facts_kept["reason"] == "identity card, in person"


def test_the_mark_needs_a_reason_and_the_right_role(ben: Person) -> None:
    centre, _user = at_the_desk("contact-centre")
    shown = opened(centre, ben).post(page(ben, "sim"), {"reason": "  "})
    assert "Say why" in words(shown)
    shown = centre.post(page(ben, "sim"), {"reason": "card 4000 0000 0000 0002"})
    assert "The reason holds a card number" in words(shown)
    for role in ("approver", "auditor", "tariff-editor"):
        client, _user = at_the_desk(role)
        assert client.post(page(ben, "sim"), {"reason": "x"}).status_code == 403
    assert Browser().post(page(ben, "sim"), {"reason": "x"}).url.startswith(f"{DESK}login/")
    assert Customer.objects.get(pk=ben.customer.pk).sim_changed_at is None


def test_one_member_of_staff_changes_twenty_things_an_hour(ben: Person) -> None:
    branch, _user = at_the_desk("branch")
    opened(branch, ben)
    for number in range(20):
        branch.post(page(ben, "sim"), {"reason": "x"} | ({"clear": "1"} if number % 2 else {}))
    assert "Too many tries" in words(branch.post(page(ben, "sim"), {"reason": "x"}))
    with clock.moved(timedelta(hours=1, seconds=1)):
        mark(ben)


def test_the_owner_is_told_at_the_mark(ben: Person) -> None:
    mark(ben)
    assert "no more codes by SMS" in texts(ben.phone, "sim-changed")[0]


def test_a_mobile_operators_feed_marks_what_is_known(ben: Person) -> None:
    out = StringIO()
    call_command("sim_changed", ben.phone, "+77009999999", stdout=out)
    assert "Marked: 1 of 2." in out.getvalue()
    assert Customer.objects.get(pk=ben.customer.pk).sim_changed_at is not None
    call_command("sim_changed", ben.phone, stdout=out)
    assert "Marked: 0 of 1." in out.getvalue()
    assert Event.objects.filter(customer=ben.customer, kind="sim-changed").count() == 1


def test_the_feed_says_how_many_lines_it_could_not_read(ben: Person) -> None:
    with pytest.raises(CommandError, match="no mobile number of Kazakhstan: 1"):
        call_command("sim_changed", "12345", ben.phone, stdout=StringIO())
    assert Customer.objects.get(pk=ben.customer.pk).sim_changed_at is not None
