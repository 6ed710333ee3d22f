"""A customer's own access: visits, the password, what happened, who else was in (ACC-12, 15)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Deed, User, Visit
from accounts.sign_in.visits import open_visits
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    from_network,
    newest_code,
    password_step,
    sign_in,
    texts,
    user_of,
    words,
)
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NEW = "Kok-tobe-2026-aspan"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def ben() -> Person:
    return new_person()


def visiting(person: Person, minutes: int = 0, network: int = 5) -> Browser:
    """A browser that has signed in, that many minutes after the others."""
    browser = Browser(headers={"accept-language": "en", "user-agent": CHROME},
                      REMOTE_ADDR=from_network(network))  # fmt: skip
    with clock.moved(timedelta(minutes=minutes)):
        assert sign_in(browser, person).url == "/my/"
    return browser


def ask_for_change(client: Browser, person: Person, **other: str) -> Any:
    typed = {"current": person.password, "password": NEW, "again": NEW, **other}
    return client.post("/my/security/password/", typed)


def change_password(client: Browser, person: Person) -> Any:
    page = ask_for_change(client, person).url
    return client.post(page, {"code": newest_code(person.phone)})


@pytest.mark.requirement("ACC-12", "list with device and place")
def test_the_list_tells_device_network_and_times(ben: Person) -> None:
    page = words(visiting(ben).get("/my/security/"))
    assert "Chrome, Android" in page
    assert "This visit." in page
    assert "198.51.5.0/24" in page


@pytest.mark.requirement("ACC-12", "end one or all")
def test_one_visit_is_ended_from_another(ben: Person) -> None:
    first, second = visiting(ben), visiting(ben, minutes=1)
    visit = Visit.objects.filter(user=user_of(ben)).earliest("began_at")
    with clock.moved(timedelta(minutes=2)):
        second.post(f"/my/security/visits/{visit.pk}/end/")
        assert "/sign-in/" in first.get("/my/").url
        assert second.get("/my/").status_code == 200


@pytest.mark.requirement("ACC-12", "end one or all")
def test_all_others_are_ended_at_once(ben: Person) -> None:
    others = [visiting(ben, minutes=n) for n in range(2)]
    last = visiting(ben, minutes=2)
    with clock.moved(timedelta(minutes=3)):
        last.post("/my/security/visits/end/")
        assert all("/sign-in/" in each.get("/my/").url for each in others)
        assert len(open_visits(user=user_of(ben))) == 1


def test_anothers_visit_is_not_ended(ben: Person) -> None:
    mallory = visiting(new_person())
    victim = visiting(ben)
    visit = Visit.objects.get(user=user_of(ben))
    mallory.post(f"/my/security/visits/{visit.pk}/end/")
    assert victim.get("/my/").status_code == 200


def test_a_visit_that_was_left_is_no_open_one(ben: Person) -> None:
    client = visiting(ben)
    client.post("/sign-out/")
    assert open_visits(user=user_of(ben)) == []
    assert Visit.objects.get(user=user_of(ben)).end == "signed-out"


def test_an_idle_visit_is_told_as_such(ben: Person) -> None:
    client = visiting(ben)
    with clock.moved(timedelta(minutes=16)):
        client.get("/my/")
        assert open_visits(user=user_of(ben)) == []
    assert Visit.objects.get(user=user_of(ben)).end == "idle"


@pytest.mark.requirement("ACC-12", "what this visit may do and until when")
def test_the_page_says_what_this_visit_may_do_and_until_when(ben: Person) -> None:
    page = words(visiting(ben).get("/my/security/"))
    assert "What this visit may do" in page
    assert "The visit ends by itself on" in page


@pytest.mark.requirement("ACC-12", "this was not me")
def test_not_me_puts_all_others_out_cools_and_leads_to_a_new_password(ben: Person) -> None:
    thief, owner = visiting(ben), visiting(ben, minutes=1)
    with clock.moved(timedelta(minutes=2)):
        assert owner.post("/my/security/not-me/").url == "/my/security/password/"
        assert "/sign-in/" in thief.get("/my/").url
        assert "not before" in words(owner.get("/my/security/"))


def test_the_password_changes_with_the_current_one_and_a_code(ben: Person) -> None:
    client = visiting(ben)
    page = ask_for_change(client, ben).url
    assert not User.objects.get(pk=user_of(ben).pk).check_password(NEW)
    assert client.post(page, {"code": newest_code(ben.phone)}).url == "/my/security/"
    assert User.objects.get(pk=user_of(ben).pk).check_password(NEW)
    assert "The password is changed" in words(client.get("/my/security/"))
    assert len(texts(ben.phone, "password-changed")) == 1


def test_a_change_ends_the_others_and_renews_this_one(ben: Person) -> None:
    other, client = visiting(ben), visiting(ben, minutes=1)
    with clock.moved(timedelta(minutes=2)):
        before = client.cookies["homebank-session"].value
        change_password(client, ben)
        assert client.cookies["homebank-session"].value != before
        assert client.get("/my/").status_code == 200
        assert "/sign-in/" in other.get("/my/").url


def test_a_wrong_current_password_changes_nothing_and_is_counted(ben: Person) -> None:
    client = visiting(ben)
    for _ in range(10):
        page = words(ask_for_change(client, ben, current="not this"))
        assert "This is not your current password" in page
    assert "Too many tries" in words(ask_for_change(client, ben))
    assert not Deed.objects.exists()


def test_the_new_password_is_kept_nowhere_in_clear(ben: Person) -> None:
    client = visiting(ben)
    ask_for_change(client, ben)
    deed = Deed.objects.get(customer=ben.customer)
    assert NEW not in deed.facts
    assert NEW not in str(dict(client.session.items()))


@pytest.mark.requirement("ACC-11", "code of another operation")
def test_a_code_of_one_change_confirms_no_other(ben: Person) -> None:
    client = visiting(ben)
    first = ask_for_change(client, ben).url
    code = newest_code(ben.phone)
    second = ask_for_change(client, ben, password="Other-words-77", again="Other-words-77").url
    assert client.post(second, {"code": code}).status_code == 200
    assert "confirms nothing" in words(client.post(first, {"code": code}))
    assert User.objects.get(pk=user_of(ben).pk).check_password(ben.password)


def test_changed_facts_are_confirmed_by_no_code(ben: Person) -> None:
    client = visiting(ben)
    page = ask_for_change(client, ben).url
    deed = Deed.objects.get(customer=ben.customer)
    deed.facts = deed.facts.replace("network", "netwerk")
    deed.save()
    client.post(page, {"code": newest_code(ben.phone)})
    assert User.objects.get(pk=user_of(ben).pk).check_password(ben.password)


def test_another_customers_change_is_not_found(ben: Person) -> None:
    page = ask_for_change(visiting(ben), ben).url
    mallory = visiting(new_person())
    assert mallory.get(page).status_code == 404
    assert mallory.post(page, {"code": newest_code(ben.phone)}).status_code == 404


def test_a_second_submit_of_the_code_shows_the_same_page(ben: Person) -> None:
    client = visiting(ben)
    page, code = ask_for_change(client, ben).url, None
    code = newest_code(ben.phone)
    assert client.post(page, {"code": code}).url == client.post(page, {"code": code}).url
    assert Event.objects.filter(customer=ben.customer, kind="password-changed").count() == 1


@pytest.mark.requirement("ACC-15", "each sign-in")
@pytest.mark.requirement("ACC-15", "each refused try")
def test_the_mirror_shows_sign_ins_refused_tries_and_codes(ben: Person) -> None:
    password_step(Browser(REMOTE_ADDR=from_network(8)), ben, password="not this one")
    page = words(visiting(ben).get("/my/security/log/"))
    assert "A sign-in was refused: wrong password" in page
    assert "network 198.51.8.0/24" in page
    assert "A code was sent: sign-in" in page
    assert "Signed in" in page


def test_the_mirror_shows_nothing_of_others(ben: Person) -> None:
    password_step(Browser(), new_person(), password="not this one")
    assert "was refused" not in words(visiting(ben).get("/my/security/log/"))


@pytest.mark.parametrize("before", ["x", "2026-01-01", "\x00", "9" * 99, "2026-01-01T00:00:00Z"])
def test_any_moment_in_the_address_is_answered(ben: Person, before: str) -> None:
    assert visiting(ben).get("/my/security/log/", {"before": before}).status_code == 200
