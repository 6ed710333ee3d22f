"""Where the bank leads: to its own pages only, whatever `next` and the Host header say."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from pytest_django import Settings

from homebank.lib import clock
from tests.accounts.authenticator import token
from tests.accounts.pages import Browser, body, newest_code
from tests.doors.cast import STAFF_PASSWORD, member_of
from tests.doors.knocks import faults_of, policy_of
from tests.doors.rules import AUDITOR, DESK
from tests.people import Person, new_person, signed_in

EVIL = [
    "//evil.example", "///evil.example", "////evil.example/%2f..", "https:evil.example",
    "https:///evil.example", "http://evil.example/", "HTTPS://EVIL.EXAMPLE", "javascript:alert(1)",
    "JaVaScRiPt://testserver/%0aalert(1)", "java\tscript:alert(1)", "data:text/html,<script>",
    "vbscript:x", "ftp://testserver/", "\\\\evil.example", "/\\evil.example", "\\/evil.example",
    "/\t/evil.example", "\t//evil.example", " //evil.example", "\n//evil.example",
    "\x00//evil.example", "\x01javascript:alert(1)", "%2f%2fevil.example", "/%2f/evil.example",
    "/%5cevil.example", "%68ttp://evil.example", "http://testserver@evil.example/",
    "http://testserver.evil.example/", "//testserver:x@evil.example", "//evil.example\\@testserver",
    "http:\\\\evil.example", "http:/\\evil.example", "//evil%2eexample", "//evil。example",
    "//[::1]/", "//[", "http://[evil", "//2130706433/", "/my/\r\nLocation: //evil.example",
    "/my/\r\nSet-Cookie: a=b", "https://testserver%2eevil.example", "x" * 10_000,
]  # fmt: skip
OURS = ["/payments/history/", "/payments/services/beeline/pay/?repeat=1", "/my/?lang=kk"]
HOSTS = [
    "evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example",
    "evil.example/localhost", "localhost, evil.example", "local host", "[::1", "a" * 5_000,
    "localhost:99999999x", "evil.example\\localhost", "\x7f", "127.0.0.1.evil.example", "т", "..",
]  # fmt: skip


def short(value: str) -> str:
    """A name for the test of a long value."""
    return ascii(value[:30])


def lands_on(location: str, at: str = "http://testserver/sign-in/code/") -> str:
    """The host that a browser asks next, as browsers read addresses."""
    read = "".join(sign for sign in location if sign not in "\t\r\n")
    read = read.strip("".join(map(chr, range(33)))).replace("\\", "/")
    whole = urlsplit(urljoin(at, read))
    return f"{whole.scheme}://{whole.netloc}"


def visit_of(person: Person) -> Browser:
    """A browser whose visit has passed password and code."""
    browser = Browser()
    browser.cookies = signed_in(person).cookies
    return browser


@pytest.fixture
def ben(db: None) -> Person:
    return new_person()


def test_who_is_signed_in_is_led_to_our_pages_only(ben: Person) -> None:
    visitor = visit_of(ben)
    for wanted in EVIL:
        answer = visitor.get("/sign-in/", {"next": wanted})
        assert answer.status_code == 302, wanted
        assert lands_on(answer.url) == "http://testserver", wanted
        assert not {"\r", "\n"} & set(answer.headers["Location"]), wanted


@pytest.mark.parametrize("wanted", EVIL[::6], ids=short)
def test_signing_in_leads_to_our_pages_only(ben: Person, wanted: str) -> None:
    visitor = Browser()
    visitor.get("/sign-in/", {"next": wanted})
    typed = {"typed": ben.phone, "password": ben.password}
    visitor.post("/sign-in/", typed, query_params={"by": "phone", "next": wanted})
    answer = visitor.post("/sign-in/code/", {"code": newest_code(ben.phone), "next": wanted})
    assert answer.status_code == 302
    assert lands_on(answer.url) == "http://testserver"


@pytest.mark.parametrize("wanted", OURS)
def test_signing_in_leads_back_to_the_page_that_was_asked_for(ben: Person, wanted: str) -> None:
    visitor = Browser()
    typed = {"typed": ben.phone, "password": ben.password}
    visitor.post("/sign-in/", typed, query_params={"by": "phone", "next": wanted})
    answer = visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)})
    assert answer.url == wanted
    assert visitor.get(wanted).status_code == 200


@pytest.mark.parametrize("wanted", EVIL[3::7], ids=short)
def test_the_desk_leads_its_staff_to_the_desk_only(db: None, wanted: str) -> None:
    olga, visitor = member_of(AUDITOR), Browser()
    typed = {"username": olga.get_username(), "password": STAFF_PASSWORD,
             "otp_token": token(olga), "next": wanted}  # fmt: skip
    answer = visitor.post(f"{DESK}login/", typed, query_params={"next": wanted})
    assert answer.status_code == 302
    assert lands_on(answer.url, f"http://testserver{DESK}login/") == "http://testserver"
    assert answer.url == DESK or lands_on(wanted) == "http://testserver"


PATHS = ["//evil.example/my/", "//evil.example/my", "/\\evil.example/", "/http://evil.example/",
         "//evil.example/desk/accounts/customer", f"{DESK}/evil.example/"]  # fmt: skip


def test_a_path_that_looks_like_a_host_leads_nowhere_else(ben: Person) -> None:
    for client in (Browser(), visit_of(ben)):
        for path in PATHS:
            answer = client.get("/", PATH_INFO=path)
            assert answer.status_code in {302, 301, 404}, path
            assert lands_on(answer.headers.get("Location", "/")) == "http://testserver", path


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_host_gets_a_page_that_says_nothing_of_it(db: None, method: str) -> None:
    client = Browser(raise_request_exception=False, headers={"accept-language": "en"})
    for host in HOSTS:
        answer = getattr(client, method)("/sign-in/", headers={"host": host})
        assert answer.status_code == 400, host
        assert "The page was not understood" in answer.content.decode(), host
        assert host not in answer.content.decode(), host
        assert faults_of(answer, is_private=False) == [], host


def test_an_unknown_host_gets_the_same_page_from_a_bank_that_speaks_https(
    db: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Browser(raise_request_exception=False, headers={"accept-language": "en"})
    answer = client.get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert policy_of(answer)["frame-ancestors"] == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


FORWARDED = {
    "x-forwarded-host": "evil.example", "x-host": "evil.example", "x-original-url": "/desk/",
    "x-rewrite-url": "/desk/", "x-forwarded-server": "evil.example", "x-forwarded-port": "1",
    "x-forwarded-proto": "https", "forwarded": "host=evil.example;proto=https",
    "x-http-method-override": "POST", "x-forwarded-prefix": "/evil", "x-script-name": "/evil",
}  # fmt: skip


def test_what_a_stranger_forwards_changes_no_page(db: None) -> None:
    visitor = Browser()
    for path in ("/", "/sign-in/", "/my/", "/register/", "/payments/", DESK):
        plain, forwarded = visitor.get(path), visitor.get(path, headers=FORWARDED)
        assert forwarded.status_code == plain.status_code
        assert forwarded.headers.get("Location") == plain.headers.get("Location")
        assert body(forwarded) == body(plain)


def test_a_forwarded_host_is_no_host_of_ours_for_next(ben: Person) -> None:
    wanted = "http://evil.example/my/"
    answer = visit_of(ben).get("/sign-in/", {"next": wanted}, headers=FORWARDED)
    assert answer.url == "/my/"


def test_a_visit_that_is_over_leads_back_to_our_page_only(ben: Person) -> None:
    client = visit_of(ben)
    client.get("/my/")
    with clock.moved(settings.SESSION_IDLE):
        answer = client.get("/?next=//evil.example", PATH_INFO="//evil.example/my/")
    assert lands_on(answer.url) == "http://testserver"


def test_a_form_from_elsewhere_leads_back_to_our_page_only(db: None) -> None:
    visitor = Browser()
    for wanted in EVIL:
        referer = wanted.encode().decode("latin-1")
        answer = visitor.post("/payments/services/beeline/pay/", headers={"referer": referer})
        [led] = parse_qs(urlsplit(answer.url).query)["next"]
        assert lands_on(led) == "http://testserver", wanted


def test_our_own_host_is_known_however_it_is_written(ben: Person) -> None:
    visitor = visit_of(ben)
    for host in ("testserver", "TESTSERVER", "testserver:8000", "testserver."):
        assert visitor.get("/my/", headers={"host": host}).status_code == 200
