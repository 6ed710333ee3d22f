"""Signing in through its pages (ACC-04), and what a visit may do."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Confirmation, User
from homebank.lib import clock
from notifications.models import Event, Sms
from tests.accounts.pages import (
    Browser,
    body,
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
REFUSED = "The login or password does not match. Check the keyboard language and try again."


@pytest.fixture
def ben() -> Person:
    person = new_person()
    assert person.user is not None
    person.user.login_name = f"ben{person.phone[-7:]}"
    person.user.save()
    return person


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def is_in(client: Browser) -> bool:
    return bool(client.get("/my/").status_code == 200)


@pytest.mark.requirement("ACC-04", "three choices, each with its own field")
@pytest.mark.parametrize(
    ("way", "example"),
    [("phone", "+7\u00a0700\u00a0000"), ("id", "8 digits"), ("login", "chose yourself")],
)
def test_each_choice_has_a_field_of_its_own(visitor: Browser, way: str, example: str) -> None:
    page = body(visitor.get(f"/sign-in/?by={way}"))
    assert example in page
    assert all(f"?by={each}" in page for each in ("phone", "id", "login"))


@pytest.mark.requirement("ACC-04", "trusted phone")
@pytest.mark.requirement("ACC-04", "Homebank ID")
@pytest.mark.requirement("ACC-04", "login name")
@pytest.mark.parametrize("way", ["phone", "id", "login"])
def test_each_of_three_ways_leads_in(visitor: Browser, ben: Person, way: str) -> None:
    assert password_step(visitor, ben, way).url == "/sign-in/code/"
    answer = visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert answer.url == "/my/"
    assert is_in(visitor)


@pytest.mark.requirement("ACC-04", "password then SMS code")
@pytest.mark.requirement("ACC-11", "registration and sign-in")
def test_a_password_alone_opens_nothing(visitor: Browser, ben: Person) -> None:
    password_step(visitor, ben)
    assert not is_in(visitor)
    assert "sign in to Homebank" in texts(ben.phone)[0]
    visitor.post("/sign-in/code/", {"code": "000000"})
    assert not is_in(visitor)


@pytest.mark.parametrize("way", ["phone", "id", "login"])
def test_known_and_unknown_get_the_same_answer(ben: Person, way: str) -> None:
    pages = []
    unknown = {"phone": "+7 700 999 99 98", "id": "99999999", "login": "nobody.at.all"}
    known = {"phone": ben.phone, "id": user_of(ben).homebank_id, "login": user_of(ben).login_name}
    for typed in (known[way], unknown[way]):
        client = Browser(headers={"accept-language": "en"})
        answer = client.post(f"/sign-in/?by={way}", {"typed": typed, "password": "not this one"})
        assert REFUSED in words(answer)
        pages.append(body(answer).replace(str(typed), "typed"))
    assert pages[0] == pages[1]


def test_known_and_unknown_cost_one_hash_each(ben: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    runs: list[str] = []
    real = MD5PasswordHasher.verify

    def counted(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        runs.append(password)
        return real(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    for typed in (ben.phone, "+77009999998"):
        Browser().post("/sign-in/", {"typed": typed, "password": "not this one"})
    assert runs == ["not this one"] * 2


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 100, "💥", "' OR 1=1 --", "+7", "٠" * 11])
@pytest.mark.parametrize("way", ["phone", "id", "login", "other"])
def test_bad_input_is_a_sentence(visitor: Browser, way: str, typed: str) -> None:
    answer = visitor.post(f"/sign-in/?by={way}", {"typed": typed, "password": "not this one"})
    assert answer.status_code == 200
    assert "say errors" in answer.content.decode()


def test_the_tenth_wrong_password_brings_a_wait_that_grows(visitor: Browser, ben: Person) -> None:
    for _ in range(10):
        assert REFUSED in words(password_step(visitor, ben, password="wrong one"))
    assert "Too many tries. Next try:" in words(password_step(visitor, ben))
    with clock.moved(timedelta(seconds=61)):
        assert REFUSED in words(password_step(visitor, ben, password="wrong one"))
        assert "Too many tries" in words(password_step(visitor, ben))
    with clock.moved(timedelta(seconds=61 + 60)):
        assert "Too many tries" in words(password_step(visitor, ben))
    with clock.moved(timedelta(seconds=61 + 121)):
        assert password_step(visitor, ben).url == "/sign-in/code/"


def test_an_unknown_name_waits_like_a_known_one(visitor: Browser) -> None:
    wrong = {"typed": "nobody.here", "password": "wrong one"}
    for _ in range(10):
        assert REFUSED in words(visitor.post("/sign-in/?by=login", wrong))
    assert "Too many tries. Next try:" in words(visitor.post("/sign-in/?by=login", wrong))


def spelled(way: str, name: str) -> list[str]:
    """The name in several spellings that mean the same."""
    if way == "id":
        return [name, f"{name[:4]} {name[4:]}", f"{name[:4]}-{name[4:]}", f"ID {name}", f" {name}"]
    if way == "login":
        return [name, name.upper(), name.title(), f" {name}", f"{name} "]
    return [name, "8" + name[2:], name[2:], f"8 ({name[2:5]}) {name[5:]}", f"{name[:5]}-{name[5:]}"]


@pytest.mark.parametrize("way", ["phone", "id", "login"])
def test_spellings_share_one_wait_whether_anybody_has_the_name(ben: Person, way: str) -> None:
    user = user_of(ben)
    known = {"phone": ben.phone, "id": user.homebank_id, "login": user.login_name}[way]
    unknown = {"phone": "+77009999998", "id": "99999999", "login": "nobody.at.all"}[way]
    for number, name in enumerate((str(known), unknown)):
        visitor = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(number))
        wrong = [{"typed": typed, "password": "wrong one"} for typed in spelled(way, name)]
        for typed in wrong * 2:
            assert REFUSED in words(visitor.post(f"/sign-in/?by={way}", typed))
        assert "Too many tries" in words(visitor.post(f"/sign-in/?by={way}", wrong[3]))


def test_a_wait_by_phone_tells_nothing_of_a_login_name(visitor: Browser, ben: Person) -> None:
    for _ in range(11):
        password_step(visitor, ben, password="wrong one")
    assert "Too many tries" in words(password_step(visitor, ben))
    assert REFUSED in words(password_step(visitor, ben, "login", password="wrong one"))
    assert password_step(visitor, ben, "login").url == "/sign-in/code/"


def test_an_attacker_elsewhere_does_not_lock_the_owner_out(visitor: Browser, ben: Person) -> None:
    for number in (11, 12):
        attacker = Browser(REMOTE_ADDR=from_network(number))
        for _ in range(11):
            password_step(attacker, ben, password="wrong one")
    assert sign_in(visitor, ben).url == "/my/"


def test_a_network_has_a_hundred_wrong_passwords_an_hour(visitor: Browser, ben: Person) -> None:
    for number in range(100):
        wrong = {"typed": f"nobody{number}", "password": "wrong one"}
        visitor.post("/sign-in/?by=login", wrong)
    assert "Too many tries" in words(password_step(visitor, ben))
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert password_step(visitor, ben).url == "/sign-in/code/"


def test_a_right_password_counts_as_no_wrong_one(visitor: Browser, ben: Person) -> None:
    for day in range(12):
        with clock.moved(timedelta(minutes=15 * day)):
            assert password_step(visitor, ben).status_code == 302


def test_codes_before_sign_in_have_a_budget_per_phone(ben: Person) -> None:
    for number in range(7):
        with clock.moved(timedelta(seconds=40 * number)):
            password_step(Browser(REMOTE_ADDR=from_network(number)), ben)
    assert len(texts(ben.phone)) == 5
    with clock.moved(timedelta(hours=1, seconds=1)):
        password_step(Browser(), ben)
    assert len(texts(ben.phone)) == 6


def test_a_phone_gets_one_code_in_thirty_seconds_the_next_leaves_by_itself(ben: Person) -> None:
    first, second, third = (Browser(headers={"accept-language": "en"}) for _ in range(3))
    for browser in (first, second, third):
        password_step(browser, ben)
    now, later = Sms.objects.filter(phone_fingerprint=Sms.fingerprint(ben.phone)).order_by("pk")
    assert timedelta(seconds=25) < later.next_attempt_at - now.next_attempt_at
    assert "the next one leaves by itself at" in words(second.get("/sign-in/code/"))
    assert "A new one can be sent after" in words(third.get("/sign-in/code/"))
    with clock.moved(timedelta(seconds=31)):
        assert second.post("/sign-in/code/", {"code": newest_code(ben.phone)}).url == "/my/"


def test_a_new_sign_in_brings_no_new_guesses(ben: Person) -> None:
    visitor = Browser(headers={"accept-language": "en"})
    for number in range(3):
        with clock.moved(timedelta(seconds=31 * number)):
            password_step(visitor, ben)
            for _ in range(5):
                answer = visitor.post("/sign-in/code/", {"code": "000000"})
    assert "Too many tries. Next try:" in words(answer)
    with clock.moved(timedelta(seconds=95)):
        elsewhere = Browser(REMOTE_ADDR=from_network(200))
        assert sign_in(elsewhere, ben).url == "/my/"


@pytest.mark.requirement("ACC-11", "code of another operation")
def test_a_code_of_one_sign_in_opens_no_other(ben: Person) -> None:
    carla = new_person()
    first, second = Browser(), Browser()
    password_step(first, ben)
    password_step(second, carla)
    second.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert not is_in(second)


def test_the_session_has_a_new_id_at_each_step(visitor: Browser, ben: Person) -> None:
    visitor.get("/sign-in/")
    password_step(visitor, ben)
    waiting = visitor.session.session_key
    visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert visitor.session.session_key != waiting
    planted = Browser()
    planted.cookies[settings.SESSION_COOKIE_NAME] = str(waiting)
    assert not is_in(planted)


def test_the_language_of_the_page_becomes_the_customers(ben: Person) -> None:
    visitor = Browser(headers={"accept-language": "kk"})
    sign_in(visitor, ben)
    ben.customer.refresh_from_db()
    assert ben.customer.language == "kk"


@pytest.mark.parametrize("wanted", ["//evil.example", "https:evil.example", "javascript:alert(1)",
                                    "https://evil.example/", "/\\evil.example"])  # fmt: skip
def test_next_leads_nowhere_else(visitor: Browser, ben: Person, wanted: str) -> None:
    data = {"typed": ben.phone, "password": ben.password}
    visitor.post("/sign-in/", data, query_params={"by": "phone", "next": wanted})
    assert visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)}).url == "/my/"


def test_next_leads_back(visitor: Browser, ben: Person) -> None:
    assert visitor.get("/my/").url == "/sign-in/?next=/my/"
    data = {"typed": ben.phone, "password": ben.password}
    visitor.post("/sign-in/", data, query_params={"by": "phone", "next": "/payments/?a=1"})
    answer = visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert answer.url == "/payments/?a=1"


def test_fifteen_idle_minutes_end_the_visit(visitor: Browser, ben: Person) -> None:
    sign_in(visitor, ben)
    with clock.moved(timedelta(minutes=14)):
        assert is_in(visitor)
    with clock.moved(timedelta(minutes=29, seconds=1)):
        answer = visitor.get("/my/?a=1")
        assert answer.url == "/sign-in/?ended=idle&next=%2Fmy%2F%3Fa%3D1"
        assert "after 15 minutes without activity" in words(visitor.get(answer.url))


def test_twelve_hours_end_the_visit(visitor: Browser, ben: Person) -> None:
    sign_in(visitor, ben)
    for minutes in range(10, 12 * 60, 10):
        with clock.moved(timedelta(minutes=minutes)):
            assert is_in(visitor)
    with clock.moved(timedelta(hours=12, seconds=1)):
        assert visitor.get("/my/").url.startswith("/sign-in/?ended=long")


def test_signing_out_kills_the_session_on_the_server(visitor: Browser, ben: Person) -> None:
    sign_in(visitor, ben)
    cookie = visitor.cookies[settings.SESSION_COOKIE_NAME].value
    assert visitor.get("/sign-out/").status_code == 200
    assert is_in(visitor)
    assert "ended=signed-out" in visitor.post("/sign-out/").url
    visitor.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(visitor)


def test_a_blocked_customer_is_out_at_the_next_request(visitor: Browser, ben: Person) -> None:
    sign_in(visitor, ben)
    ben.customer.blocked_at = clock.now()
    ben.customer.save()
    assert visitor.get("/my/").url.startswith("/sign-in/?ended=closed")
    ben.customer.blocked_at = None
    ben.customer.save()
    assert not is_in(visitor)


def test_a_blocked_customer_is_refused_like_a_stranger(visitor: Browser, ben: Person) -> None:
    ben.customer.blocked_at = clock.now()
    ben.customer.save()
    assert REFUSED in words(password_step(visitor, ben))


def test_a_changed_password_ends_other_visits_and_kills_waiting_codes(ben: Person) -> None:
    inside, waiting = Browser(), Browser()
    sign_in(inside, ben)
    with clock.moved(timedelta(seconds=31)):
        password_step(waiting, ben)
        User.objects.filter(customer=ben.customer).update(password=make_password("another one"))
        assert inside.get("/my/").url.startswith("/sign-in/?ended=closed")
        waiting.post("/sign-in/code/", {"code": newest_code(ben.phone)})
        assert not is_in(waiting)


def test_without_a_trusted_number_it_says_whom_to_call(visitor: Browser, ben: Person) -> None:
    ben.customer.phone = ben.customer.phone_fingerprint = None
    ben.customer.save()
    answer = password_step(visitor, ben, "id")
    assert "There is no trusted number on file" in words(answer)
    assert not Confirmation.objects.filter(customer=ben.customer).exists()


def test_each_try_is_recorded_with_its_network(visitor: Browser, ben: Person) -> None:
    password_step(visitor, ben, password="wrong one")
    sign_in(visitor, ben)
    events = Event.objects.filter(customer=ben.customer, kind__contains="sign")
    assert [e.kind for e in events.order_by("at")] == ["sign-in-refused", "signed-in"]
    assert {e.facts["network"] for e in events} == {"127.0.0.0/24"}


def test_staff_do_not_enter_the_portal(visitor: Browser) -> None:
    from accounts.staff.accounts import open_staff

    open_staff(login_name="olga.op", password="saxaul and a samovar", roles=["auditor"])
    wrong = {"typed": "olga.op", "password": "saxaul and a samovar"}
    assert REFUSED in words(visitor.post("/sign-in/?by=login", wrong))


def test_who_is_in_needs_no_sign_in_page(visitor: Browser, ben: Person) -> None:
    sign_in(visitor, ben)
    assert visitor.get("/sign-in/").url == "/my/"
    assert visitor.get("/register/").url == "/my/"
