"""The desk: staff with a second factor, and nobody else (OPS-01)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.staff.accounts import LoginTaken, open_staff
from accounts.staff.roles import Role
from notifications.models import Event
from tests.accounts.authenticator import token, wrong_token
from tests.accounts.pages import Browser, from_network, sign_in, user_of, words
from tests.accounts.staff import WHY
from tests.people import new_person

pytestmark = pytest.mark.django_db
DOOR = f"/{settings.ADMIN_PATH}/login/"
DESK = f"/{settings.ADMIN_PATH}/"
PASSWORD = "saxaul and a samovar"
WRONG = "not shown"
REFUSED = "The login or password does not match."


@pytest.fixture
def olga() -> User:
    return open_staff(login_name="olga.op", password=PASSWORD, roles=["auditor"], first_name="Olga")


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def knock(visitor: Browser, user: User, **other: str) -> Any:
    """The door's form with all that is right; of `other`, which replaces some, `WRONG` is a token
    that is not shown."""
    typed = {"username": "olga.op", "password": PASSWORD, "otp_token": token(user), "next": DESK}
    if other.get("otp_token") == WRONG:
        other["otp_token"] = wrong_token(user)
    return visitor.post(DOOR, typed | other)


@pytest.mark.requirement("OPS-01", "second factor for all staff")
def test_staff_enter_with_password_and_authenticator(visitor: Browser, olga: User) -> None:
    assert visitor.get(DESK).url.startswith(DOOR)
    assert knock(visitor, olga).url == DESK
    assert visitor.get(DESK).status_code == 200
    assert Event.objects.get(kind="staff-signed-in").facts["login"] == "olga.op"


@pytest.mark.requirement("OPS-01", "second factor for all staff")
@pytest.mark.parametrize("other", [
    {"otp_token": WRONG}, {"otp_token": "x"}, {"password": "wrong one"}, {"username": "nobody"},
])  # fmt: skip
def test_one_answer_for_whatever_does_not_match(
    visitor: Browser, olga: User, other: dict[str, str]
) -> None:
    assert REFUSED in words(knock(visitor, olga, **other))
    assert visitor.get(DESK).status_code == 302


@pytest.mark.requirement("OPS-01", "second factor for all staff")
def test_without_a_token_the_door_stays_shut(visitor: Browser, olga: User) -> None:
    assert "Fill in the field" in words(knock(visitor, olga, otp_token=""))
    visitor.force_login(olga)
    assert visitor.get(DESK).url.startswith(DOOR)


def test_a_token_works_once(visitor: Browser, olga: User) -> None:
    shown = token(olga)
    knock(visitor, olga, otp_token=shown)
    assert REFUSED in words(
        knock(Browser(headers={"accept-language": "en"}), olga, otp_token=shown)
    )


def test_every_refusal_costs_the_same_statements(visitor: Browser, olga: User) -> None:
    shown, false = token(olga), wrong_token(olga)
    wrong = [
        {"username": "nobody"}, {"password": "wrong one"}, {"otp_token": "x"},
        {"password": "wrong one", "otp_token": false}, {"otp_token": false},
    ]  # fmt: skip
    visitor.get(DOOR)
    cost = []
    for other in wrong:
        typed = {"username": "olga.op", "password": PASSWORD, "otp_token": shown} | other
        with CaptureQueriesContext(connection) as asked:
            assert REFUSED in words(visitor.post(DOOR, typed))
        cost.append([str(query["sql"]).split(" ")[0] for query in asked])
    assert cost == [cost[0]] * len(wrong)


def test_a_wrong_password_leaves_the_authenticator_as_it_was(visitor: Browser, olga: User) -> None:
    for typed in (WRONG, token(olga)):
        assert REFUSED in words(knock(visitor, olga, password="wrong one", otp_token=typed))
    assert knock(visitor, olga).url == DESK


def test_the_door_waits_after_ten_wrong_tries(visitor: Browser, olga: User) -> None:
    for _ in range(10):
        knock(visitor, olga, password="wrong one")
    assert "Too many tries" in words(knock(visitor, olga))
    elsewhere = Browser(REMOTE_ADDR=from_network(33))
    assert knock(elsewhere, olga).status_code == 302


def test_django_itself_opens_nothing_by_password(olga: User) -> None:
    assert authenticate(username="olga.op", password=PASSWORD) is None


def test_customers_do_not_enter_the_desk(visitor: Browser) -> None:
    ben = new_person()
    sign_in(visitor, ben)
    assert visitor.get(DESK).url.startswith(DOOR)


def test_there_is_no_member_of_staff_by_default() -> None:
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.requirement("OPS-01", "six roles")
def test_the_six_roles_are_there_and_see_different_things(visitor: Browser, olga: User) -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
    assert len(Role.values) == 6
    knock(visitor, olga)
    assert visitor.get(f"{DESK}accounts/customer/").status_code == 200
    olga.groups.set([Group.objects.get(name=Role.TARIFF_EDITOR)])
    assert visitor.get(f"{DESK}accounts/customer/").status_code == 403


@pytest.mark.requirement("OPS-01", "six roles")
def test_a_command_makes_staff_and_prints_the_authenticator_once(tmp_path: Path) -> None:
    file, out = tmp_path / "password", StringIO()
    file.write_text(PASSWORD + "\n")
    call_command("add_staff", "--login", "Petr.1", "--role", "branch", "--role", "approver",
                 "--password-file", str(file), stdout=out)  # fmt: skip
    user = User.objects.get(login_name="petr.1")
    assert {g.name for g in user.groups.all()} == {"branch", "approver"}
    assert user.check_password(PASSWORD)
    assert "otpauth://totp/Homebank" in out.getvalue()
    assert PASSWORD not in out.getvalue()


@pytest.mark.parametrize("arguments", [
    ["--login", "123"], ["--login", "olga.op"], ["--login", "ok", "--role", "king"],
])  # fmt: skip
def test_the_command_refuses_in_a_sentence(
    olga: User, tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD)
    more = [] if "--role" in arguments else ["--role", "branch"]
    with pytest.raises(CommandError):
        call_command("add_staff", *arguments, *more, "--password-file", str(file))


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "olga.op-olga.op"])
def test_staff_have_a_stricter_password(tmp_path: Path, password: str) -> None:
    file = tmp_path / "password"
    file.write_text(password)
    with pytest.raises(CommandError):
        call_command("add_staff", "--login", "olga.op", "--role", "branch",
                     "--password-file", str(file))  # fmt: skip


def test_two_members_of_staff_have_two_names(olga: User) -> None:
    with pytest.raises(LoginTaken):
        open_staff(login_name="olga.op", password=PASSWORD)


def test_pages_of_the_desk_show_no_hash_and_no_whole_number(visitor: Browser, olga: User) -> None:
    ben = new_person()
    knock(visitor, olga)
    visitor.post(f"{DESK}accounts/customer/{ben.customer.pk}/reason/", WHY)
    page = visitor.get(f"{DESK}accounts/customer/{ben.customer.pk}/change/")
    users = visitor.get(f"{DESK}accounts/user/{user_of(ben).pk}/change/")
    for secret in (
        ben.phone[2:],
        ben.customer.iin,
        ben.customer.codeword_hash,
        user_of(ben).password,
    ):
        assert secret not in page.content.decode() + users.content.decode()
    assert ben.customer.full_name in page.content.decode()


def test_no_address_looks_for_a_customer(visitor: Browser, olga: User) -> None:
    """A list by number or IIN would name who banks here, uncounted and untold to them."""
    ben = new_person()
    knock(visitor, olga)
    file, customers = str(ben.customer.pk), f"{DESK}accounts/customer/"
    assert file in visitor.get(customers, {"q": file}).content.decode()
    for typed in (ben.phone, ben.customer.iin, user_of(ben).homebank_id, user_of(ben).spaced_id):
        assert file not in visitor.get(customers, {"q": typed}).content.decode()
        wishes = {"app_label": "cards", "model_name": "card", "field_name": "customer"}
        answer = visitor.get(f"{DESK}autocomplete/", {**wishes, "term": typed})
        assert answer.status_code == 404
