"""Changes behind a code, attacked: too late, by whom they are not meant, from visits that ended."""

from datetime import timedelta
from importlib import import_module
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session

from accounts.models import Authenticator, Deed, OneTimeCode, User, Visit
from accounts.purging import purge
from accounts.sign_in import visits
from accounts.staff.roles import Role
from homebank.lib import clock
from tests.accounts.pages import Browser, from_network, newest_code, user_of, words
from tests.accounts.test_authenticator import add_app, key_on, shown_by
from tests.accounts.test_security import NEW, ask_for_change, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
LATE = timedelta(minutes=16)


@pytest.fixture
def ben() -> Person:
    return new_person()


def kept_awake(client: Browser) -> None:
    """A visit ends after 15 idle minutes: somebody looks at a page meanwhile."""
    with clock.moved(timedelta(minutes=10)):
        client.get("/my/")


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_a_change_is_over_after_a_quarter_of_an_hour_also_for_the_app(ben: Person) -> None:
    client = visiting(ben)
    key = add_app(client, ben)
    page = ask_for_change(client, ben).url
    kept_awake(client)
    with clock.moved(LATE):
        client.post(page, {"code": shown_by(key)})
    assert User.objects.get(pk=user_of(ben).pk).check_password(ben.password)


def test_no_code_is_sent_for_a_change_that_is_over(ben: Person) -> None:
    client = visiting(ben)
    page = ask_for_change(client, ben).url
    kept_awake(client)
    sent = OneTimeCode.objects.count()
    with clock.moved(LATE):
        assert "confirms nothing" in words(client.post(page, {"resend": "1"}))
    assert OneTimeCode.objects.count() == sent


def test_what_was_never_confirmed_is_deleted_with_its_secrets(ben: Person) -> None:
    ask_for_change(visiting(ben), ben)
    with clock.moved(timedelta(days=2)):
        purge()
    assert not Deed.objects.exists()


def test_what_was_confirmed_stays_without_its_facts(ben: Person) -> None:
    add_app(visiting(ben), ben)
    with clock.moved(timedelta(days=40)):
        purge()
    assert Deed.objects.get().facts == ""


def test_who_holds_a_visit_alone_adds_no_app(ben: Person) -> None:
    thief = visiting(ben)
    key = key_on(thief.get("/my/security/app/"))
    page = thief.post("/my/security/app/", {"code": shown_by(key)}).url
    for code in (shown_by(key), "000000"):
        assert thief.post(page, {"code": code}).status_code == 200
    assert not Authenticator.objects.exists()


def test_the_current_password_is_guessed_slower_from_many_networks(ben: Person) -> None:
    client = visiting(ben)
    with patch("accounts.waits.time.sleep") as slept:
        for network in range(25):
            client.defaults["REMOTE_ADDR"] = from_network(network)
            ask_for_change(client, ben, current="not this")
    assert slept.call_args.args[0] >= 0.4


def test_a_visit_ended_while_its_change_is_confirmed_does_not_go_on(ben: Person) -> None:
    thief = visiting(ben)
    page, step_up = ask_for_change(thief, ben).url, visits.step_up

    def ended_meanwhile(request: object) -> None:
        visits.end_visits(user=user_of(ben))
        step_up(request)  # type: ignore[arg-type]

    with patch("accounts.views.confirming.visits.step_up", ended_meanwhile):
        thief.post(page, {"code": newest_code(ben.phone)})
    assert "/sign-in/" in thief.get("/my/").url


def test_a_password_changed_meanwhile_ends_the_visit_that_was_confirming(ben: Person) -> None:
    thief = visiting(ben)
    key, step_up = key_on(thief.get("/my/security/app/")), visits.step_up
    page = thief.post("/my/security/app/", {"code": shown_by(key)}).url

    def changed_meanwhile(request: object) -> None:
        user = User.objects.get(pk=user_of(ben).pk)
        user.set_password(NEW)
        user.save()
        visits.close_visits(user=user)
        step_up(request)  # type: ignore[arg-type]

    with patch("accounts.views.confirming.visits.step_up", changed_meanwhile):
        thief.post(page, {"code": newest_code(ben.phone)})
    assert "/sign-in/" in thief.get("/my/").url


def test_a_session_id_that_somebody_else_chose_is_not_taken_over(ben: Person) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["language"] = "en"
    store.create()
    victim = Browser()
    victim.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    victim.post("/recover/", {"phone": ben.phone})
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != store.session_key
    assert not Session.objects.filter(session_key=store.session_key).exists()


def test_anothers_visit_is_not_even_found(ben: Person) -> None:
    visiting(ben)
    visit = Visit.objects.get(user=user_of(ben))
    answer = visiting(new_person()).post(f"/my/security/visits/{visit.pk}/end/")
    assert answer.status_code == 404


def test_ones_own_visit_that_is_over_is_ended_again_without_a_fuss(ben: Person) -> None:
    left, client = visiting(ben), visiting(ben, minutes=1)
    visit = Visit.objects.filter(user=user_of(ben)).earliest("began_at")
    with clock.moved(timedelta(minutes=2)):
        left.post("/sign-out/")
        assert client.post(f"/my/security/visits/{visit.pk}/end/").url == "/my/security/"


@pytest.mark.parametrize(
    "agent", ["<script>alert(1)</script>", "A" * 60_000, "Chrome/é\x01\x7f", ""]
)
def test_a_hostile_device_name_shows_nothing_of_itself(ben: Person, agent: str) -> None:
    client = visiting(ben)
    client.defaults["HTTP_USER_AGENT"] = agent
    client.post("/sign-out/")
    with clock.moved(timedelta(minutes=1)):
        client.post("/sign-in/?by=phone", {"typed": ben.phone, "password": ben.password})
        client.post("/sign-in/code/", {"code": newest_code(ben.phone)})
        page = client.get("/my/security/").content.decode()
    assert "alert(1)" not in page
    assert "A" * 20 not in page


HOSTILE_MOMENTS = [
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T00:00:00+23:59:59.999999",
    "2026-11-22T00:00:00+00:00:59", "2026-11-22 00:00:00-23:59", "x" * 5000, "-1", "0000-00-00",
]  # fmt: skip


@pytest.mark.parametrize("before", HOSTILE_MOMENTS)
def test_no_moment_in_the_address_breaks_the_mirror(ben: Person, before: str) -> None:
    assert visiting(ben).get("/my/security/log/", {"before": before}).status_code == 200


@pytest.mark.parametrize("table", ["visit", "deed", "authenticator", "recoveryattempt"])
@pytest.mark.parametrize("role", Role.values)
def test_staff_see_no_visit_and_no_change_of_a_customer(role: str, table: str) -> None:
    group = Group.objects.get(name=role)
    assert not group.permissions.filter(codename__endswith=f"_{table}").exists()
